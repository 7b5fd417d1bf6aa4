"""What the queues hold, and since when, as AWS tells it: about so many, about so old."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import boto3

from passerelle.journal.failures import AWS_ERRORS

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient

_LOOK_BACK: Final = timedelta(minutes=15)
"""SQS tells the age of the oldest message every few minutes while a queue is in use."""


@dataclass(frozen=True, slots=True)
class Depth:
    """`waiting` may be taken, `held` come back later or are being handled, `dead` were given up by the queue.

    `oldest_s` is the age of the oldest message, None when AWS does not tell it.
    """

    waiting: int
    held: int
    dead: int = 0
    oldest_s: float | None = None

    @property
    def messages(self) -> int:
        return self.waiting + self.held + self.dead


class Depths:
    def __init__(self, sqs: "SQSClient", cloudwatch: "CloudWatchClient", url: str) -> None:
        self._sqs = sqs
        self._cloudwatch = cloudwatch
        self._url = url

    @classmethod
    def connect(cls, url: str) -> "Depths":
        return cls(boto3.client("sqs"), boto3.client("cloudwatch"), url)

    def __call__(self) -> Depth:
        found = self._attributes(self._url)
        waiting, held = _counted(found)
        return Depth(waiting, held, self._dead(found), self._oldest_s())

    def _dead(self, found: dict[str, str]) -> int:
        policy = found.get("RedrivePolicy")
        if policy is None:
            return 0
        name = json.loads(policy)["deadLetterTargetArn"].rpartition(":")[2]
        return sum(_counted(self._attributes(self._sqs.get_queue_url(QueueName=name)["QueueUrl"])))

    def _attributes(self, url: str) -> dict[str, str]:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return {str(name): value for name, value in found.items()}

    def _oldest_s(self) -> float | None:
        now = datetime.now(UTC)
        try:
            points = self._cloudwatch.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName="ApproximateAgeOfOldestMessage",
                Dimensions=[{"Name": "QueueName", "Value": self._url.rpartition("/")[2]}],
                StartTime=now - _LOOK_BACK,
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )["Datapoints"]
        except AWS_ERRORS:
            return None
        newest = max(points, key=lambda point: point["Timestamp"], default=None)
        return newest["Maximum"] if newest else None


def _counted(attributes: dict[str, str]) -> tuple[int, int]:
    held = ("ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
    return int(attributes["ApproximateNumberOfMessages"]), sum(int(attributes[name]) for name in held)
