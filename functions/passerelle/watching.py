"""What no event would tell: how many runs need a person, how many wait, and how many stand still."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.runs import Run, RunState
from passerelle.operations.account import DEADLINES

OPEN = (RunState.PARKED, RunState.HELD, RunState.WAITING, RunState.RUNNING)


class JournalPort(Protocol):
    def count_runs(self, state: RunState, *, unmoved_since: datetime | None = None) -> int: ...

    def oldest_in(self, state: RunState) -> Run | None: ...


def publish_run_metrics(journal: JournalPort, clock: Callable[[], datetime]) -> None:
    """ParkedRuns and UnexplainedRuns ring an alarm; the others draw the picture beside them."""
    with log.unit_of_work("runs counted") as line:
        now = clock()
        counts = {state: journal.count_runs(state) for state in OPEN}
        oldest = journal.oldest_in(RunState.WAITING)
        overdue = [journal.count_runs(state, unmoved_since=now - deadline) for state, deadline in DEADLINES.items()]
        log.measure(
            {f"{state.capitalize()}Runs": n for state, n in counts.items()}
            | {
                "OldestWaitingSeconds": (now - oldest.created_at).total_seconds() if oldest else 0,
                "UnexplainedRuns": sum(overdue),
            }
        )
        line.add(outcome="counted", events=sum(counts.values()))
