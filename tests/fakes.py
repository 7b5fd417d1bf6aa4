"""In-memory stand-ins for the journal, the published versions, the queue and the platforms: inspectable, no mocks.

The journal's fake answers to the same contract suite as the real one (tests/integration/test_journal_contract.py).
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from passerelle.console.audit import Trace
from passerelle.core.automation import Automation, Missing, Stage, Trigger
from passerelle.core.deployment import Deployment
from passerelle.core.events import Change, Event, RecordRef, event_id
from passerelle.core.history import Novelty, Seen, changes_of, fingerprint, novelty
from passerelle.core.records import Key
from passerelle.core.runs import Run, RunState, new_run
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request
from passerelle.core.trials import Remark, Trial
from passerelle.credentials.making import Means
from passerelle.errors import Busy, InvalidAutomation
from passerelle.inbound.stored import StoredEvent
from passerelle.journal.cursors import Reached
from passerelle.journal.items import Journaled
from passerelle.journal.versions import Active, Kind, Move, PublishConflict, Version, digest
from passerelle.platforms.platform import NamedAction, Polled
from passerelle.platforms.platform import Version as FieldVersion
from passerelle.rehearsal.journal import RehearsalJournal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class MemoryJournal(RehearsalJournal):
    """What a rehearsal needs of a journal, and what polls, watch and the commands need besides."""

    def unseen(self, events: Sequence[Event]) -> list[Event]:
        def is_new(event: Event) -> bool:
            seen = self.seen.get(Key(event.connection, event.record), {})
            return any(novelty(one, event.occurred_at, seen) is Novelty.NEW for one in changes_of(event))

        return [event for event in events if is_new(event)]

    def note(self, events: Sequence[Event]) -> None:
        for event in events:
            for change in changes_of(event):
                known = self.seen.setdefault(Key(event.connection, event.record), {})
                if change.field not in known or known[change.field].noted:
                    known[change.field] = Seen(fingerprint(change.value), event.occurred_at, noted=True)

    def runs_in(
        self, state: RunState, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> list[Run]:
        found = [
            run
            for run in self.runs.values()
            if run.state is state
            and (since is None or run.updated_at >= since)
            and (before is None or run.updated_at < before)
        ]
        return sorted(found, key=lambda run: run.updated_at, reverse=True)[:limit]

    def oldest_in(self, state: RunState) -> Run | None:
        found = [run for run in self.runs.values() if run.state is state]
        return min(found, key=lambda run: run.updated_at, default=None)

    def ignored_events(self, limit: int) -> list[Journaled]:
        ignored = [journaled for journaled in self.events.values() if journaled.state == "ignored"]
        return sorted(ignored, key=lambda one: one.event.received_at, reverse=True)[:limit]

    def tally_ignored(self, limit: int) -> Counter[str]:
        ignored = [journaled.event for journaled in self.events.values() if journaled.state == "ignored"]
        return Counter(event.connection for event in ignored[:limit])

    def tally(self, state: RunState, limit: int) -> Counter[tuple[str, str]]:
        return Counter((run.automation, run.connection) for run in self.runs_in(state, limit))

    def events_of(self, key: Key, limit: int) -> list[tuple[Journaled, list[Run]]]:
        of_record = [one.event for one in self.events.values() if Key(one.event.connection, one.event.record) == key]
        newest_first = sorted(of_record, key=lambda event: event.received_at, reverse=True)[:limit]
        return [known for event in newest_first if (known := self.event(event.id)) is not None]

    def count_runs(self, state: RunState, *, unmoved_since: datetime | None = None) -> int:
        runs = self.runs_in(state, len(self.runs))
        return sum(unmoved_since is None or run.updated_at < unmoved_since for run in runs)


@dataclass
class MemoryRemarks:
    """Of a ledger, what tests have shown and what people said of it."""

    ended: list[Trial] = field(default_factory=list)
    kept: dict[tuple[datetime, str], Remark] = field(default_factory=dict)

    def trials(self, automation: str) -> list[Trial]:
        return [one for one in self.ended if one.automation == automation]

    def remarks(self, automation: str) -> list[Remark]:
        return [one for one in self.kept.values() if one.automation == automation]

    def keep_remark(self, remark: Remark) -> None:
        self.kept[remark.at, remark.run_id] = remark


@dataclass
class MemoryTraces:
    """By number: the end of a change takes the place of its beginning."""

    kept: dict[str, Trace] = field(default_factory=dict)

    def keep(self, trace: Trace) -> None:
        self.kept[trace.id] = trace

    def newest(self, limit: int, before: datetime | None = None) -> list[Trace]:
        found = [one for one in self.kept.values() if before is None or one.at < before]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


@dataclass
class MemoryCursors:
    kept: dict[tuple[str, str], datetime] = field(default_factory=dict)
    own: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, connection: str, record: str) -> datetime | None:
        return self.kept.get((connection, record))

    def reached(self, connection: str, record: str) -> Reached | None:
        since = self.get(connection, record)
        return Reached(since, self.own.get((connection, record))) if since else None

    def advance(self, connection: str, record: str, since: datetime, cursor: str | None = None) -> None:
        self.kept[connection, record] = since
        if cursor is not None:
            self.own[connection, record] = cursor

    def forget(self, connection: str, record: str) -> None:
        self.kept.pop((connection, record), None)
        self.own.pop((connection, record), None)


@dataclass
class MemoryLock:
    """Never runs out."""

    held: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, owner: str) -> None:
        if self.held.setdefault(name, owner) != owner:
            raise Busy(Sentence(fr="pris", en="taken"), code="being_created", retry_after_s=2)

    def release(self, name: str, owner: str) -> None:
        if self.held.get(name) == owner:
            del self.held[name]


@dataclass
class MemoryTokens:
    """What the functions share of access tokens, by connection."""

    kept: dict[str, str] = field(default_factory=dict, repr=False)

    def read(self, connection: str) -> str | None:
        return self.kept.get(connection)

    def read_latest(self, connection: str) -> str | None:
        return self.kept.get(connection)

    def write(self, connection: str, text: str, refreshed_at: datetime | None = None) -> None:
        self.kept[connection] = text


class NoAws:
    """Signs nothing, where no connection calls AWS."""

    def __init__(self, service: str, region: str) -> None: ...

    def address(self) -> None:
        return None

    def sign(self, request: httpx.Request) -> None: ...

    def renew(self) -> bool:
        return False


def means(tokens: MemoryTokens | None = None, lock: MemoryLock | None = None) -> Means:
    """Those of one process, or of several that share what is given."""
    one = lock or MemoryLock()
    return Means(tokens or MemoryTokens(), lambda _connection: one, lambda _seconds: None, NoAws)


@dataclass
class MemoryVersions:
    documents: dict[tuple[Kind, str, int], Json] = field(default_factory=dict)
    current: Active = field(default_factory=Active)
    history: list[Move] = field(default_factory=list)

    def active(self, *, consistent: bool = False) -> Active:
        return self.current

    def activate(self, active: Active, now: datetime, moves: Sequence[Move] = ()) -> None:
        if active.generation != self.current.generation + 1:
            raise PublishConflict("CONFIG")
        self.current = active
        self.history += moves

    def moves(self, name: str) -> list[Move]:
        return [move for move in self.history if move.name == name]

    def numbers(self, kind: Kind, name: str) -> list[int]:
        return sorted(number for of, known, number in self.documents if (of, known) == (kind, name))

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]:
        found = [(name, number) for name, number in wanted if (kind, name, number) in self.documents]
        return [
            Version(kind, name, number, digest(self.documents[kind, name, number]), self.documents[kind, name, number])
            for name, number in found
        ]

    def publish(self, kind: Kind, name: str, document: Json) -> int:
        """The next version, in use at once: live, if it is an automation's."""
        number = sum(known[:2] == (kind, name) for known in self.documents) + 1
        self.documents[kind, name, number] = document
        generation, automations, connections = self.current.generation + 1, *map(dict, self._both())
        if kind is Kind.AUTOMATION:
            automations[name] = automations.get(name, Deployment()).pushed(number).promoted()
        else:
            connections[name] = number
        self.current = Active(generation, automations, connections)
        return number

    def deploy(self, name: str, deployment: Deployment) -> None:
        """Where the versions of an automation stand from now on."""
        automations, connections = self._both()
        self.current = Active(self.current.generation + 1, {**automations, name: deployment}, connections)

    def _both(self) -> tuple[Mapping[str, Deployment], Mapping[str, int]]:
        return self.current.automations, self.current.connections


