"""How an event travels through the queue, and how the other side reads it."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload

PLAIN: Final = "plain"
ZLIB: Final = "zlib+base64"
CORRELATION_ID: Final = "correlation_id"
ENCODING: Final = "encoding"
COMPRESSED_ABOVE_BYTES = 262_144
_MAX_INFLATED_BYTES = 16_777_216


@dataclass(frozen=True, slots=True)
class Message:
    """`body` is ASCII: the queue takes only some of the characters that JSON may hold."""

    body: str
    encoding: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One message of the queue. `attempt` counts from 1, and every return to the queue counts."""

    event: Event
    receipt_handle: str = field(repr=False)
    message_id: str
    group: str
    attempt: int
    correlation_id: str

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """From a record as Lambda gives it."""
        attributes = {name: value["stringValue"] for name, value in record["messageAttributes"].items()}
        return cls(
            event=decode(Message(record["body"], attributes.get(ENCODING, PLAIN))),
            receipt_handle=record["receiptHandle"],
            message_id=record["messageId"],
            group=record["attributes"]["MessageGroupId"],
            attempt=int(record["attributes"]["ApproximateReceiveCount"]),
            correlation_id=attributes.get(CORRELATION_ID, record["messageId"]),
        )


def encode(event: Event) -> Message:
    text = json.dumps(event.to_json(), separators=(",", ":"), allow_nan=False)
    if len(text) <= COMPRESSED_ABOVE_BYTES:
        return Message(text, PLAIN)
    return Message(base64.b64encode(zlib.compress(text.encode("ascii"))).decode("ascii"), ZLIB)


def decode(message: Message) -> Event:
    try:
        text = _inflated(message.body) if message.encoding == ZLIB else message.body
        return Event.from_json(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, zlib.error) as error:
        raise InvalidPayload(_UNREADABLE, code="unreadable_message") from error


def _inflated(body: str) -> str:
    inflater = zlib.decompressobj()
    data = inflater.decompress(base64.b64decode(body, validate=True), _MAX_INFLATED_BYTES)
    if inflater.unconsumed_tail:
        raise binascii.Error("larger than anything that was ever stored")
    return data.decode("ascii")


_UNREADABLE = Sentence(
    fr="Un message de la file est illisible : cette version de Passerelle ne l'a pas écrit. Examinez-le dans la file "
    "des messages rejetés.",
    en="A message of the queue cannot be read: this version of Passerelle did not write it. Look at it in the "
    "dead-letter queue.",
)
