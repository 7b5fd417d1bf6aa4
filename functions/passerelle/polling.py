"""Every polled record of every connection: what changed since its cursor, through the same door as webhooks."""

import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from passerelle import correlation, log
from passerelle.configuration.published import PublishedConnection
from passerelle.core.events import Event
from passerelle.errors import PasserelleError, RemoteRefused
from passerelle.journal.cursors import Reached
from passerelle.platforms.platform import CURSOR_EXPIRED, Platform, Polled

FIRST_LOOK_BACK = timedelta(minutes=15)
"""How far back the first look goes."""

BATCH = 25

ENOUGH_MS = 30_000
"""What a page needs: below, the cursor is kept and the next schedule goes on."""


class PollingBroken(Exception):
    """A bug, in one poll or in several."""


class CataloguePort(Protocol):
    def connection_names(self) -> list[str]: ...

    def connection(self, name: str) -> PublishedConnection: ...

    def watched(self, connection: str, record: str) -> frozenset[str]: ...


class CursorPort(Protocol):
    def reached(self, connection: str, record: str) -> Reached | None: ...

    def advance(self, connection: str, record: str, since: datetime, cursor: str | None = None) -> None: ...

    def forget(self, connection: str, record: str) -> None: ...


class SeenPort(Protocol):
    def unseen(self, events: Sequence[Event]) -> list[Event]: ...

    def note(self, events: Sequence[Event]) -> None: ...


class Door(Protocol):
    def put(self, events: Sequence[Event], *, correlation_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Poll:
    platforms: Callable[[str], Platform]
    cursors: CursorPort
    journal: SeenPort
    queue: Door
    clock: Callable[[], datetime]
    remaining_ms: Callable[[], int]

    def one(self, connection: str, kind: str, watched: frozenset[str]) -> int:
        """The number of events handed on. The cursor moves only past what is in the queue.

        The first time, what is found is taken as known: a backfill is asked for, not suffered. It stays the first time
        until something was looked at to its end.
        """
        try:
            return self._from_cursor(connection, kind, watched)
        except RemoteRefused as error:
            if error.code == CURSOR_EXPIRED:
                self.cursors.forget(connection, kind)
            raise

    def rests(self, connection: str, kind: str, every_s: int) -> bool:
        """Whether the platform was asked less than that ago. Asking counts, whatever comes of it."""
        if not every_s:
            return False
        asked, now = self.cursors.reached(connection, _asked(kind)), self.clock()
        if asked is not None and now < asked.since + timedelta(seconds=every_s):
            return True
        self.cursors.advance(connection, _asked(kind), now)
        return False

    def _from_cursor(self, connection: str, kind: str, watched: frozenset[str]) -> int:
        before = self.cursors.reached(connection, kind)
        start = before or Reached(self.clock() - FIRST_LOOK_BACK)
        look = _Look(self._note if before is None else self._hand_on, start.since, start.cursor)
        whole = False
        try:
            whole = self._look(look, self.platforms(connection).changes(kind, start.since, watched, start.cursor))
        finally:
            if before is not None or whole or look.since > start.since:
                self.cursors.advance(connection, kind, look.since, look.cursor)
        return look.found

    def _look(self, look: "_Look", changes: Iterator[Polled]) -> bool:
        """Whether it came to the end of what there is."""
        for some in _batches(changes):
            look.take(some)
            if self.remaining_ms() < ENOUGH_MS:
                return False
        return True

    def _hand_on(self, events: list[Event]) -> int:
        new = self.journal.unseen(events) if events else []
        if new:
            self.queue.put(new, correlation_id=correlation.current())
        return len(new)

    def _note(self, events: list[Event]) -> int:
        self.journal.note(events)
        return 0


def _asked(kind: str) -> str:
    """Beside the cursor of a kind of record: when it was last asked for."""
    return f"{kind}/asked"


@dataclass(slots=True)
class _Look:
    """How far one poll has come."""

    hand_on: Callable[[list[Event]], int]
    since: datetime
    cursor: str | None
    found: int = 0

    def take(self, some: list[Polled]) -> None:
        self.found += self.hand_on([event for polled in some for event in polled.events])
        self.since = max(self.since, *(polled.known_until for polled in some))
        self.cursor = next((polled.cursor for polled in reversed(some) if polled.cursor), self.cursor)


def _batches(polled: Iterator[Polled]) -> Iterator[list[Polled]]:
    """A few records at a time: one look into the journal for all of them."""
    while some := list(itertools.islice(polled, BATCH)):
        yield some


def poll_connections(
    catalogue: CataloguePort,
    platforms: Callable[[str], Platform],
    cursors: CursorPort,
    journal: SeenPort,
    queue: Door,
    clock: Callable[[], datetime],
    remaining_ms: Callable[[], int],
) -> None:
    """One connection's trouble keeps no other from being asked; a bug still ends in an error, for the alarm."""
    poll = _Poll(platforms, cursors, journal, queue, clock, remaining_ms)
    bugs = 0
    for connection in _readable(catalogue):
        for kind in connection.poll:
            try:
                if not poll.rests(connection.name, kind, _every_s(connection, kind)):
                    _look(poll, connection, kind, catalogue)
            except Exception:  # noqa: BLE001 - the edge: its line has told it, without its text, which may quote a body
                bugs += 1
    if bugs:
        raise PollingBroken(f"bugs stopped {bugs} of the polls: see their lines")


def _readable(catalogue: CataloguePort) -> Iterator[PublishedConnection]:
    """One that this release cannot read is told as a poll that failed: nothing says what it is to be asked for."""
    for name in catalogue.connection_names():
        try:
            yield catalogue.connection(name)
        except PasserelleError as error:
            with log.unit_of_work("connection polled") as line:
                line.add(connection=name)
                _tell_failure(line, name, error)


def _every_s(connection: PublishedConnection, kind: str) -> int:
    record = connection.manifest.records.get(kind)
    return record.poll.every_s if record is not None and record.poll is not None else 0


def _look(poll: _Poll, connection: PublishedConnection, kind: str, catalogue: CataloguePort) -> None:
    with correlation.of(uuid.uuid4().hex), log.unit_of_work("connection polled") as line:
        line.add(connection=connection.name, platform=connection.platform, correlation_id=correlation.current())
        try:
            events = poll.one(connection.name, kind, catalogue.watched(connection.name, kind))
        except PasserelleError as error:
            _tell_failure(line, connection.name, error)
        else:
            line.add(outcome="polled", events=events)
            if connection.receives and events:
                log.count("EventsRepaired", events, connection=connection.name)


def _tell_failure(line: log.Line, connection: str, error: PasserelleError) -> None:
    line.explain("failed", error)
    log.count("PollFailed", connection=connection)
