"""What no event would tell: how many runs need a person, how many stand still, which version fails, what was forgotten
in a pause.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from passerelle import log
from passerelle.core.deployment import Deployment
from passerelle.core.runs import Run, RunState
from passerelle.errors import PasserelleError
from passerelle.operations.account import DEADLINES

OPEN = (RunState.PARKED, RunState.HELD, RunState.WAITING, RunState.RUNNING)


FORGOTTEN_AFTER = timedelta(minutes=5)
"""A held run of an automation that is not paused goes within seconds; this one was forgotten."""


MOST_HELD = 10_000


class WatchingBroken(Exception):
    """A bug, in one task or in several."""


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


def do_all(tasks: Iterable[Callable[[], object]]) -> None:
    """One task's trouble keeps no other from being done; a bug still ends in an error, for the alarm."""
    bugs = 0
    for task in tasks:
        try:
            _do(task)
        except Exception:  # noqa: BLE001 - the edge: its line has told it, without its text, which may quote a body
            bugs += 1
    if bugs:
        raise WatchingBroken(f"bugs stopped {bugs} of the tasks: see their lines")


def _do(task: Callable[[], object]) -> None:
    with log.unit_of_work("watched") as line:
        try:
            task()
        except PasserelleError as error:
            line.explain("failed", error)


class HeldPort(Protocol):
    def runs_in(self, state: RunState, limit: int) -> list[Run]: ...


class Holds(Protocol):
    def deployment(self, name: str, *, fresh: bool = False) -> Deployment: ...


class Stages(Protocol):
    def let_go(self, name: str) -> int: ...


def let_forgotten_go(journal: HeldPort, catalogue: Holds, stages: Stages, clock: Callable[[], datetime]) -> None:
    """The worker that was to send the next held run died, or a resume was cut short: send it now."""
    held = journal.runs_in(RunState.HELD, MOST_HELD)
    stale = {run.automation for run in held if clock() - run.updated_at > FORGOTTEN_AFTER}
    for name in sorted(stale):
        if catalogue.deployment(name).hold is None:
            stages.let_go(name)
