"""Take back by itself a version that fails: the canary ends, or the former version is live again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.deployment import Deployment
from passerelle.core.probation import PROBATION, Tally, on_probation, taken_back, tally, why
from passerelle.core.runs import Run, RunState
from passerelle.journal.versions import Active, Move, What
from passerelle.operations.stages import StageOperations

MOST_RUNS = 1_000
"""The newest of each state: enough to tell how a version fares."""


class VersionPort(Protocol):
    def active(self, *, consistent: bool = False) -> Active: ...

    def moves(self, name: str) -> list[Move]: ...


class RunsPort(Protocol):
    def runs_in(self, state: RunState, limit: int, since: datetime | None = None) -> list[Run]: ...


@dataclass(frozen=True, slots=True)
class Probation:
    versions: VersionPort
    journal: RunsPort
    stages: StageOperations
    clock: Callable[[], datetime]

    def look(self) -> list[str]:
        """The automations of which a version was taken back."""
        automations = self.versions.active(consistent=True).automations
        return [name for name, deployment in automations.items() if self._take_back(name, deployment)]

    def _take_back(self, name: str, deployment: Deployment) -> bool:
        version = on_probation(deployment)
        since = self._since(name) if version is not None else None
        if version is None or since is None:
            return False
        found = self._tally(name, version, since)
        if not found.fails:
            return False
        with log.unit_of_work("version taken back") as line:
            self.stages.take_back(name, why(version, found).en, taken_back)
            line.add(outcome="taken back", automation=name, version=version)
            log.count("VersionTakenBack")
        return True

    def _since(self, name: str) -> datetime | None:
        """Since when the version is on probation; None when that is over."""
        opened = [move.at for move in self.versions.moves(name) if move.what in {What.PROMOTED, What.CANARY}]
        canary = self.versions.active().automations[name].canary is not None
        return opened[-1] if opened and (canary or self.clock() - opened[-1] < PROBATION) else None

    def _tally(self, name: str, version: int, since: datetime) -> Tally:
        runs = [
            run for state in (RunState.DONE, RunState.PARKED) for run in self.journal.runs_in(state, MOST_RUNS, since)
        ]
        return tally(runs, name, version)
