"""The stack as a whole: its doors, and that each function starts with the rights it was given."""

import json
from datetime import UTC, datetime

import pytest

from passerelle.core.events import Event, RecordRef
from passerelle.journal.items import event_pk

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_path_that_is_no_route_is_not_answered_by_us(post):
    assert post("/elsewhere")[0] == 404


def test_an_unknown_connection_is_refused_by_the_deployed_receive(post):
    status, _ = post("/in/nobody")

    assert status == 401


@pytest.mark.parametrize("name", ["poll", "watch"])
def test_a_scheduled_function_runs_with_its_own_rights(client, stack, name):
    answer = client("lambda").invoke(FunctionName=getattr(stack, f"{name}_function_name"), Payload=b"{}")

    assert answer.get("FunctionError") is None, answer["Payload"].read().decode()


def test_an_event_in_the_queue_reaches_the_journal(client, stack, eventually):
    event = Event(
        id="e2e-stack",
        connection="nobody",
        platform="generic",
        kind="created",
        record=RecordRef(kind="deal", id="1"),
        occurred_at=NOON,
        received_at=NOON,
    )

    client("sqs").send_message(
        QueueUrl=stack.queue_url,
        MessageBody=json.dumps(event.to_json()),
        MessageGroupId="e2e-stack",
        MessageDeduplicationId=event.id,
    )

    assert eventually(lambda: _items(client("dynamodb"), stack.table_name, event_pk(event.id)))


def _items(dynamodb, table, pk):
    return dynamodb.query(
        TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": pk}}
    )["Items"]
