"""DocuSign: what is signed outside Tomorro is told, and what Tomorro itself sent is not."""

from local.simulators.docusign.seed import ENVELOPE_ID
from passerelle.core.runs import RunState

EXAMPLE = "legal-knows-envelope"


def complete(shop, identifier):
    shop.control("docusign", "PATCH", f"records/envelopes/{identifier}", {"status": "completed"})


def messages(shop):
    return [one["text"] for one in shop.control("slack", "GET", "messages")]


def test_an_envelope_signed_outside_tomorro_is_told_with_who_signed_it(shop):
    shop = shop(EXAMPLE)

    complete(shop, ENVELOPE_ID)
    shop.handle("docusign")

    [message] = messages(shop)
    assert "Bail de la librairie, avec Garance Petit, Léa Durand" in message
    assert f"/details/{ENVELOPE_ID}" in message


def test_an_envelope_of_tomorro_is_not_told(shop):
    shop = shop(EXAMPLE)
    sent = {"status": "sent", "sender": {"email": "tomorro@exemple.fr"}}
    made = shop.control("docusign", "POST", "records/envelopes", sent)

    complete(shop, made["id"])
    shop.handle("docusign")

    assert messages(shop) == []
    assert [run.state for run in shop.runs(EXAMPLE)] == [RunState.IGNORED]


def test_a_completion_that_connect_lost_is_found_by_the_poll_and_told_once(shop):
    shop = shop(EXAMPLE)
    shop.control("docusign", "PATCH", "delivery", {"mode": "lose"})
    complete(shop, ENVELOPE_ID)

    shop.poll("docusign", "envelope")
    shop.poll("docusign", "envelope")

    assert len(messages(shop)) == 1
