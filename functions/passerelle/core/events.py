"""The canonical event: one thing that happened to one record, whatever brought it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final


class _Unknown:
    """The former value that nobody told us: not the same as null."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


class Source(StrEnum):
    WEBHOOK = "webhook"
    POLL = "poll"
    REPLAY = "replay"
    TEST = "test"
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True)
class RecordRef:
    """The thing an event happened to: a deal, a candidate, a contract. `id` is opaque."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that took a value. `former` is UNKNOWN when the sender does not tell it, `value` until it is read."""

    field: str
    value: Any
    former: Any = UNKNOWN


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is `created`, `changed`, `deleted`, or a platform's own word such as `reminder`.

    `occurred_at` is the sender's time, `received_at` ours; both are aware and UTC.
    `ours` tells that the platform itself marks the event as made by our own write.
    `tries` names the automation that a person tries with this event, made up for it: no other one meets it.
    `only` names the automation that an event of the past is brought for: no other one meets it, that one as ever.
    `verified_by` is the scheme by which its request proved who sent it.
    """

    id: str
    connection: str
    platform: str
    kind: str
    record: RecordRef
    occurred_at: datetime
    received_at: datetime
    changes: tuple[Change, ...] = ()
    source: Source = Source.WEBHOOK
    ours: bool = False
    data: Any = field(default_factory=dict)
    tries: str | None = None
    only: str | None = None
    verified_by: str | None = None

    def without_values(self) -> "Event":
        """Which fields changed and when, but not to what: as a sender tells it that keeps values to itself."""
        return replace(self, changes=tuple(Change(change.field, UNKNOWN) for change in self.changes), data={})

    def to_json(self) -> dict[str, Any]:
        """What is not told takes no place in a message."""
        told = {"tries": self.tries, "only": self.only, "verified_by": self.verified_by}
        return {
            "v": 1,
            "id": self.id,
            "connection": self.connection,
            "platform": self.platform,
            "kind": self.kind,
            "record": {"kind": self.record.kind, "id": self.record.id},
            "occurred_at": self.occurred_at.isoformat(),
            "received_at": self.received_at.isoformat(),
            "changes": [_change_to_json(change) for change in self.changes],
            "source": self.source.value,
            "ours": self.ours,
            "data": self.data,
            **{name: value for name, value in told.items() if value is not None},
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Event":
        return cls(
            id=value["id"],
            connection=value["connection"],
            platform=value["platform"],
            kind=value["kind"],
            record=RecordRef(kind=value["record"]["kind"], id=value["record"]["id"]),
            occurred_at=_instant(value["occurred_at"]),
            received_at=_instant(value["received_at"]),
            changes=tuple(_change_from_json(change) for change in value["changes"]),
            source=Source(value["source"]),
            ours=value["ours"],
            data=value["data"],
            tries=value.get("tries"),
            only=value.get("only"),
            verified_by=value.get("verified_by"),
        )


def event_id(connection: str, key: Iterable[Any]) -> str:
    """The sender's de-duplication key as one short, opaque, stable id."""
    text = json.dumps([connection, *key], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def group_of(connection: str, record: RecordRef) -> str:
    """The queue's message group: events of one record stay in order, other records are free."""
    return event_id(connection, (record.kind, record.id))


def _change_to_json(change: Change) -> dict[str, Any]:
    told = {"value": change.value, "former": change.former}
    return {"field": change.field, **{name: value for name, value in told.items() if value is not UNKNOWN}}


def _change_from_json(value: dict[str, Any]) -> Change:
    return Change(value["field"], value.get("value", UNKNOWN), value.get("former", UNKNOWN))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
