"""The queue of events: FIFO, in order for a record, free for the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.events import Event, group_of
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, Unavailable
from passerelle.inbound.stored import CORRELATION_ID, ENCODING, encode
from passerelle.journal.failures import code_of

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH: Final = 10
LIMIT_BYTES: Final = 1_048_576
"""SQS's own limit, for a message with its attributes and for a batch as a whole."""
LONGEST_HOLD_S: Final = 43_200

# A sender waits three seconds at most: two short attempts rather than a patient one.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"})


@dataclass(frozen=True, slots=True)
class _Entry:
    size: int
    request: "SendMessageBatchRequestEntryTypeDef"


class EventQueue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    @classmethod
    def connect(cls, url: str) -> "EventQueue":
        return cls(boto3.client("sqs", config=_CONFIG), url)

    def put(self, events: Sequence[Event], *, correlation_id: str) -> None:
        """All of them, in order, or an error: InvalidPayload before anything is sent, Unavailable afterwards. Sending
        the same events again after Unavailable is safe: the queue drops those that it already has."""
        entries = [_entry(place, event, correlation_id) for place, event in enumerate(events)]
        for batch in _batches(entries):
            refused = self._send(batch)
            if refused:
                refused = self._send([entry for entry in batch if entry.request["Id"] in refused])
            if refused:
                raise _not_stored(next(iter(refused.values())))

    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
        """An event that the queue has seen before, on purpose: `attempt` sets it apart from those earlier times."""
        entry = _entry(0, event, correlation_id)
        entry.request["MessageDeduplicationId"] = f"{event.id}-{attempt}"
        if refused := self._send([entry]):
            raise _not_stored(next(iter(refused.values())))

    def hold(self, receipt_handle: str, seconds: float) -> None:
        """The message, and with it its group, stays away that long. The queue's longest hold is twelve hours."""
        timeout = max(0, min(round(seconds), LONGEST_HOLD_S))
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt_handle, VisibilityTimeout=timeout
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_NOT_HELD, code="queue_unavailable", error_type=code_of(error)) from error

    def depth(self) -> tuple[int, int]:
        """About how many messages may be taken, and how many come back later or are being handled."""
        found = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"])["Attributes"]
        held = int(found["ApproximateNumberOfMessagesNotVisible"]) + int(found["ApproximateNumberOfMessagesDelayed"])
        return int(found["ApproximateNumberOfMessages"]), held

    def _send(self, batch: Sequence[_Entry]) -> dict[str, str]:
        """The ids of what was not taken, each with AWS's code for it."""
        try:
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=[entry.request for entry in batch])
        except (BotoCoreError, ClientError) as error:
            raise _not_stored(code_of(error)) from error
        taken = {entry["Id"] for entry in answer.get("Successful", [])}
        codes = {entry["Id"]: entry["Code"] for entry in answer.get("Failed", [])}
        ids = [entry.request["Id"] for entry in batch]
        return {id_: codes.get(id_, "?") for id_ in ids if id_ not in taken}


def _entry(place: int, event: Event, correlation_id: str) -> _Entry:
    message = encode(event)
    attributes = {CORRELATION_ID: correlation_id, ENCODING: message.encoding}
    size = len(message.body) + sum(len(name) + len("String") + len(value) for name, value in attributes.items())
    if size > LIMIT_BYTES:
        raise InvalidPayload(_TOO_LARGE, code="too_large", connection=event.connection)
    return _Entry(
        size,
        {
            "Id": str(place),
            "MessageBody": message.body,
            "MessageGroupId": group_of(event.connection, event.record),
            "MessageDeduplicationId": event.id,
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        },
    )


def _batches(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    batch: list[_Entry] = []
    for entry in entries:
        if len(batch) == BATCH or sum(one.size for one in batch) + entry.size > LIMIT_BYTES:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def _not_stored(error_type: str) -> Unavailable:
    return Unavailable(
        Sentence(
            fr="Des événements n'ont pas pu être mis dans la file. Ils seront acceptés au prochain envoi.",
            en="Some events could not be put in the queue. They will be accepted when sent again.",
        ),
        code="queue_unavailable",
        error_type=error_type,
    )


_NOT_HELD = Sentence(
    fr="La file n'a pas pu retenir un message. Il reviendra après le délai de visibilité de la file.",
    en="The queue could not hold a message back. It will return after the queue's own visibility time-out.",
)
_TOO_LARGE = Sentence(
    fr="Un événement est trop grand pour être enregistré, même compressé. Faites envoyer moins de données.",
    en="An event is too large to be stored, even compressed. Have less data sent.",
)
