"""How an event travels through the queue and is kept by the journal, and how it is read back."""

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, Rejected

PLAIN: Final = "plain"
ZLIB: Final = "zlib+base64"
CLAIM: Final = "claim"
CORRELATION_ID: Final = "correlation_id"
ENCODING: Final = "encoding"
COMPRESSED_ABOVE_BYTES: Final = 262_144
MAX_EVENT_BYTES: Final = 33_554_432
"""As JSON of plain characters, which takes up to six bytes where UTF-8 takes two."""

Fetch = Callable[[str], str | None]
"""The body under a key, or None when it is gone."""


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
    def from_record(cls, record: Mapping[str, Any], fetch: Fetch) -> Self:
        """From a record as Lambda gives it. Raises BodyGone, and whatever `fetch` raises."""
        return cls(
            event=decode(message_of(record), fetch),
            receipt_handle=record["receiptHandle"],
            message_id=record["messageId"],
            group=record["attributes"]["MessageGroupId"],
            attempt=int(record["attributes"]["ApproximateReceiveCount"]),
            correlation_id=_attribute(record, CORRELATION_ID, record["messageId"]),
        )


def message_of(record: Mapping[str, Any]) -> Message:
    return Message(record["body"], _attribute(record, ENCODING, PLAIN))


def _attribute(record: Mapping[str, Any], name: str, default: str) -> str:
    return str(record["messageAttributes"].get(name, {}).get("stringValue", default))


class BodyGone(Rejected):
    """A claim on a body that is no longer there. `event` is what the claim itself tells: all but changes and data."""

    code = "body_gone"

    def __init__(self, event: Event) -> None:
        super().__init__(_GONE, event_id=event.id, connection=event.connection)
        self.event = event


def encode(event: Event) -> Message:
    """Raises InvalidPayload for an event larger than any that can be read back."""
    text = json.dumps(event.to_json(), separators=(",", ":"), allow_nan=False)
    if len(text) > MAX_EVENT_BYTES:
        raise too_large(event)
    if len(text) <= COMPRESSED_ABOVE_BYTES:
        return Message(text, PLAIN)
    return Message(base64.b64encode(zlib.compress(text.encode("ascii"))).decode("ascii"), ZLIB)


def claim(event: Event, key: str, encoding: str) -> Message:
    """What stands for an event whose encoded body is kept under `key`."""
    outline = replace(event, changes=(), data=None)
    value = {"key": key, "encoding": encoding, "event": outline.to_json()}
    return Message(json.dumps(value, separators=(",", ":")), CLAIM)


def claimed_key(message: Message) -> str | None:
    """The key of the body that a message stands for, or None when it is the event itself."""
    return _claimed(message)[0] if message.encoding == CLAIM else None


def decode(message: Message, fetch: Fetch) -> Event:
    """Raises InvalidPayload for what was never encoded here, BodyGone, and whatever `fetch` raises."""
    if message.encoding != CLAIM:
        return _read(message)
    key, encoding, outline = _claimed(message)
    body = fetch(key)
    if body is None:
        raise BodyGone(outline)
    return _read(Message(body, encoding))


def too_large(event: Event) -> InvalidPayload:
    return InvalidPayload(_TOO_LARGE, code="too_large", connection=event.connection)


def _read(message: Message) -> Event:
    try:
        text = _inflated(message.body) if message.encoding == ZLIB else message.body
        return Event.from_json(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, zlib.error) as error:
        raise InvalidPayload(_UNREADABLE, code="unreadable_message") from error


def _claimed(message: Message) -> tuple[str, str, Event]:
    try:
        value = json.loads(message.body)
        return str(value["key"]), str(value["encoding"]), Event.from_json(value["event"])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidPayload(_UNREADABLE, code="unreadable_message") from error


def _inflated(body: str) -> str:
    inflater = zlib.decompressobj()
    data = inflater.decompress(base64.b64decode(body, validate=True), MAX_EVENT_BYTES)
    if inflater.unconsumed_tail:
        raise binascii.Error("larger than anything that was ever stored")
    return data.decode("ascii")


_UNREADABLE = Sentence(
    fr="Un message de la file est illisible : cette version de Passerelle ne l'a pas écrit. Déployez celle qui l'a "
    "écrit, puis rejouez l'exécution ; ou écartez-la.",
    en="A message of the queue cannot be read: this version of Passerelle did not write it. Deploy the one that wrote "
    "it, then replay the run; or dismiss it.",
)
_TOO_LARGE = Sentence(
    fr="Un événement est trop grand pour être enregistré, même compressé. Faites envoyer moins de données.",
    en="An event is too large to be stored, even compressed. Have less data sent.",
)
_GONE = Sentence(
    fr="Le contenu de ce grand événement n'est plus dans le compartiment S3 : il a expiré ou a été supprimé. Faites "
    "renvoyer l'événement par la plateforme, ou modifiez de nouveau la fiche.",
    en="The body of this large event is no longer in the S3 bucket: it has expired or was deleted. Have the platform "
    "send the event again, or change the record again.",
)
