"""The sample that stands for the queue is what the function really gets."""

import hashlib
import json
from pathlib import Path

from passerelle.core.events import group_of
from passerelle.inbound.stored import StoredEvent, encode

SAMPLES = Path(__file__).parents[1] / "events"


def test_the_message_of_deliver_is_one_that_receive_would_have_written():
    (record,) = json.loads((SAMPLES / "deliver_candidate_accepted.json").read_text(encoding="utf-8"))["Records"]

    stored = StoredEvent.from_record(record, {}.get)

    assert encode(stored.event).body == record["body"]
    assert hashlib.md5(record["body"].encode()).hexdigest() == record["md5OfBody"]  # noqa: S324 - as SQS does
    assert group_of(stored.event.connection, stored.event.record) == stored.group
    assert record["attributes"]["MessageDeduplicationId"] == stored.event.id