@dataclass
class FakeAction:
    """`before` and `after` are raised by `perform`, one a call, around the effect; `during` is called in mid-call."""

    nature: Nature = Nature.CREATE
    made: list[Json] = field(default_factory=list)
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    found: int = 0
    during: Callable[[], object] = lambda: None

    def prepare(self, request: Request) -> Json:
        self.requests.append(request)
        return {"values": {value.to: value.value for value in request.values}, "mark": request.mark, **request.params}

    def perform(self, call: Json) -> Json:
        if self.before:
            raise self.before.pop(0)
        made = {"id": f"made-{len(self.made) + 1}", "url": "https://app.example/made", **call}
        self.made.append(made)
        self.during()
        if self.after:
            raise self.after.pop(0)
        return made

    def find(self, call: Json, since: datetime) -> Json | None:
        self.found += 1
        if self.nature is Nature.NOTIFY:
            return None
        return next((made for made in self.made if made["mark"] == call["mark"]), None)


@dataclass
class FakePlatform:
    """`readings` says which kinds can be read; `faults` are raised by reads, one a call."""

    records: dict[tuple[str, str], Json] = field(default_factory=dict)
    associations: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    history: dict[tuple[str, str], list[FieldVersion]] = field(default_factory=dict)
    named: dict[str, tuple[NamedAction, ...]] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    readable: bool = True
    reads_done: list[RecordRef] = field(default_factory=list)
    polled: list[Polled] = field(default_factory=list)

    def reads(self, kind: str) -> bool:
        return self.readable

    def read(self, record: RecordRef, fields: frozenset[str]) -> Json:
        self.reads_done.append(record)
        if self.faults:
            raise self.faults.pop(0)
        return {**self.records.get((record.kind, record.id), {}), "id": record.id, "url": self.url(record)}

    def told_by(self, event: Event) -> Any:
        return event.data

    def related(self, record: RecordRef, kind: str) -> Sequence[str]:
        return self.associations.get((record.id, kind), [])

    def versions(self, record: RecordRef, field: str) -> Sequence[FieldVersion]:
        return self.history.get((record.id, field), [])

    def record_schema(self, kind: str, wanted: frozenset[str]) -> None:
        """It says nothing of itself."""

    def target_schema(self, action: str, params: Json, kind: str | None, wanted: frozenset[str]) -> None:
        """Nor of what it takes."""

    def url(self, record: RecordRef) -> str | None:
        return f"https://app.example/{record.kind}/{record.id}"

    def actions(self, name: str) -> Sequence[NamedAction]:
        if name not in self.named:
            raise InvalidAutomation(Sentence(fr=f"pas d'action {name}", en=f"no action {name}"))
        return self.named[name]

    def changes(
        self, kind: str, since: datetime, watched: frozenset[str], cursor: str | None = None
    ) -> Iterator[Polled]:
        yield from self.polled


