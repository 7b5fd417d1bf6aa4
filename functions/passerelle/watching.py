"""What no event would tell: how many runs need a person, how many wait, and whether one stands still."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.runs import Run, RunState
from passerelle.operations.account import is_overdue

OPEN = (RunState.PARKED, RunState.WAITING, RunState.RUNNING)


class JournalPort(Protocol):
    def count_runs(self, state: RunState) -> int: ...

    def oldest_in(self, state: RunState) -> Run | None: ...


def publish_run_metrics(journal: JournalPort, clock: Callable[[], datetime]) -> None:
    """ParkedRuns and UnexplainedRuns ring an alarm; the others draw the picture beside them.

    UnexplainedRuns is not zero when the run that moved least is past its deadline; `passerelle account` names them all.
    """
    with log.unit_of_work("runs counted") as line:
        counts = {state: journal.count_runs(state) for state in OPEN}
        oldest = {state: journal.oldest_in(state) for state in (RunState.WAITING, RunState.RUNNING)}
        waiting = oldest[RunState.WAITING]
        log.measure(
            {f"{state.capitalize()}Runs": n for state, n in counts.items()}
            | {
                "OldestWaitingSeconds": (clock() - waiting.created_at).total_seconds() if waiting else 0,
                "UnexplainedRuns": sum(run is not None and is_overdue(run, clock()) for run in oldest.values()),
            }
        )
        line.add(outcome="counted", events=sum(counts.values()))
