"""A hundred notifications of Salesforce on their whole way, SQS and DynamoDB played by moto: no session stays."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from local.simulators.salesforce import outbound, seed
from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.journal.bodies import Bodies
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.queue import EventQueue
from tests.contract.platforms.door import settings_of
from tests.fakes import NOW
from tests.signing import PUBLIC_BASE_URL, gateway_event

PARAMETERS = {
    "settings": settings_of("salesforce"),
    "secrets/address": seed.ADDRESS,
    "secrets/organization": seed.ORGANIZATION_ID,
}


def opportunity(number: int) -> dict[str, Any]:
    return {
        "attributes": {"type": "Opportunity"},
        "Id": f"006{number:012d}AAA",
        "Name": f"Affaire {number}",
        "SystemModstamp": "2026-03-02T09:00:00.000Z",
    }


def lambda_records(sqs: Any, url: str) -> list[dict[str, Any]]:
    """What is in the queue, as Lambda hands it over."""
    records = []
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
    ).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            attributes = {
                name: {"stringValue": one["StringValue"]} for name, one in message["MessageAttributes"].items()
            }
            records.append(
                {
                    "messageId": message["MessageId"],
                    "receiptHandle": message["ReceiptHandle"],
                    "body": message["Body"],
                    "attributes": message["Attributes"],
                    "messageAttributes": attributes,
                }
            )
    return records


@pytest.fixture
def journaled(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The items of the journal, once all of the queue was accepted."""
    sqs, dynamodb = boto3.client("sqs"), boto3.client("dynamodb")
    url = sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    queue = EventQueue.connect(url, Bodies.of("bodies"))
    receive = Receiver(Connections(lambda _name: PARAMETERS, lambda: 0.0), queue, PUBLIC_BASE_URL, lambda: NOW)
    body = outbound.message(seed.ORGANIZATION_ID, [opportunity(number) for number in range(100)])
    request = gateway_event("salesforce", body, {"content-type": "text/xml; charset=utf-8"})
    answer = receive({**request, "pathParameters": {"connection": "salesforce", "token": seed.ADDRESS}})
    assert "<Ack>true</Ack>" in answer["body"]
    for record in lambda_records(sqs, url):
        journal.accept(Journaled(queue.read(record).event, "ignored", {}), [], {}, NOW)
    pages = dynamodb.get_paginator("scan").paginate(TableName="journal")
    return [item for page in pages for item in page["Items"]]


def test_a_hundred_notifications_are_a_hundred_events_of_the_journal(journal: Journal, journaled) -> None:
    ids = [item["pk"]["S"].partition("#")[2] for item in journaled if item["sk"]["S"] == "EVENT"]

    events = [found[0].event for found in map(journal.event, ids) if found]
    assert {event.record.id for event in events} == {f"006{number:012d}AAA" for number in range(100)}
    assert {event.occurred_at for event in events} == {datetime(2026, 3, 2, 9, tzinfo=UTC)}
    assert {event.data["sObject"]["Name"] for event in events} == {f"Affaire {number}" for number in range(100)}


def test_the_session_is_in_no_item_of_the_table(journal: Journal, journaled) -> None:
    events = [found[0].event.to_json() for item in journaled if (found := journal.event(item["pk"]["S"][6:]))]

    everything = str(journaled) + json.dumps(events)
    assert len(events) == 100
    assert "SessionId" not in everything
    assert seed.SESSION_ID not in everything
    assert seed.ADDRESS not in everything
