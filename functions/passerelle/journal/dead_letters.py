"""The messages that the queue gave up, in the form in which Lambda gives those of the queue."""

from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HELD_S: Final = 300
"""Longer than the function may run: what it could not settle comes back to the next one."""

_CONFIG = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2, "mode": "standard"})


class DeadLetters:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    @classmethod
    def connect(cls, url: str) -> "DeadLetters":
        return cls(boto3.client("sqs", config=_CONFIG), url)

    def take(self) -> list[dict[str, Any]]:
        """A few of them, oldest first within a record; none when there are no more for now."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD_S,
            WaitTimeSeconds=1,  # a look at once asks some of the servers only, and may find nothing
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [_as_record(message) for message in answer.get("Messages", [])]

    def delete(self, record: dict[str, Any]) -> None:
        self._client.delete_message(QueueUrl=self._url, ReceiptHandle=record["receiptHandle"])


def _as_record(message: "MessageTypeDef") -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message["Attributes"]),
        "messageAttributes": {
            name: {"stringValue": value.get("StringValue", ""), "dataType": value["DataType"]}
            for name, value in message.get("MessageAttributes", {}).items()
        },
    }
