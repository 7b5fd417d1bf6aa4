"""One scene: the real deliverer on an empty journal, with a clock that jumps to when something may go on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Event
from passerelle.core.runs import Run, RunState
from passerelle.core.steps import Json
from passerelle.delivery.deliverer import Deliverer
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner
from passerelle.delivery.runner import Runner
from passerelle.errors import PasserelleError, Retryable
from passerelle.platforms.platform import Platform
from passerelle.rehearsal.journal import RehearsalJournal
from passerelle.rehearsal.platforms import Effects, RehearsalPlatforms, Script

ROUNDS: Final = 12
"""Enough for every failure that a scene makes up; a real platform that is down stays down."""

SETTLE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Played:
    """The last run, and all effects. `error` tells that a real platform could not be read."""

    run: Run | None
    effects: Effects
    error: PasserelleError | None = None

    def is_done(self) -> bool:
        return self.run is not None and self.run.state is RunState.DONE

    def ended_as(self, state: RunState, code: str) -> bool:
        run = self.run
        return run is not None and run.state is state and run.reason is not None and run.reason.code == code

    def result(self, action: str) -> Json | None:
        """What the step of that action told."""
        steps = self.run.steps if self.run else ()
        return next((step.result for step in steps if step.name.rpartition(".")[2] == action), None)


@dataclass(slots=True)
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class _OneVersion:
    """The catalogue of a rehearsal: this version, in test, and nothing else."""

    version: Automation

    def deployments(self) -> Mapping[str, Deployment]:
        return {self.version.name: Deployment(test=self.version.version)}

    def deployment(self, name: str, *, fresh: bool = False) -> Deployment:
        del fresh
        return self.deployments().get(name, Deployment())

    def current_version(self, run: Run) -> int | None:
        return run.version

    def automation(self, name: str, number: int, stage: Stage) -> Automation:
        del name, number, stage
        return self.version

    def watched(self, connection: str, record: str) -> frozenset[str]:
        del connection, record
        return frozenset()

    def agreeing(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class _NoDoor:
    put: list[Event] = field(default_factory=list)

    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
        del attempt, correlation_id
        self.put.append(event)


def play(
    automation: Automation,
    events: Sequence[Event],
    real: Callable[[str], Platform],
    script: Script,
    reads: dict[tuple[Any, ...], Any],
) -> Played:
    clock, journal, effects = _Clock(events[0].received_at), RehearsalJournal(), Effects()
    platforms = RehearsalPlatforms(real, script, effects, reads)
    catalogue = _OneVersion(automation)
    runner = Runner(journal, catalogue, platforms, clock, lambda: 0.0, lambda _connection: SETTLE)
    holding = Holding(journal, catalogue, _NoDoor(), clock)
    deliverer = Deliverer(journal, catalogue, Planner(catalogue, platforms), holding, clock, runner)
    error: PasserelleError | None = None
    for event in events:
        clock.now = max(clock.now, event.received_at)
        error = _delivered(deliverer, event, clock) or error
    run = max(journal.runs.values(), key=lambda one: one.created_at, default=None)
    if run is not None and not run.state.ended and error is None and run.reason is not None:
        error = Retryable(run.reason.sentence, code=run.reason.code)
    return Played(run, effects, error)


def _delivered(deliverer: Deliverer, event: Event, clock: _Clock) -> PasserelleError | None:
    """As often as it would come back from the queue."""
    failed: PasserelleError | None = None
    for _ in range(ROUNDS):
        try:
            wait_s = deliverer.deliver(event).wait_s
        except Retryable as error:
            failed, wait_s = error, error.retry_after_s or 1.0
        else:
            failed = None
        if wait_s is None:
            return None
        clock.now += timedelta(seconds=wait_s)
    return failed
