"""The simulated flow of Teams: its address is the secret, and its answer comes before the card is posted."""

import httpx
import pytest

from local.simulators import Address
from local.simulators.teams import CARD, seed


def post(address: Address, body: object, path: str = seed.PATH, query: str = seed.QUERY) -> httpx.Response:
    return httpx.post(f"{address.teams}{path}?{query}", json=body)


def message(**card) -> dict:
    whole = {"type": "AdaptiveCard", "body": [{"type": "RichTextBlock", "inlines": [{"text": "Signé"}]}], **card}
    return {"type": "message", "attachments": [{"contentType": CARD, "content": whole}]}


def kept(address: Address, what: str) -> list[str]:
    return [one["text"] for one in httpx.get(f"{address.control('teams')}/{what}").json()]


def test_a_card_is_accepted_without_a_word_and_posted(address):
    answer = post(address, message())

    assert (answer.status_code, answer.content) == (202, b"")
    assert kept(address, "messages") == ["Signé"]


@pytest.mark.parametrize(
    "body",
    [
        {"text": "Signé"},
        {"type": "message", "attachments": [{"contentType": "text/html", "content": "Signé"}]},
        message(type="HeroCard"),
        message(body=[]),
        message(actions=[{"type": "Action.OpenUrl", "title": "Ouvrir"}]),
    ],
)
def test_what_cannot_be_posted_is_accepted_all_the_same(address, body):
    answer = post(address, body)

    assert answer.status_code == 202
    assert (len(kept(address, "messages")), len(kept(address, "failed"))) == (0, 1)


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        (seed.PATH, "api-version=1", 401, "AuthorizationFailed"),
        (seed.PATH, "api-version=1&sig=guess", 401, "AuthorizationFailed"),
        ("/workflows/another/triggers/manual/paths/invoke", seed.QUERY, 404, "WorkflowNotFound"),
    ],
)
def test_another_address_posts_nothing(address, path, query, status, code):
    answer = post(address, message(), path, query)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert kept(address, "messages") == []


def test_a_flow_that_is_off_says_so(address):
    httpx.patch(f"{address.control('teams')}/switches", json={"flow_on": False}).raise_for_status()

    answer = post(address, message())

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "WorkflowTriggerIsNotEnabled")
