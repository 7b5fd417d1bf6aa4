"""The balance: every accepted event is done, ignored, waiting, parked, in flight, or in the queue."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from passerelle.core.runs import Run, RunState
from passerelle.delivery.runner import PATIENCE

STUCK_AFTER = timedelta(minutes=15)
"""A run in flight is held by a lease of seconds: one that has not moved for so long is held by nobody."""


LOST_AFTER = timedelta(hours=13)
"""A waiting run is tried again at least that often: the queue holds a message for twelve hours at most."""


class JournalPort(Protocol):
    def runs_in(self, state: RunState, limit: int) -> list[Run]: ...

    def count_ignored_events(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Depth:
    """What the queue holds: `waiting` may be taken, `held` comes back later or is being handled."""

    waiting: int
    held: int


@dataclass(slots=True)
class Balance:
    """Runs by automation and connection, and by state; `unexplained` are those past the deadline of their state."""

    runs: dict[tuple[str, str], Counter[RunState]] = field(default_factory=dict)
    ignored_events: int = 0
    queue: Depth = Depth(0, 0)
    unexplained: list[Run] = field(default_factory=list)

    def add(self, run: Run, now: datetime) -> None:
        self.runs.setdefault((run.automation, run.connection), Counter())[run.state] += 1
        if is_overdue(run, now):
            self.unexplained.append(run)


def is_overdue(run: Run, now: datetime) -> bool:
    """Whether a run should have moved by now: its state no longer explains where it is."""
    match run.state:
        case RunState.RUNNING:
            return now - run.updated_at > STUCK_AFTER
        case RunState.WAITING:
            return now - run.tried_since > PATIENCE + STUCK_AFTER or now - run.updated_at > LOST_AFTER
        case _:
            return False


def balance(journal: JournalPort, depth: Callable[[], Depth], now: datetime, limit: int = 100_000) -> Balance:
    found = Balance(ignored_events=journal.count_ignored_events(), queue=depth())
    for run in _all(journal, RunState, limit):
        found.add(run, now)
    return found


def _all(journal: JournalPort, states: Iterable[RunState], limit: int) -> Iterator[Run]:
    for state in states:
        yield from journal.runs_in(state, limit)
