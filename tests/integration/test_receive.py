"""The receive function against SSM and SQS as moto plays them; only the clock of its cache is ours."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from passerelle.core.events import RecordRef, group_of
from passerelle.inbound.connections import BETWEEN_READS_S, Connections
from passerelle.inbound.receiver import Receiver
from passerelle.inbound.stored import StoredEvent
from passerelle.journal.bodies import Bodies
from passerelle.journal.parameters import Parameters
from passerelle.journal.queue import EventQueue
from passerelle.platforms.receiving import compile_settings, settings_text
from receive import app, wiring
from tests.signing import HUBSPOT_SECRET, PUBLIC_BASE_URL, gateway_event, hubspot_v3_headers

PREFIX = "/passerelle/test"
FOLDER = f"{PREFIX}/in/crm"
PLATFORMS = Path(__file__).parents[2] / "config/platforms"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class World:
    def __init__(self) -> None:
        self.ssm, self.sqs = boto3.client("ssm"), boto3.client("sqs")
        self.queue_url = self.sqs.create_queue(QueueName="events.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        manifest = yaml.safe_load((PLATFORMS / "hubspot.yaml").read_text(encoding="utf-8"))["receive"]
        self.put(f"{FOLDER}/settings", settings_text(compile_settings("hubspot", manifest)), "String")
        self.secret("client_secret", HUBSPOT_SECRET)
        self.clock = Clock()
        self.queue = EventQueue.connect(self.queue_url, Bodies.of("bodies"))
        self.receiver = Receiver(
            connections=Connections(Parameters.connect(f"{PREFIX}/in").read, self.clock),
            store=self.queue,
            public_base_url=PUBLIC_BASE_URL,
            now=lambda: datetime.now(UTC),
        )
        self.door: Callable[[dict[str, Any]], dict[str, Any]] = self.receiver

    def put(self, name: str, value: str, kind: str) -> None:
        self.ssm.put_parameter(Name=name, Value=value, Type=kind, Overwrite=True)

    def secret(self, name: str, value: str) -> None:
        self.put(f"{FOLDER}/secrets/{name}", value, "SecureString")

    def post(self, items: Any, secret: str = HUBSPOT_SECRET, connection: str = "crm") -> int:
        body = json.dumps(items).encode()
        headers = hubspot_v3_headers(body, secret, datetime.now(UTC), f"{PUBLIC_BASE_URL}/in/{connection}")
        return int(self.door(gateway_event(connection, body, headers))["statusCode"])

    def stored(self) -> list[StoredEvent]:
        """Every message of the queue, as Lambda would hand it over, each deleted once read."""
        events = []
        while messages := self.taken():
            for message in messages:
                events.append(self.queue.read(_as_lambda_record(message)))
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return events

    def taken(self) -> list[Any]:
        return self.sqs.receive_message(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=10,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])


def _as_lambda_record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
            for name, value in message["MessageAttributes"].items()
        },
    }


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield World()


def deal(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "eventId": number,
        "subscriptionId": 501,
        "portalId": 145000001,
        "appId": 777001,
        "occurredAt": 1772442929500,
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": 0,
        "objectId": number,
        "propertyName": "dealstage",
        "propertyValue": "closedwon",
        **changed,
    }


def test_a_batch_of_a_hundred_is_all_in_the_queue_when_it_is_acknowledged(world) -> None:
    batch = [deal(number) for number in range(100)]

    status = world.post(batch)

    stored = world.stored()
    assert status == 200
    assert sorted(int(one.event.record.id) for one in stored) == list(range(100))
    assert {one.correlation_id for one in stored} == {"sample-request-0001"}
    assert all(one.attempt == 1 for one in stored)


def test_the_events_of_one_record_keep_their_order_in_one_group(world) -> None:
    world.post([deal(1, eventId=number, propertyValue=str(number)) for number in range(25)])

    stored = world.stored()
    assert [one.event.changes[0].value for one in stored] == [str(number) for number in range(25)]
    assert {one.group for one in stored} == {group_of("crm", RecordRef("deal", "1"))}


def test_a_retry_of_the_sender_adds_nothing(world) -> None:
    world.post([deal(1)])
    assert world.post([deal(1, attemptNumber=1)]) == 200

    assert len(world.stored()) == 1


def test_a_large_event_comes_out_as_it_went_in(world) -> None:
    large = deal(1, propertyValue="é" * 100_000)

    assert world.post([large]) == 200

    (stored,) = world.stored()
    assert stored.event.data == large


def test_an_event_larger_than_the_queue_takes_is_acknowledged_once_its_body_is_in_the_bucket(world) -> None:
    noise = random.Random(7).randbytes(1_500_000).hex()  # noqa: S311 - reproducible noise, not a secret
    large = deal(1, propertyValue=noise)
    assert world.post([large, deal(2)]) == 503  # there is no bucket
    assert world.stored() == []

    boto3.client("s3").create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})

    assert world.post([large, deal(2)]) == 200
    assert {one.event.record.id: one.event.data for one in world.stored()} == {"1": large, "2": deal(2)}


def test_a_secret_rotated_without_a_deployment_is_accepted_beside_the_former_one(world) -> None:
    assert world.post([deal(1)]) == 200
    world.secret("client_secret", "the-new-secret")
    world.secret("client_secret-previous", HUBSPOT_SECRET)
    world.clock.now += BETWEEN_READS_S

    assert world.post([deal(2)], secret="the-new-secret") == 200
    assert world.post([deal(3)]) == 200
    assert len(world.stored()) == 3


def test_a_secret_that_was_withdrawn_is_refused_once_the_cache_has_expired(world) -> None:
    world.post([deal(1)])
    world.secret("client_secret", "the-new-secret")
    world.clock.now += 60

    assert world.post([deal(2)]) == 401
    assert len(world.stored()) == 1


def test_an_unknown_connection_and_a_forged_request_leave_nothing(world) -> None:
    assert world.post([deal(1)], connection="nobody") == 401
    assert world.post([deal(1)], secret="guessed") == 401

    assert world.stored() == []


def test_a_connection_with_more_parameters_than_a_page_is_read_whole(world) -> None:
    for number in range(12):
        world.secret(f"client_secret-{number}", f"secret-{number}")

    assert [world.post([deal(number)], secret=f"secret-{number}") for number in range(12)] == [200] * 12


def test_a_queue_that_is_gone_is_never_acknowledged(world) -> None:
    world.sqs.delete_queue(QueueUrl=world.queue_url)

    assert world.post([deal(1)]) == 503


def test_a_held_message_comes_back_only_after_its_time(world) -> None:
    world.post([deal(1)])
    (message,) = world.taken()

    world.queue.hold(message["ReceiptHandle"], 3600)
    assert world.taken() == []
    world.queue.hold(message["ReceiptHandle"], 0)

    (back,) = world.taken()
    assert world.queue.read(_as_lambda_record(back)).attempt == 2


def test_the_function_builds_itself_from_its_environment(world, monkeypatch) -> None:
    monkeypatch.setenv("QUEUE_URL", world.queue_url)
    monkeypatch.setenv("BUCKET_NAME", "bodies")
    monkeypatch.setenv("PARAMETER_PREFIX", PREFIX)
    monkeypatch.setenv("PUBLIC_BASE_URL", PUBLIC_BASE_URL)
    wiring.receiver.cache_clear()
    world.door = lambda event: app.handler(event, None)

    assert world.post([deal(1)]) == 200
    assert len(world.stored()) == 1
    wiring.receiver.cache_clear()


def test_no_secret_reaches_any_output(world, capfd, caplog) -> None:
    world.post([deal(1)])
    world.post([deal(1)], secret="guessed")

    output = "".join(capfd.readouterr()) + str([vars(record) for record in caplog.records])
    assert "request received" in output
    assert HUBSPOT_SECRET not in output
    assert "closedwon" not in output
