"""From the dead-letter queue to a parked run and back into the queue, on moto."""

import boto3
import pytest

from passerelle.core.events import Source
from passerelle.core.runs import EVENT_ITSELF, RunState
from passerelle.delivery.giving_up import GivingUp
from passerelle.draining import drain
from passerelle.journal.bodies import Bodies
from passerelle.journal.dead_letters import DeadLetters
from passerelle.journal.journal import Journal
from passerelle.journal.queue import EventQueue
from tests.commands import passerelle
from tests.fakes import Clock, won

WON = won(key="won")


@pytest.fixture
def dead_letters(journal: Journal) -> str:
    queue = boto3.client("sqs").create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
    return queue["QueueUrl"]


@pytest.fixture
def queue(journal: Journal) -> EventQueue:
    url = boto3.client("sqs").get_queue_url(QueueName="q.fifo")["QueueUrl"]
    return EventQueue.connect(url, Bodies.of("bodies"))


def take(journal: Journal, queue: EventQueue, dead_letters: str) -> None:
    drain(DeadLetters.connect(dead_letters), queue, GivingUp(journal, queue, Clock()), Clock())


def left_in(url: str) -> int:
    attributes = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"]) + int(attributes["ApproximateNumberOfMessagesNotVisible"])


def test_a_dead_letter_becomes_a_run_that_is_shown_replayed_and_counted(
    journal: Journal, queue: EventQueue, dead_letters: str
):
    EventQueue.connect(dead_letters, Bodies.of("bodies")).put([WON], correlation_id="c-1")

    take(journal, queue, dead_letters)

    [run] = journal.runs_in(RunState.PARKED, 10)
    assert left_in(dead_letters) == 0
    assert (run.automation, run.record) == (EVENT_ITSELF, WON.record)
    assert "the queue gave it up" in passerelle("runs", "--lang", "en")
    assert "l'a abandonné" in passerelle("show", run.id, "--lang", "fr")
    assert "1 accepted = 1 parked" in passerelle("account", "--lang", "en")

    passerelle("replay", run.id, "--yes")

    [again] = boto3.client("sqs").receive_message(
        QueueUrl=boto3.client("sqs").get_queue_url(QueueName="q.fifo")["QueueUrl"], MessageAttributeNames=["All"]
    )["Messages"]
    known = journal.event(run.event_id)
    assert run.event_id in again["Body"]
    assert Source.REPLAY in again["Body"]
    assert known is not None
    assert known[1][0].state is RunState.WAITING


def test_a_message_that_no_version_wrote_is_kept_and_can_be_dismissed(
    journal: Journal, queue: EventQueue, dead_letters: str
):
    boto3.client("sqs").send_message(
        QueueUrl=dead_letters, MessageBody="é, not JSON", MessageGroupId="g", MessageDeduplicationId="d"
    )

    take(journal, queue, dead_letters)

    [run] = journal.runs_in(RunState.PARKED, 10)
    known = journal.event(run.event_id)
    assert known is not None
    assert known[0].event.data["body"] == "é, not JSON"
    assert left_in(dead_letters) == 0
    passerelle("dismiss", run.id, "--why", "nothing of ours")
    assert journal.runs_in(RunState.PARKED, 10) == []


def test_the_event_of_a_dead_letter_is_kept_as_long_as_nobody_has_decided(
    journal: Journal, queue: EventQueue, dead_letters: str
):
    EventQueue.connect(dead_letters, Bodies.of("bodies")).put([WON], correlation_id="c-1")
    take(journal, queue, dead_letters)
    [run] = journal.runs_in(RunState.PARKED, 10)

    items = boto3.client("dynamodb").query(
        TableName="journal",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"EVENT#{run.event_id}"}},
    )["Items"]

    assert {item["sk"]["S"]: "expires_at" in item for item in items} == {"EVENT": False, f"RUN#{EVENT_ITSELF}": False}
