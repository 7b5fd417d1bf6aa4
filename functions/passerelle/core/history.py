"""What was last seen of a record: which changes are new, which were told before, which come too late.

The same change reaches us more than once (a webhook and a poll, a redelivery, the echo of our own write) and in any
order. Fingerprints are kept instead of values: enough to compare, nothing to leak.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from passerelle.core.events import UNKNOWN, Change, Event, Source

SAME_MOMENT = timedelta(seconds=60)
"""Two reports of one change may differ by the clocks and roundings of the sender's own services."""


EXISTENCE = "@existence"
"""Whether the record is there: a field like any other, with which creations and deletions take turns."""

_AWAITED = "@@awaited."
"""What our write of a field will have told us, from before the call until it has returned."""

HOPS = "@@hops"
"""How many of our own effects, each the cause of the next, led to the last one on this record."""

SAME_CHAIN = timedelta(minutes=10)
"""What happens to a record that soon after our own effect on it may have been caused by it."""

MOST_HOPS = 8

_OF_EXISTENCE = frozenset({"created", "deleted", "restored"})


class Novelty(StrEnum):
    NEW = "new"
    SAME = "same"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Seen:
    """The last value of one field that an event or our own write (`ours`) told us, as a fingerprint.

    `noted` is what the first look at a platform found: known, and nobody acted on it.
    """

    fingerprint: str
    at: datetime
    ours: bool = False
    noted: bool = False


def fingerprint(value: Any) -> str:
    return hashlib.sha256(as_text(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def as_text(value: Any) -> str:
    """How values of triggers are compared: platforms send 5 and "5", null and "" alike."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            return str(value)


def changes_of(event: Event) -> tuple[Change, ...]:
    """The changes of an event; one without fields is a change of the record's existence, or a happening of its kind."""
    field = EXISTENCE if event.kind in _OF_EXISTENCE else f"@{event.kind}"
    return event.changes or (Change(field, event.kind),)


def novelty(change: Change, at: datetime, seen: Mapping[str, Seen]) -> Novelty:
    """A change that repeats what was last seen is the same one, unless the sender says that it left that value, or it
    is a happening, such as a reminder, at another moment.
    """
    last = seen.get(change.field)
    if last is None:
        return Novelty.NEW
    if fingerprint(change.value) != last.fingerprint:
        return Novelty.STALE if at < last.at else Novelty.NEW
    if change.field.startswith("@") and change.field != EXISTENCE:
        return Novelty.NEW if abs(at - last.at) > SAME_MOMENT else Novelty.SAME
    left_and_came_back = change.former is not UNKNOWN and fingerprint(change.former) != last.fingerprint
    if left_and_came_back and at - last.at > SAME_MOMENT:
        return Novelty.NEW
    return Novelty.SAME


def seen_before(event: Event, seen: Mapping[str, Seen]) -> Mapping[str, Seen]:
    """What was seen before this event. Of a change that the first look noted, its own report may still be on its way:
    that look is no reason to ignore it, or nobody would ever act on it. What we are about to write, or perhaps have
    written, is known already.
    """
    return {**(seen if event.source is Source.POLL else _acted_on(event, seen)), **_awaited(event, seen)}


def _acted_on(event: Event, seen: Mapping[str, Seen]) -> dict[str, Seen]:
    moment = event.occurred_at
    if event.source is Source.BACKFILL:
        asked = {change.field: fingerprint(change.value) for change in changes_of(event)}
        return {name: one for name, one in seen.items() if one.ours or asked.get(name) != one.fingerprint}
    return {name: one for name, one in seen.items() if not (one.noted and abs(moment - one.at) <= SAME_MOMENT)}


def _awaited(event: Event, seen: Mapping[str, Seen]) -> dict[str, Seen]:
    found = {}
    for change in changes_of(event):
        awaited = seen.get(_AWAITED + change.field)
        same = awaited is not None and awaited.fingerprint == fingerprint(change.value)
        if awaited is not None and same and -SAME_MOMENT <= event.occurred_at - awaited.at < SAME_CHAIN:
            found[change.field] = awaited
    return found


def awaiting(written: Mapping[str, Seen]) -> dict[str, Seen]:
    """Of what is about to be written: should our process die in the call, its echo is known all the same."""
    return {_AWAITED + field: seen for field, seen in written.items()}


def settled(written: Iterable[str], at: datetime) -> dict[str, Seen]:
    """The call has returned, or was surely not made: nothing is awaited any more."""
    return {_AWAITED + field: Seen("", at, ours=True) for field in written}


def former_fingerprint(change: Change, seen: Mapping[str, Seen]) -> str | None:
    """What the field held before: told by the sender, else what was last seen, else unknown (None)."""
    if change.former is not UNKNOWN:
        return fingerprint(change.former)
    last = seen.get(change.field)
    return last.fingerprint if last else None


def seen_after(event: Event, seen: Mapping[str, Seen], watched: frozenset[str]) -> dict[str, Seen]:
    """What this event adds to what was seen, for the fields that any automation watches. One that was made up to try an
    automation tells nothing of the record.
    """
    if event.tries is not None:
        return {}
    return {
        change.field: Seen(fingerprint(change.value), event.occurred_at)
        for change in changes_of(event)
        if (change.field in watched or change.field.startswith("@"))
        and novelty(change, event.occurred_at, seen) is Novelty.NEW
    }


def hops_before(at: datetime, seen: Mapping[str, Seen]) -> int:
    """How many of our effects may have led to what happened then: 0 unless we touched the record shortly before."""
    last = seen.get(HOPS)
    return int(last.fingerprint) if last is not None and at - last.at < SAME_CHAIN else 0


def touched(run_hops: int, at: datetime) -> dict[str, Seen]:
    """What an effect of a run leaves on a record, beside the values that it wrote."""
    return {HOPS: Seen(str(run_hops + 1), at, ours=True)}


def made(run_hops: int, at: datetime) -> dict[str, Seen]:
    """What a record that we created has seen: when it is reported to us as created, that is no news."""
    return {EXISTENCE: Seen(fingerprint("created"), at, ours=True), **touched(run_hops, at)}
