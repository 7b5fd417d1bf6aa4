"""The promise put to the proof on a team's own stack: events through its front door, effects counted by its checker.

Nothing goes wrong by our doing there: the team breaks what it wants to see survive, or lets reality do it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.faults import report
from tests.faults.books import Bookkeeper, Books
from tests.faults.report import Count, Round
from tests.faults.sending import Door, events, twice_shuffled

Check = Callable[[Sequence[str]], Mapping[str, int]]
LOOK_EVERY_S = 15.0


def new_ids(number: int, at: datetime) -> list[str]:
    """No other round has them, and none is the beginning of another."""
    return [f"f{int(at.timestamp())}-{place:06}" for place in range(number)]


@dataclass(frozen=True, slots=True)
class Proof:
    """`template` is the event as its sender writes it, see sending.events; `within_s` bounds the waiting."""

    door: Door
    template: str
    per_request: int
    check: Check
    books: Bookkeeper
    within_s: float
    look_every_s: float = LOOK_EVERY_S

    def round(self, ids: Sequence[str], seed: int) -> Round:
        before = self.books.read()
        started = time.monotonic()
        once = events(self.template, ids, datetime.now(UTC))
        self.door.send(twice_shuffled(once, seed), self.per_request)
        middle = self._books(before)
        end = self._settled(ids, before, started + self.within_s)
        seconds = round(time.monotonic() - started, 1)
        count = Count.of(ids, self.check(ids))
        parked = end.states["parked"] if end else 0
        return Round(
            fault=self.door.connection,
            accepted=len(ids),
            effects=count.effects,
            lost=max(0, count.lost - parked),  # what is parked waits for a person, who can read why
            doubled=count.doubled,
            unexplained=self._unexplained(middle, ids) + self._unexplained(end, ids),
            parked=parked,
            met=0,
            killed=0,
            seconds=seconds,
            seed=seed,
            middle=_told(middle),
            end=_told(end),
        )

    def _books(self, before: Books | None) -> Books | None:
        now = self.books.read() if before else None
        return now.since(before) if now and before else None

    def _settled(self, ids: Sequence[str], before: Books | None, deadline: float) -> Books | None:
        """Until the journal says that all have ended; without a journal, until each has its effect."""
        while True:
            now = self._books(before)
            ended = now.ended >= len(ids) and now.begun == now.ended if now else _all_there(self.check(ids))
            if ended or time.monotonic() > deadline:
                return now
            time.sleep(self.look_every_s)

    def _unexplained(self, found: Books | None, ids: Sequence[str]) -> int:
        """What the stack itself cannot explain, and events that are neither in its journal nor in its queue."""
        if found is None:
            return 0
        return found.astray + max(0, len(ids) - found.begun - found.waiting - found.held)


def _all_there(effects: Mapping[str, int]) -> bool:
    return all(effects.values())


def _told(books: Books | None) -> str:
    return report.told(books.states, books.waiting, books.held) if books else ""
