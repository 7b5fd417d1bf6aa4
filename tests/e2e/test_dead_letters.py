"""A message that the queue gave up, through the deployed watch: with its own rights, on the queues of the template."""

from datetime import UTC, datetime

import pytest

from passerelle.core.events import Event, RecordRef
from passerelle.core.runs import EVENT_ITSELF, RunState
from passerelle.inbound.stored import encode
from passerelle.journal.bodies import Bodies
from passerelle.journal.queue import EventQueue
from passerelle.operations.runs import RunOperations

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENT = Event("e2e-dead", "nobody", "generic", "created", RecordRef("deal", "dead-1"), NOON, NOON)


@pytest.fixture
def queue(client, stack):
    return EventQueue(client("sqs"), stack.queue_url, Bodies(lambda: client("s3"), stack.bucket_name))


@pytest.mark.parametrize("body", [encode(EVENT).body, "poison"])
def test_a_dead_letter_is_parked_by_watch_and_leaves_the_queue(client, stack, journal, eventually, body):
    message = client("sqs").send_message(
        QueueUrl=stack.dead_letter_queue_url,
        MessageBody=body,
        MessageGroupId=body[:9],
        MessageDeduplicationId=body[:9],
    )
    record = EVENT.record if body != "poison" else RecordRef("message", message["MessageId"])

    answer = client("lambda").invoke(FunctionName=stack.watch_function_name, Payload=b"{}")

    assert answer.get("FunctionError") is None, answer["Payload"].read().decode()
    [run] = eventually(lambda: [run for run in journal.runs_in(RunState.PARKED, 100) if run.record == record])
    assert run.automation == EVENT_ITSELF
    assert eventually(lambda: _is_empty(client("sqs"), stack.dead_letter_queue_url))


def test_a_parked_dead_letter_is_handled_when_it_is_replayed(client, stack, journal, queue, eventually):
    event = Event("e2e-replayed", "nobody", "generic", "created", RecordRef("deal", "dead-2"), NOON, NOON)
    client("sqs").send_message(
        QueueUrl=stack.dead_letter_queue_url,
        MessageBody=encode(event).body,
        MessageGroupId="replayed",
        MessageDeduplicationId="replayed",
    )
    client("lambda").invoke(FunctionName=stack.watch_function_name, Payload=b"{}")
    [run] = eventually(lambda: [run for run in journal.runs_in(RunState.PARKED, 100) if run.record == event.record])

    RunOperations(journal, queue, lambda _run: None, lambda: datetime.now(UTC)).replay(run.id)

    ended = eventually(lambda: (found := journal.run(run.id)) and found.state is RunState.DONE and found)
    assert ended.reason is None
    journaled, runs = journal.event(event.id)
    assert (journaled.state, runs) == ("ignored", [])


def _is_empty(sqs, url):
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes["ApproximateNumberOfMessages"] == attributes["ApproximateNumberOfMessagesNotVisible"] == "0"
