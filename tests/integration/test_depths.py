"""What the queues hold, as AWS tells it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.journal.depths import Depths


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        sqs = boto3.client("sqs")
        dead = sqs.create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1000})
        attributes = {"FifoQueue": "true", "RedrivePolicy": policy}
        yield sqs.create_queue(QueueName="events.fifo", Attributes=attributes)["QueueUrl"]


def send(url: str, *groups: str) -> None:
    for group in groups:
        boto3.client("sqs").send_message(
            QueueUrl=url, MessageBody="{}", MessageGroupId=group, MessageDeduplicationId=group
        )


def test_messages_are_told_apart_by_where_they_are(url: str):
    send(url, "a", "b", "c")
    boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=1)
    send(url.replace("events", "dead"), "d", "e")

    depth = Depths.connect(url)()

    assert (depth.waiting, depth.held, depth.dead) == (2, 1, 2)
    assert depth.messages == 5


def test_the_age_of_the_oldest_message_is_the_newest_that_was_told(url: str):
    now = datetime.now(UTC)
    for age, minutes in ((600.0, 10), (1200.0, 2)):
        boto3.client("cloudwatch").put_metric_data(
            Namespace="AWS/SQS",
            MetricData=[
                {
                    "MetricName": "ApproximateAgeOfOldestMessage",
                    "Dimensions": [{"Name": "QueueName", "Value": "events.fifo"}],
                    "Timestamp": now - timedelta(minutes=minutes),
                    "Value": age,
                }
            ],
        )

    assert Depths.connect(url)().oldest_s == 1200.0


def test_an_age_that_nobody_tells_is_not_known(url: str):
    assert Depths.connect(url)().oldest_s is None
