"""Every polled record of every connection: what changed since its cursor, through the same door as webhooks."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from passerelle import correlation, log
from passerelle.configuration.published import PublishedConnection
from passerelle.core.events import Event
from passerelle.delivery.ports import Platforms
from passerelle.errors import PasserelleError

FIRST_LOOK_BACK = timedelta(minutes=15)
"""A connection that is polled for the first time does not replay its past: a backfill is asked for, not suffered."""

ENOUGH_MS = 30_000
"""What a page needs: below, the cursor is kept and the next schedule goes on."""


class CataloguePort(Protocol):
    def connections(self) -> list[PublishedConnection]: ...

    def watched(self, connection: str, record: str) -> frozenset[str]: ...


class CursorPort(Protocol):
    def get(self, connection: str, record: str) -> datetime | None: ...

    def advance(self, connection: str, record: str, since: datetime) -> None: ...


class Door(Protocol):
    def put(self, events: Sequence[Event], *, correlation_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Poll:
    platforms: Platforms
    cursors: CursorPort
    queue: Door
    clock: Callable[[], datetime]
    remaining_ms: Callable[[], int]

    def one(self, connection: str, kind: str, watched: frozenset[str]) -> int:
        """The number of events found. The cursor moves only past what is in the queue."""
        started = self.clock()
        since = self.cursors.get(connection, kind)
        if since is None:
            since = started - FIRST_LOOK_BACK
            self.cursors.advance(connection, kind, since)
        found, reached = 0, since
        try:
            for polled in self.platforms(connection).changes(kind, since, watched):
                if polled.events:
                    self.queue.put(polled.events, correlation_id=correlation.current())
                found, reached = found + len(polled.events), max(reached, polled.changed_at)
                if self.remaining_ms() < ENOUGH_MS:
                    break
        finally:
            if reached > since:
                self.cursors.advance(connection, kind, reached)
        return found


def poll_connections(
    catalogue: CataloguePort,
    platforms: Platforms,
    cursors: CursorPort,
    queue: Door,
    clock: Callable[[], datetime],
    remaining_ms: Callable[[], int],
) -> None:
    """One connection's trouble does not keep the others from being asked."""
    poll = _Poll(platforms, cursors, queue, clock, remaining_ms)
    for connection in catalogue.connections():
        for kind in connection.poll:
            with correlation.of(uuid.uuid4().hex), log.unit_of_work("connection polled") as line:
                line.add(connection=connection.name, platform=connection.platform, correlation_id=correlation.current())
                try:
                    events = poll.one(connection.name, kind, catalogue.watched(connection.name, kind))
                except PasserelleError as error:
                    line.add(outcome="failed", code=error.code)
                    log.count("PollFailed", connection=connection.name)
                else:
                    line.add(outcome="polled", events=events)
