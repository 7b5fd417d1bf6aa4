import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from passerelle.core.events import Event, RecordRef, Source, group_of
from passerelle.errors import InvalidPayload, Unavailable
from passerelle.inbound.stored import CLAIM, MAX_EVENT_BYTES
from passerelle.journal.queue import LIMIT_BYTES, LONGEST_HOLD_S, EventQueue
from tests.bucket import FakeS3

URL = "https://sqs.example.com/events.fifo"


class FakeSqs:
    """Takes everything but the ids that a test makes it refuse, as often as it says."""

    def __init__(self) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self.taken: list[dict[str, Any]] = []
        self.refusals: dict[str, int] = {}
        self.error: Exception | None = None
        self.held: list[dict[str, Any]] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's names
        assert QueueUrl == URL
        if self.error is not None:
            raise self.error
        self.calls.append(Entries)
        failed = [entry for entry in Entries if self._refuses(entry["Id"])]
        taken = [entry for entry in Entries if entry not in failed]
        self.taken += taken
        return {
            "Successful": [{"Id": entry["Id"]} for entry in taken],
            "Failed": [{"Id": entry["Id"], "Code": "InternalError", "SenderFault": False} for entry in failed],
        }

    def change_message_visibility(self, **arguments: Any) -> None:
        if self.error is not None:
            raise self.error
        self.held.append(arguments)

    def _refuses(self, id_: str) -> bool:
        left = self.refusals.get(id_, 0)
        self.refusals[id_] = left - 1
        return left > 0


@pytest.fixture
def sqs() -> FakeSqs:
    return FakeSqs()


@pytest.fixture
def s3() -> FakeS3:
    return FakeS3()


@pytest.fixture
def queue(sqs, s3) -> EventQueue:
    return EventQueue(sqs, URL, s3.bodies())


def event(number: int, data: Any = None) -> Event:
    at = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
    return Event(f"e{number}", "crm", "hubspot", "changed", RecordRef("deal", str(number)), at, at, data=data)


def as_record(entry: dict[str, Any]) -> dict[str, Any]:
    """As Lambda would hand it over."""
    return {
        "messageId": entry["MessageDeduplicationId"],
        "receiptHandle": "r",
        "body": entry["MessageBody"],
        "attributes": {"MessageGroupId": entry["MessageGroupId"], "ApproximateReceiveCount": "1"},
        "messageAttributes": {
            name: {"stringValue": value["StringValue"]} for name, value in entry["MessageAttributes"].items()
        },
    }


def incompressible(size: int) -> str:
    return random.Random(7).randbytes(size // 2).hex()  # noqa: S311 - reproducible noise, not a secret


def test_each_event_goes_to_the_group_of_its_record_under_its_own_id(queue, sqs) -> None:
    queue.put([event(1)], correlation_id="c-1")

    ((entry,),) = sqs.calls
    assert entry["MessageGroupId"] == group_of("crm", RecordRef("deal", "1"))
    assert entry["MessageDeduplicationId"] == "e1"
    assert entry["MessageAttributes"]["correlation_id"] == {"DataType": "String", "StringValue": "c-1"}
    assert json.loads(entry["MessageBody"]) == event(1).to_json()


def test_ten_events_take_one_call_and_a_hundred_keep_their_order(queue, sqs) -> None:
    queue.put([event(number) for number in range(10)], correlation_id="c")
    assert len(sqs.calls) == 1

    sqs.taken.clear()
    queue.put([event(number) for number in range(100)], correlation_id="c")

    assert [entry["MessageDeduplicationId"] for entry in sqs.taken] == [f"e{number}" for number in range(100)]


def test_nothing_is_sent_for_no_event(queue, sqs) -> None:
    queue.put([], correlation_id="c")

    assert sqs.calls == []


def test_what_was_not_taken_is_sent_once_more_and_alone(queue, sqs) -> None:
    sqs.refusals = {"1": 1}

    queue.put([event(number) for number in range(3)], correlation_id="c")

    assert [len(call) for call in sqs.calls] == [3, 1]
    assert {entry["MessageDeduplicationId"] for entry in sqs.taken} == {"e0", "e1", "e2"}


def test_an_event_that_is_refused_twice_makes_the_whole_request_fail(queue, sqs) -> None:
    sqs.refusals = {"1": 2}

    with pytest.raises(Unavailable) as caught:
        queue.put([event(number) for number in range(3)], correlation_id="c")

    assert caught.value.context == {"error_type": "InternalError"}


@pytest.mark.parametrize(
    ("error", "error_type"),
    [
        (ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "SendMessageBatch"), "AccessDenied"),
        (EndpointConnectionError(endpoint_url="https://sqs.example.com"), "EndpointConnectionError"),
    ],
)
def test_a_queue_out_of_reach_is_our_trouble_told_by_the_code_of_aws_alone(queue, sqs, error, error_type) -> None:
    sqs.error = error

    for ask in (
        lambda: queue.put([event(1)], correlation_id="c"),
        lambda: queue.put_again(event(1), 2, correlation_id="c"),
        lambda: queue.hold("r-1", 5),
    ):
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.code == "queue_unavailable"
        assert caught.value.context == {"error_type": error_type}


