"""What no event would tell: how many runs need a person, how many wait, and whether one stands still."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.runs import Run, RunState

OPEN = (RunState.PARKED, RunState.WAITING, RunState.RUNNING)


class JournalPort(Protocol):
    def count_runs(self, state: RunState) -> int: ...

    def oldest_in(self, state: RunState) -> Run | None: ...


def publish_run_metrics(journal: JournalPort, clock: Callable[[], datetime]) -> None:
    """ParkedRuns rings an alarm; the others draw the picture beside it."""
    with log.unit_of_work("runs counted") as line:
        counts = {state: journal.count_runs(state) for state in OPEN}
        oldest = journal.oldest_in(RunState.WAITING)
        waiting_s = (clock() - oldest.created_at).total_seconds() if oldest else 0
        log.measure(
            {f"{state.capitalize()}Runs": n for state, n in counts.items()} | {"OldestWaitingSeconds": waiting_s}
        )
        line.add(outcome="counted", events=sum(counts.values()))
