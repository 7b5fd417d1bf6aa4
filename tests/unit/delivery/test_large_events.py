"""Events whose bodies are behind a claim: delivered as any other, and explained when the body is gone."""

import pytest

from passerelle.core.events import Event, group_of
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.batch import Batch
from passerelle.errors import Unavailable
from passerelle.inbound.stored import claim, encode
from tests.fakes import won
from tests.unit.delivery.conftest import Bridge

KEY = "queue/large"
PLENTY_MS = 60_000


def claimed(event: Event) -> dict:
    """Its message, as Lambda gives it."""
    message = claim(event, KEY, encode(event).encoding)
    return {
        "messageId": f"m-{event.id}",
        "receiptHandle": f"r-{event.id}",
        "body": message.body,
        "attributes": {"MessageGroupId": group_of(event.connection, event.record), "ApproximateReceiveCount": "1"},
        "messageAttributes": {"encoding": {"stringValue": message.encoding, "dataType": "String"}},
    }


def handle(bridge: Bridge, *messages: dict) -> list[str]:
    """The ids of the messages that go back to the queue."""
    answer = Batch(bridge.deliverer, bridge.queue, lambda: PLENTY_MS).handle(messages)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_won_deal_behind_a_claim_becomes_its_contract(bridge: Bridge):
    event = won()
    bridge.queue.bodies[KEY] = encode(event).body

    assert handle(bridge, claimed(event)) == []

    assert len(bridge.create.made) == 1
    assert bridge.journal.events[event.id].event == event


def test_an_event_whose_body_is_gone_is_kept_with_its_reason_and_leaves_the_queue(bridge: Bridge, printed):
    event = won()

    assert handle(bridge, claimed(event)) == []

    kept = bridge.journal.events[event.id]
    assert (kept.state, {name: reason.code for name, reason in kept.reasons.items()}) == ("ignored", {"*": "body_gone"})
    assert kept.event.record == event.record
    assert bridge.create.made == []
    [line] = printed()
    assert (line["outcome"], line["code"], line["event_id"]) == ("ignored", ["body_gone"], event.id)


def test_a_body_that_goes_once_its_event_was_accepted_changes_nothing(bridge: Bridge):
    event = won()
    bridge.queue.bodies[KEY] = encode(event).body
    bridge.create.before = [Unavailable(Sentence(fr="indisponible", en="down"))]
    assert handle(bridge, claimed(event)) == [f"m-{event.id}"]
    bridge.queue.bodies.clear()
    bridge.clock.advance(minutes=10)

    assert handle(bridge, claimed(event)) == []

    assert bridge.only_run().state is RunState.DONE
    assert len(bridge.create.made) == 1


def test_an_event_whose_body_cannot_be_asked_for_now_waits(bridge: Bridge, printed, monkeypatch: pytest.MonkeyPatch):
    def down(_key: str) -> str:
        raise Unavailable(Sentence(fr="S3 en panne", en="S3 down"), code="bodies_unavailable")

    monkeypatch.setattr(bridge.queue, "bodies", type("Down", (), {"get": staticmethod(down)}))

    event = won()
    assert handle(bridge, claimed(event)) == [f"m-{event.id}"]

    assert bridge.journal.events == {}
    [line] = printed()
    assert (line["outcome"], line["code"]) == ("waiting", "bodies_unavailable")