def test_large_events_are_compressed_and_travel_in_batches_that_the_queue_takes(queue, sqs) -> None:
    events = [event(number, {"noise": incompressible(600_000)}) for number in range(3)]

    queue.put(events, correlation_id="c")

    sizes = [sum(len(entry["MessageBody"]) for entry in call) for call in sqs.calls]
    assert len(sqs.calls) > 1
    assert max(sizes) <= LIMIT_BYTES
    for sent, entry in zip(events, sqs.taken, strict=True):
        assert queue.read(as_record(entry)).event == sent


def test_an_event_too_large_for_the_queue_travels_as_a_claim_in_its_place(queue, sqs, s3) -> None:
    events = [event(1), event(2, {"noise": incompressible(1_700_000)}), event(3)]

    queue.put(events, correlation_id="c")

    assert [queue.read(as_record(entry)).event for entry in sqs.taken] == events
    assert [entry["MessageAttributes"]["encoding"]["StringValue"] for entry in sqs.taken] == ["plain", CLAIM, "plain"]
    assert list(s3.objects) == ["queue/e2"]


def test_no_claim_is_sent_on_a_body_that_could_not_be_stored(queue, sqs, s3) -> None:
    s3.error = EndpointConnectionError(endpoint_url="https://s3.example.com")

    with pytest.raises(Unavailable) as caught:
        queue.put([event(1), event(2, {"noise": incompressible(1_700_000)})], correlation_id="c")

    assert caught.value.code == "bodies_unavailable"
    assert sqs.calls == []


def test_a_large_event_that_is_sent_again_leaves_the_body_of_the_first_message_as_it_is(queue, sqs, s3) -> None:
    large = event(1, {"noise": incompressible(1_700_000)})
    queue.put([large], correlation_id="c")

    queue.put_again(replace(large, source=Source.REPLAY), 2, correlation_id="c")

    assert [queue.read(as_record(entry)).event.source for entry in sqs.taken] == [Source.WEBHOOK, Source.REPLAY]
    assert sorted(s3.objects) == ["queue/e1", "queue/e1-2"]


def test_an_event_that_nothing_could_hold_is_refused_before_any_other_is_sent(queue, sqs) -> None:
    with pytest.raises(InvalidPayload) as caught:
        queue.put([event(1), event(2, {"a": "a" * MAX_EVENT_BYTES})], correlation_id="c")

    assert caught.value.code == "too_large"
    assert sqs.calls == []


@pytest.mark.parametrize(("asked", "given"), [(-1, 0), (2.6, 3), (10**6, LONGEST_HOLD_S)])
def test_a_message_is_held_as_long_as_the_queue_allows(queue, sqs, asked, given) -> None:
    queue.hold("r-1", asked)

    assert sqs.held == [{"QueueUrl": URL, "ReceiptHandle": "r-1", "VisibilityTimeout": given}]
