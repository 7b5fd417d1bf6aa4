"""An empty installation on moto, as the commands find it by their environment."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from passerelle.journal.bodies import Bodies
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from tests.tables import create_table


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("PARAMETER_PREFIX", "/passerelle/test")
    with mock_aws():
        client = boto3.client("dynamodb")
        monkeypatch.setenv("TABLE_NAME", create_table(client))
        monkeypatch.setenv("BUCKET_NAME", "bodies")
        queue = boto3.client("sqs").create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})
        monkeypatch.setenv("QUEUE_URL", queue["QueueUrl"])
        yield Journal(Table(client, "journal"), Bodies.of("bodies"))
