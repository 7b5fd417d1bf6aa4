"""Many parked runs at once: which, what will become of them, and what became of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError

AT_ONCE: Final = 10_000
"""How many parked runs are looked at; deciding the same once more takes the next."""


class JournalPort(Protocol):
    def run(self, run_id: str) -> Run | None: ...

    def runs_in(self, state: RunState, limit: int) -> list[Run]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """`before` and `after` are about the moment at which a run was parked."""

    automation: str | None = None
    code: str | None = None
    before: datetime | None = None
    after: datetime | None = None

    def takes(self, run: Run) -> bool:
        return (
            self.automation in {None, run.automation}
            and (self.code is None or (run.reason is not None and run.reason.code == self.code))
            and (self.before is None or run.updated_at < self.before)
            and (self.after is None or run.updated_at >= self.after)
        )


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What runs that are decided on together have in common. `version` is the one with which they will run."""

    automation: str
    code: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one run: `refused` is why nothing did."""

    run_id: str
    code: str | None = None
    refused: Sentence | None = None


def parked(journal: JournalPort, wanted: Filter) -> list[Run]:
    """Oldest first, so that the runs of one record keep their order."""
    found = journal.runs_in(RunState.PARKED, AT_ONCE)
    return sorted(filter(wanted.takes, found), key=lambda run: (run.created_at, run.id))


def kinds(journal: JournalPort, run_ids: Iterable[str], version: Callable[[Run], int | None]) -> Counter[Kind]:
    """How many of which kind there are; those that are not parked count in none."""
    runs = [run for run_id in run_ids if (run := journal.run(run_id)) is not None and run.state is RunState.PARKED]
    return Counter(Kind(run.automation, run.reason.code if run.reason else "", version(run)) for run in runs)


def each(run_ids: Iterable[str], decide: Callable[[str], object], pause: Callable[[], None]) -> Iterator[Outcome]:
    """Decide on one after the other, with a pause between two. What is refused keeps no other one from its turn."""
    for place, run_id in enumerate(run_ids):
        if place:
            pause()
        try:
            decide(run_id)
        except PasserelleError as error:
            yield Outcome(run_id, error.code, error.sentence)
        else:
            yield Outcome(run_id)
