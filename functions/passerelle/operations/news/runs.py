"""The runs that need a person, and the automations that somebody paused, as concerns."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from passerelle.core.absence import Absence
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.news import matters
from passerelle.core.news.concern import Concern
from passerelle.core.news.silence import silent
from passerelle.core.runs import EVENT_ITSELF, Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.journal.versions import Move
from passerelle.operations.account import DEADLINES
from passerelle.operations.news.wants import Wants

MOST: Final = 1_000
"""Runs looked at in each state: enough to tell a hundred from a thousand."""


class JournalPort(Protocol):
    def runs_in(
        self, state: RunState, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> list[Run]: ...

    def tally(self, state: RunState, limit: int) -> Counter[tuple[str, str]]: ...


class VersionPort(Protocol):
    def moves(self, name: str) -> list[Move]: ...


class Deployments(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...


@dataclass(frozen=True, slots=True)
class RunSightings:
    journal: JournalPort
    versions: VersionPort
    catalogue: Deployments
    wants: Wants
    clock: Callable[[], datetime]

    def parked(self) -> list[Concern]:
        """One for each automation, stage and kind of reason."""
        groups: dict[tuple[str, Stage, str], list[Run]] = {}
        for run in self.journal.runs_in(RunState.PARKED, MOST):
            groups.setdefault((run.automation, run.stage, run.reason.code if run.reason else ""), []).append(run)
        return [matters.parked(runs, self._want(runs[0]), self.wants.records(runs)) for runs in groups.values()]

    def unexplained(self) -> list[Concern]:
        now = self.clock()
        overdue = [
            run
            for state, deadline in DEADLINES.items()
            for run in self.journal.runs_in(state, MOST, before=now - deadline)
        ]
        return [matters.unexplained(overdue, self.wants.records(overdue))] if overdue else []

    def paused(self) -> list[Concern]:
        """What a drift holds is told with the drift."""
        return list(self._paused())

    def _paused(self) -> Iterator[Concern]:
        held: Counter[str] | None = None
        for name, deployment in self.catalogue.deployments().items():
            if deployment.hold is not Hold.PAUSED:
                continue
            held = self._held() if held is None else held
            stage, version = (Stage.LIVE, deployment.live) if deployment.live else (Stage.TEST, deployment.test)
            want = self.wants.named(name, version, stage)
            yield matters.paused(name, want, self._since(name), held[name])

    def silent(self, found: Mapping[str, Absence]) -> list[Concern]:
        """The automations that AbsenceWatch has found."""
        deployed = self.catalogue.deployments()
        return [
            silent(name, self.wants.named(name, deployed[name].live, Stage.LIVE), one, self._end(one.last))
            for name, one in found.items()
        ]

    def _end(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self.clock().tzinfo)

    def _held(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (automation, _), number in self.journal.tally(RunState.HELD, MOST).items():
            found[automation] += number
        return found

    def _since(self, name: str) -> datetime:
        pauses = [move.at for move in self.versions.moves(name) if move.after.hold and not move.before.hold]
        return pauses[-1] if pauses else self.clock()

    def _want(self, run: Run) -> Sentence:
        if run.automation == EVENT_ITSELF:
            return Sentence(fr="", en="")
        return self.wants.named(run.automation, run.version, run.stage)
