"""Events, runs and records in the table: every write that matters is conditional."""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.events import Event
from passerelle.core.history import Novelty, Seen, changes_of, fingerprint, novelty
from passerelle.core.ledger import Entry
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run, RunState, split_run_id
from passerelle.core.trials import tells_something
from passerelle.errors import Unavailable
from passerelle.inbound.stored import BodyGone, Message, claimed_key, encode
from passerelle.journal.bodies import JOURNALED, Bodies, Fitted, fit
from passerelle.journal.items import (
    Journaled,
    effect_item,
    event_item,
    event_pk,
    expiry,
    held_item,
    held_key,
    journaled_from,
    link_items,
    message_from,
    record_pk,
    record_state_from,
    run_from,
    run_item,
    run_sk,
    run_state_key,
    seen_from,
    seen_item,
    seen_sk,
    stamp,
)
from passerelle.journal.ledger_items import entry_write, trial_item
from passerelle.journal.table import ConditionFailed, Item, Table, Write

EVENT_BYTES: Final = 262_144
"""What an event may take of its item, whose limit is 400 KB with the reasons beside it."""


_UNTOLD: Final = "attribute_not_exists(pk) OR noted = :yes"


class LostLease(Exception):
    """Another worker took the run over: what this one was about to write is void."""


class Journal:
    def __init__(self, table: Table, bodies: Bodies) -> None:
        self._table = table
        self._bodies = bodies

    def record_state(self, key: Key) -> RecordState:
        return record_state_from(key, self._table.query(record_pk(key)))

    def accept(self, journaled: Journaled, runs: Sequence[Run], seen: Mapping[str, Seen], now: datetime) -> bool:
        """The event, its runs and what it made seen, all at once. False when the event was accepted before."""
        event = journaled.event
        key = Key(event.connection, event.record)
        kept = any(run.state.keeps_event for run in runs)
        # Another delivery of the same event has another key: what the runs were planned with is never replaced.
        fitted = fit(event, EVENT_BYTES, f"{JOURNALED}/{event.id}-{event.received_at:%Y%m%dT%H%M%S.%f}")
        if fitted.body is not None and self._table.get(event_pk(event.id), "EVENT") is not None:
            return False  # a large event that waits and comes back does not bring its body again
        self._bodies.store(fitted, expires=not kept)
        writes = [
            Write(item=event_item(journaled, fitted.message, now, kept=kept), condition="attribute_not_exists(pk)"),
            *(Write(item=run_item(run), condition="attribute_not_exists(pk)") for run in runs),
            *(Write(item=held_item(run)) for run in runs if run.state is RunState.HELD),
            *_trials(runs),
            *(Write(item=seen_item(key, field, value)) for field, value in seen.items()),
        ]
        try:
            self._table.write_all(writes)
        except ConditionFailed:
            return False
        return True

    def unseen(self, events: Sequence[Event]) -> list[Event]:
        """Those that tell something new of their record, in their order: what a poll has to hand on."""
        wanted = {_seen_key(event, change.field) for event in events for change in changes_of(event)}
        items = {(item["pk"], item["sk"]): seen_from(item) for item in self._table.get_many(sorted(wanted))}
        return [event for event in events if _is_new(event, items)]

    def note(self, events: Sequence[Event]) -> None:
        """Take these as seen without more: the state in which a record is when we first look. What an event told of it
        meanwhile stays.
        """
        for event in events:
            key = Key(event.connection, event.record)
            for change in changes_of(event):
                seen = Seen(fingerprint(change.value), event.occurred_at, noted=True)
                with contextlib.suppress(ConditionFailed):
                    self._table.put(seen_item(key, change.field, seen), _UNTOLD, {":yes": 1})

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None:
        """The event and its runs, or None when it is unknown or expired. Raises Unavailable for a large event."""
        items = {item["sk"]: item for item in self._table.query(event_pk(event_id))}
        journaled = self._journaled(items["EVENT"]) if "EVENT" in items else None
        if journaled is None:
            return None
        runs = [run_from(item) for sk, item in sorted(items.items()) if sk.startswith("RUN#")]
        return journaled, runs

    def run(self, run_id: str) -> Run | None:
        try:
            event_id, automation = split_run_id(run_id)
        except ValueError:
            return None
        item = self._table.get(event_pk(event_id), run_sk(automation))
        return run_from(item) if item else None

    def claim(self, run: Run, now: datetime, lease: timedelta) -> Run | None:
        """The run, held by the caller until the lease ends; None while another worker holds it or when it moved on."""
        claimed = replace(run, state=RunState.RUNNING, fence=run.fence + 1, lease_until=now + lease, updated_at=now)
        try:
            self._table.put(
                run_item(claimed),
                "fence = :fence AND lease_until < :now",
                {":fence": run.fence, ":now": now.timestamp()},
            )
        except ConditionFailed:
            return None
        return claimed

    def save(
        self,
        run: Run,
        *,
        links: Sequence[Link] = (),
        seen: Mapping[Key, Mapping[str, Seen]] | None = None,
        effect: Effect | None = None,
        no_effect: bool = False,
        held: bool | None = None,
        ledger: Entry | None = None,
    ) -> None:
        """Raises LostLease. `no_effect` takes back an effect that surely did not happen; `held` puts the run among the
        held ones of its record, or takes it out; `ledger` is what the ledger of tests says of a step from now on.
        """
        key = Key(run.connection, run.record)
        writes = [Write(item=run_item(run), condition="fence = :fence", values={":fence": run.fence})]
        writes += [Write(item=item) for link in links for item in link_items(link)]
        writes += [
            Write(item=seen_item(of, field, value))
            for of, fields in (seen or {}).items()
            for field, value in fields.items()
        ]
        if effect is not None:
            writes.append(Write(item=effect_item(key, effect)))
        if no_effect:
            writes.append(Write(key=(record_pk(key), f"EFFECT#{run.effect_name}")))
        if held is not None:
            writes.append(Write(item=held_item(run)) if held else Write(key=held_key(run)))
        if ledger is not None:
            writes.append(entry_write(ledger))
        writes += _trials([run])
        of_event, released = self._of_event(run)
        try:
            self._table.write_all([*writes, *of_event])
        except ConditionFailed as error:
            raise LostLease(run.id) from error
        if released is not None:
            with contextlib.suppress(Unavailable):  # what is done is done; the bucket's last rule forgets it, later
                self._bodies.mark(released, expires=True)

    def _of_event(self, run: Run) -> tuple[list[Write], Message | None]:
        """An event does not expire while a run of it waits for a person; it does after the last such run has ended.
        The message is given when its body may expire once that is written.
        """
        key = event_pk(run.event_id), "EVENT"
        if run.state.keeps_event:
            if item := self._table.get(*key):
                self._bodies.mark(message_from(item), expires=False)
            update = "ADD keeps :one REMOVE expires_at"
            return [Write(key=key, update=update, condition="attribute_exists(pk)", values={":one": 1})], None
        if not (run.state.over and (run.kept_event or run.sensitive)):
            return [], None
        items = {item["sk"]: item for item in self._table.query(key[0])}
        others = [
            run_from(item) for sk, item in items.items() if sk.startswith("RUN#") and sk != run_sk(run.automation)
        ]
        if "EVENT" not in items or any(other.state.keeps_event for other in others):
            return [], None
        message = message_from(items["EVENT"])
        values = {":keeps": items["EVENT"].get("keeps", 0)}
        sets = []
        if run.kept_event:
            sets.append("expires_at = :expiry")
            values[":expiry"] = expiry(run.updated_at)
        if run.sensitive and all(other.state.over for other in others):
            sets.append("event = :event, encoding = :encoding")
            emptied = self._emptied(message)
            values |= {":event": emptied.body, ":encoding": emptied.encoding}
        if not sets:
            return [], None
        # Another run of the event that begins to wait meanwhile makes this write fail.
        write = Write(
            key=key,
            update=f"SET {', '.join(sets)}",
            condition="attribute_not_exists(keeps) OR keeps = :keeps",
            values=values,
        )
        return [write], message if run.kept_event else None

    def _emptied(self, message: Message) -> Message:
        """The event without its values, which take the place of its body at once. Raises Unavailable."""
        try:
            event = self._bodies.read(message).without_values()
        except BodyGone as gone:
            event = gone.event
        emptied = encode(event)
        if key := claimed_key(message):
            self._bodies.store(Fitted(emptied, key, emptied.body), expires=True)
        return emptied

    def count_failure(self, event_id: str, now: datetime) -> int:
        """How often this event has failed as a whole, with this time."""
        values = {":one": 1, ":expires": expiry(now)}
        expression = "ADD failures :one SET expires_at = :expires"
        return int(self._table.update(event_pk(event_id), "FAILURES", expression, values)["failures"])

    def runs_in(
        self, state: RunState, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> list[Run]:
        """Newest first: all, or those that moved since then and before then."""
        moved, until = stamp(since) if since else None, stamp(before) if before else None
        items = self._table.query_state(run_state_key(state), limit=limit, since=moved, before=until)
        return [run_from(item) for item in items]

    def tally(self, state: RunState, limit: int) -> Counter[tuple[str, str]]:
        """How many runs of that state each automation has for each connection, among the newest `limit`."""
        items = self._table.query_state(run_state_key(state), limit=limit, only=("sk", "connection"))
        return Counter((item["sk"].removeprefix(run_sk("")), item["connection"]) for item in items)

    def oldest_in(self, state: RunState) -> Run | None:
        """The run of that state that has not moved for the longest time."""
        items = self._table.query_state(run_state_key(state), limit=1, newest_first=False)
        return next((run_from(item) for item in items), None)

    def count_runs(self, state: RunState, *, unmoved_since: datetime | None = None) -> int:
        before = stamp(unmoved_since) if unmoved_since else None
        return self._table.count_state(run_state_key(state), before=before)

    def tally_ignored(self, limit: int) -> Counter[str]:
        """How many events of each connection started no run, among the newest `limit`."""
        items = self._table.query_state("EVENT#ignored", limit=limit, only=("connection",))
        return Counter(item["connection"] for item in items)

    def ignored_events(self, limit: int, since: datetime | None = None) -> list[Journaled]:
        """Newest first: all, or those accepted since then."""
        accepted = stamp(since) if since else None
        items = self._table.query_state("EVENT#ignored", limit=limit, since=accepted)
        found = [self._journaled(item) for item in items]
        return [one for one in found if one is not None]

    def events_of(self, key: Key, limit: int) -> list[tuple[Journaled, list[Run]]]:
        """The events of a record with their runs, newest first."""
        keys = self._table.query_record(record_pk(key), limit=limit)
        known = [self.event(item["pk"].removeprefix(event_pk(""))) for item in keys]
        return [one for one in known if one is not None]

    def _journaled(self, item: Item) -> Journaled | None:
        """None when its body has expired before it."""
        try:
            return journaled_from(item, self._bodies.read(message_from(item)))
        except BodyGone:
            return None


def _trials(runs: Sequence[Run]) -> list[Write]:
    """How a run of a test ended is kept for as long as its version may be judged."""
    return [Write(item=trial_item(run)) for run in runs if tells_something(run)]


def _seen_key(event: Event, field: str) -> tuple[str, str]:
    return record_pk(Key(event.connection, event.record)), seen_sk(field)


def _is_new(event: Event, seen: Mapping[tuple[str, str], Seen]) -> bool:
    for change in changes_of(event):
        last = seen.get(_seen_key(event, change.field))
        if novelty(change, event.occurred_at, {change.field: last} if last else {}) is Novelty.NEW:
            return True
    return False
