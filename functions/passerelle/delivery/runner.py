"""One run: take it as far as it goes now, and write down where it stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from passerelle.core.events import Event
from passerelle.core.mapping import Refused
from passerelle.core.records import RecordState
from passerelle.core.runs import Reason, Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.doing import Ignored, stopped_by
from passerelle.delivery.execution import Execution
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort, Platforms
from passerelle.errors import Busy, RateLimited, Rejected, Retryable

LEASE = timedelta(seconds=90)
"""Outlives the function's own time-out (60 s): a lease that ended means that its holder is dead."""

PATIENCE = timedelta(days=3)
"""How long a run is tried again by itself before a person has to look at it."""

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. `wait_s` tells after which time it goes on by itself; `moved` is false for one that had come
    to rest before, and was only met again.
    """

    run: Run
    wait_s: float | None = None
    moved: bool = True


@dataclass(frozen=True, slots=True)
class Runner:
    """`jitter` gives a number from 0 to 1, so that runs that failed together do not come back together."""

    journal: JournalPort
    catalogue: CataloguePort
    platforms: Platforms
    clock: Clock
    jitter: Callable[[], float]
    settle: Callable[[str], timedelta]

    def run(self, run: Run, event: Event, state: RecordState) -> Progress:
        execution = Execution(run, event, state, self.journal, self.catalogue, self.platforms, self.clock, self.settle)
        try:
            execution.go()
        except (Ignored, Refused, Rejected) as stop:
            return self._end(execution, *stopped_by(stop))
        except Retryable as error:
            return self._wait(execution, error)
        return self._end(execution, RunState.DONE, execution.explained)

    def _end(self, execution: Execution, state: RunState, reason: Reason | None) -> Progress:
        run = replace(execution.run, state=state, reason=reason, lease_until=None, updated_at=self.clock())
        was_held = run.id in execution.state.held.get(run.automation, ())
        self.journal.save(run, held=False if was_held else None, **execution.unsaved())
        return Progress(run)

    def _wait(self, execution: Execution, error: Retryable) -> Progress:
        """Being asked to slow down spends no attempt; only a failure does."""
        now = self.clock()
        run = execution.run
        if now - run.tried_since > PATIENCE:
            return self._end(execution, RunState.PARKED, Reason("gave_up", gave_up(error.sentence)))
        attempts = run.attempts if isinstance(error, RateLimited | Busy) else run.attempts + 1
        wait_s = error.retry_after_s or backoff_s(attempts, self.jitter())
        run = replace(
            run,
            state=RunState.WAITING,
            reason=Reason(error.code, error.sentence),
            attempts=attempts,
            lease_until=None,
            updated_at=now,
        )
        self.journal.save(run, **execution.unsaved())
        return Progress(run, wait_s=wait_s)


def backoff_s(attempts: int, jitter: float) -> float:
    """Doubles from seconds to an hour; jitter takes off up to a half."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * float(2 ** min(attempts, 12)))
    return longest * (1 - jitter / 2)


def gave_up(last: Sentence) -> Sentence:
    days = PATIENCE.days
    return Sentence(
        fr=f"Après {days} jours d'essais, l'exécution attend une personne. Dernière raison : {last.fr}",
        en=f"After {days} days of trying, the run waits for a person. Last reason: {last.en}",
    )
