import json
from datetime import UTC, datetime

import pytest

from passerelle.core.events import Change, Event, RecordRef
from passerelle.errors import InvalidPayload
from passerelle.inbound.stored import (
    CLAIM,
    COMPRESSED_ABOVE_BYTES,
    PLAIN,
    ZLIB,
    Message,
    StoredEvent,
    claim,
    decode,
    encode,
)

NOTHING: dict[str, str] = {}


def event(text: str = "Société 😀 \u0000\uffff") -> Event:
    at = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
    return Event(
        "e1", "crm", "generic", "changed", RecordRef("deal", "1"), at, at, (Change("a", text, None),), data={"t": text}
    )


def test_a_small_event_travels_as_compact_json_of_plain_characters() -> None:
    message = encode(event())

    assert message.encoding == PLAIN
    assert message.body.isascii()
    assert message.body.isprintable()
    assert json.loads(message.body) == event().to_json()
    assert decode(message, NOTHING.get) == event()


def test_a_large_event_travels_compressed() -> None:
    large = event("é" * COMPRESSED_ABOVE_BYTES)

    message = encode(large)

    assert message.encoding == ZLIB
    assert len(message.body) < COMPRESSED_ABOVE_BYTES
    assert decode(message, NOTHING.get) == large


def test_a_record_of_the_queue_tells_what_its_reader_needs() -> None:
    message = encode(event())
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": "3", "MessageGroupId": "g-1"},
        "messageAttributes": {
            "encoding": {"stringValue": message.encoding, "dataType": "String"},
            "correlation_id": {"stringValue": "c-1", "dataType": "String"},
        },
    }

    stored = StoredEvent.from_record(record, NOTHING.get)

    assert stored == StoredEvent(event(), "r-1", "m-1", "g-1", 3, "c-1")


def test_a_message_put_by_hand_without_attributes_is_read() -> None:
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": encode(event()).body,
        "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "g-1"},
        "messageAttributes": {},
    }

    assert StoredEvent.from_record(record, NOTHING.get).correlation_id == "m-1"


@pytest.mark.parametrize(
    "message",
    [
        Message("", PLAIN),
        Message("[]", PLAIN),
        Message("{}", PLAIN),
        Message("!", ZLIB),
        Message("aGVsbG8=", ZLIB),
        Message("{}", CLAIM),
        Message("[]", CLAIM),
        Message("queue/e1", CLAIM),
        claim(event(), "k", PLAIN),
    ],
)
def test_a_message_that_is_no_event_is_refused_as_such(message) -> None:
    with pytest.raises(InvalidPayload) as caught:
        decode(message, {"k": "[]"}.get)

    assert caught.value.code == "unreadable_message"
