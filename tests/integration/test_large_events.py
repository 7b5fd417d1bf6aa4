"""A large event on its whole way, with S3, SQS and DynamoDB as moto plays them: nothing of it is lost or cut."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from passerelle.core.events import Event
from passerelle.core.runs import RunState
from passerelle.inbound.stored import StoredEvent
from passerelle.journal.bodies import Bodies
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.queue import EventQueue
from passerelle.journal.table import Table
from tests.fakes import NOW, run_of, won
from tests.tables import create_table

SIZES = [0, 260_000, 500_000, 2_000_000, 9_000_000]
"""Below and above each limit, once compressed: the item's (256 KiB), the queue's (1 MiB)."""


@dataclass
class World:
    s3: Any
    sqs: Any
    queue_url: str
    queue: EventQueue
    journal: Journal

    def received(self) -> StoredEvent:
        """The next message as Lambda would hand it over, deleted once read."""
        [message] = self.sqs.receive_message(
            QueueUrl=self.queue_url, AttributeNames=["All"], MessageAttributeNames=["All"]
        )["Messages"]
        self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        attributes = {name: {"stringValue": one["StringValue"]} for name, one in message["MessageAttributes"].items()}
        return self.queue.read(
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "messageAttributes": attributes,
            }
        )

    def stored(self) -> list[str]:
        return [one["Key"] for one in self.s3.list_objects_v2(Bucket="bodies").get("Contents", [])]

    def tags(self) -> list[str]:
        """Those of the one body."""
        [key] = self.stored()
        return [one["Key"] for one in self.s3.get_object_tagging(Bucket="bodies", Key=key)["TagSet"]]

    def forget(self) -> None:
        for key in self.stored():
            self.s3.delete_object(Bucket="bodies", Key=key)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        s3, sqs, dynamodb = boto3.client("s3"), boto3.client("sqs"), boto3.client("dynamodb")
        s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        attributes = {"FifoQueue": "true", "MaximumMessageSize": "1048576"}
        url = sqs.create_queue(QueueName="events.fifo", Attributes=attributes)["QueueUrl"]
        bodies = Bodies.of("bodies")
        journal = Journal(Table(dynamodb, create_table(dynamodb)), bodies)
        yield World(s3, sqs, url, EventQueue.connect(url, bodies), journal)


def large(size: int, **changes: Any) -> Event:
    """Half of its size is left once it is compressed, three quarters once it is written in base64."""
    noise = random.Random(size).randbytes(size // 2).hex()  # noqa: S311 - reproducible noise, not a secret
    return replace(won(key="large", data={"é": noise}), **changes)


def accept(journal: Journal, event: Event) -> bool:
    return journal.accept(Journaled(event, "ignored", {}), [], {}, NOW)


def kept(journal: Journal, event_id: str) -> Event | None:
    known = journal.event(event_id)
    return known[0].event if known else None


@pytest.mark.parametrize("size", SIZES)
def test_an_event_of_any_size_comes_out_of_the_queue_and_of_the_journal_as_it_went_in(world: World, size: int):
    event = large(size)

    world.queue.put([event], correlation_id="c")
    received = world.received().event
    assert accept(world.journal, received)

    assert received == event
    assert kept(world.journal, event.id) == event


@pytest.mark.parametrize(
    ("size", "prefixes"), [(260_000, []), (500_000, ["journal"]), (2_000_000, ["journal", "queue"])]
)
def test_only_what_does_not_fit_is_in_the_bucket(world: World, size: int, prefixes: list[str]):
    world.queue.put([large(size)], correlation_id="c")
    accept(world.journal, world.received().event)

    assert [key.partition("/")[0] for key in world.stored()] == prefixes


def test_a_key_holds_an_opaque_id_and_a_time_and_nothing_of_the_event(world: World):
    event = large(2_000_000)

    world.queue.put([event], correlation_id="c")
    world.queue.put_again(event, 7, correlation_id="c")
    accept(world.journal, event)

    opaque = r"[0-9a-f]{24}"
    patterns = [rf"journal/{opaque}-\d{{8}}T\d{{6}}\.\d{{6}}", rf"queue/{opaque}", rf"queue/{opaque}-7"]
    assert [
        pattern for pattern, key in zip(patterns, world.stored(), strict=True) if not re.fullmatch(pattern, key)
    ] == []


def test_a_large_event_is_replayed_from_the_journal_when_its_message_is_long_gone(world: World):
    event = large(2_000_000)
    accept(world.journal, event)

    world.queue.put_again(kept(world.journal, event.id), 2, correlation_id="c")

    assert world.received().event == event


def test_a_later_delivery_of_an_accepted_event_does_not_replace_what_its_runs_were_planned_with(world: World):
    first = large(2_000_000)
    later = large(3_000_000, received_at=NOW + timedelta(minutes=6))

    assert accept(world.journal, first)
    assert not accept(world.journal, later)

    assert kept(world.journal, first.id) == first


def test_the_body_of_an_event_that_comes_back_is_not_stored_again(world: World):
    event = large(2_000_000)
    accept(world.journal, event)
    world.forget()

    assert not accept(world.journal, event)
    assert world.stored() == []


def test_a_body_is_kept_while_a_run_waits_for_a_person_and_expires_once_it_has_ended(world: World):
    event = large(2_000_000)
    run = run_of(event)
    world.journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    expiring = world.tags()

    parked = replace(run, state=RunState.PARKED)
    world.journal.save(parked)
    kept = world.tags()
    world.journal.save(replace(parked, state=RunState.DISMISSED))

    assert (expiring, kept, world.tags()) == (["expires"], [], ["expires"])


def test_a_body_is_kept_from_the_start_for_a_run_that_waits_for_a_person(world: World):
    event = large(2_000_000)

    world.journal.accept(Journaled(event, "matched", {}), [replace(run_of(event), state=RunState.HELD)], {}, NOW)

    assert world.tags() == []


def test_a_run_that_ends_while_s3_is_out_of_reach_has_ended(world: World):
    event = large(2_000_000)
    parked = replace(run_of(event), state=RunState.PARKED)
    world.journal.accept(Journaled(event, "matched", {}), [parked], {}, NOW)
    world.forget()
    world.s3.delete_bucket(Bucket="bodies")

    world.journal.save(replace(parked, state=RunState.DISMISSED))

    assert world.journal.run(parked.id).state is RunState.DISMISSED


def test_an_event_whose_body_has_expired_is_expired(world: World):
    event = large(2_000_000)
    accept(world.journal, event)

    world.forget()

    assert kept(world.journal, event.id) is None
    assert world.journal.ignored_events(10) == []
