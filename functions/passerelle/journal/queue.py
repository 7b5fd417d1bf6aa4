"""The queue of events: FIFO, in order for a record, free for the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.events import Event, group_of
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.inbound.stored import CORRELATION_ID, ENCODING, StoredEvent
from passerelle.journal.bodies import QUEUED, Bodies, fit
from passerelle.journal.failures import code_of

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH: Final = 10
LIMIT_BYTES: Final = 1_048_576
"""SQS's own limit, for a message with its attributes and for a batch as a whole."""
BODY_BYTES: Final = LIMIT_BYTES - 1_024
"""What the attributes leave of it."""
LONGEST_HOLD_S: Final = 43_200

# A sender waits three seconds at most: two short attempts rather than a patient one.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"})


@dataclass(frozen=True, slots=True)
class _Entry:
    size: int
    request: "SendMessageBatchRequestEntryTypeDef"


class EventQueue:
    def __init__(self, client: "SQSClient", url: str, bodies: Bodies) -> None:
        self._client = client
        self._url = url
        self._bodies = bodies

    @classmethod
    def connect(cls, url: str, bodies: Bodies) -> "EventQueue":
        return cls(boto3.client("sqs", config=_CONFIG), url, bodies)

    def put(self, events: Sequence[Event], *, correlation_id: str) -> None:
        """All of them, in order, or an error: InvalidPayload before anything is sent, Unavailable at any time. Sending
        the same events again after Unavailable is safe: the queue drops those that it already has."""
        entries = [self._entry(str(place), event, event.id, correlation_id) for place, event in enumerate(events)]
        for batch in _batches(entries):
            refused = self._send(batch)
            if refused:
                refused = self._send([entry for entry in batch if entry.request["Id"] in refused])
            if refused:
                raise _not_stored(next(iter(refused.values())))

    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
        """An event that the queue has seen before, on purpose: `attempt` sets it apart from those earlier times."""
        entry = self._entry("0", event, f"{event.id}-{attempt}", correlation_id)
        if refused := self._send([entry]):
            raise _not_stored(next(iter(refused.values())))

    def read(self, record: Mapping[str, Any]) -> StoredEvent:
        """A message, from a record as Lambda gives it. Raises BodyGone, InvalidPayload and Unavailable."""
        return StoredEvent.from_record(record, self._bodies.fetch)

    def hold(self, receipt_handle: str, seconds: float) -> None:
        """The message, and with it its group, stays away that long. The queue's longest hold is twelve hours."""
        timeout = max(0, min(round(seconds), LONGEST_HOLD_S))
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt_handle, VisibilityTimeout=timeout
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_NOT_HELD, code="queue_unavailable", error_type=code_of(error)) from error

    def _entry(self, place: str, event: Event, name: str, correlation_id: str) -> _Entry:
        """`name` tells the message, and the body it may claim, from all others: sent again, both are the same."""
        fitted = fit(event, BODY_BYTES, f"{QUEUED}/{name}")
        self._bodies.store(fitted)
        message = fitted.message
        attributes = {CORRELATION_ID: correlation_id, ENCODING: message.encoding}
        return _Entry(
            len(message.body) + sum(len(key) + len("String") + len(value) for key, value in attributes.items()),
            {
                "Id": place,
                "MessageBody": message.body,
                "MessageGroupId": group_of(event.connection, event.record),
                "MessageDeduplicationId": name,
                "MessageAttributes": {
                    key: {"DataType": "String", "StringValue": value} for key, value in attributes.items()
                },
            },
        )

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