@dataclass
class FakePlatforms:
    by_name: dict[str, FakePlatform]

    def __call__(self, connection: str, /) -> FakePlatform:
        return self.by_name[connection]


@dataclass
class MemoryQueue:
    """`bodies` holds those that messages claim, by their key."""

    put_events: list[Event] = field(default_factory=list)
    held: list[tuple[str, float]] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)

    def put(self, events: Sequence[Event], *, correlation_id: str) -> None:
        self.put_events += events

    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
        self.put_events.append(event)

    def read(self, record: Mapping[str, Any]) -> StoredEvent:
        return StoredEvent.from_record(record, self.bodies.get)

    def hold(self, receipt_handle: str, seconds: float) -> None:
        self.held.append((receipt_handle, seconds))


def deal_event(
    deal: str = "42",
    *changes: Change,
    kind: str = "changed",
    at: datetime = NOW,
    key: str | None = None,
    connection: str = "hubspot",
    **others: Any,
) -> Event:
    return Event(
        id=event_id(connection, (key or uuid.uuid4().hex,)),
        connection=connection,
        platform="hubspot",
        kind=kind,
        record=RecordRef("deal", deal),
        occurred_at=at,
        received_at=at,
        changes=changes,
        **others,
    )


def run_of(
    event: Event,
    name: str = "contract-when-deal-won",
    version: int = 1,
    *,
    at: datetime = NOW,
    lease: timedelta = timedelta(seconds=90),
) -> Run:
    """A run as its maker holds it, of an automation of which nothing else matters."""
    trigger = Trigger(event.connection, event.record.kind, event.kind, None, (), None)
    want = Sentence(fr="Un essai", en="A trial")
    return new_run(event, Automation(name, version, want, Stage.LIVE, trigger, (), (), Missing.PARK), at, lease)


def won(deal: str = "42", former: Any = "contractsent", **others: Any) -> Event:
    """The event that the automation of the tests waits for."""
    return deal_event(deal, Change("dealstage", "closedwon", former), **others)


RemainingMs = Callable[[], int]
