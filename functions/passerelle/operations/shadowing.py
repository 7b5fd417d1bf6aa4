"""The shadow of a tested version: it plans what has just happened, and what it would do otherwise is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from passerelle import log
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.runs import RunState
from passerelle.core.shadows import Shadow
from passerelle.errors import PasserelleError
from passerelle.journal.versions import Move, What
from passerelle.operations.planning import Past

AT_ONCE: Final = 5
"""Events of an automation that are compared at a time, the newest: a sample that costs the live runs few calls."""

CURSOR: Final = "@shadow"
"""In place of a connection's name, which cannot look like this."""


class CataloguePort(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


class PlanningPort(Protocol):
    def last(
        self, automation: Automation, live: Automation | None, count: int, since: datetime | None = None
    ) -> list[Past]: ...


class ShadowPort(Protocol):
    def keep(self, automation: str, version: int, shadow: Shadow) -> None: ...


class CursorPort(Protocol):
    def get(self, connection: str, record: str) -> datetime | None: ...

    def advance(self, connection: str, record: str, since: datetime) -> None: ...


class MovesPort(Protocol):
    def moves(self, name: str) -> list[Move]: ...


@dataclass(frozen=True, slots=True)
class Shadowing:
    """Both versions are planned on the same event, one right after the other: what people change meanwhile makes no
    difference between them.
    """

    catalogue: CataloguePort
    versions: MovesPort
    planning: PlanningPort
    shadows: ShadowPort
    cursors: CursorPort
    clock: Callable[[], datetime]

    def look(self) -> None:
        """One automation's trouble keeps no other from being looked at."""
        for name, deployment in self.catalogue.deployments().items():
            if deployment.shadow and deployment.test is not None and deployment.live is not None:
                with log.unit_of_work("shadow compared") as line:
                    line.add(automation=name, version=deployment.test)
                    try:
                        line.add(outcome="compared", events=self._look(name, deployment.test, deployment.live))
                    except PasserelleError as error:
                        line.explain("failed", error)

    def _look(self, name: str, test: int, live: int) -> int:
        """The number of events that were compared. Where a platform did not answer, they are looked at once more."""
        now, key = self.clock(), f"{name}@{test}"
        since = self.cursors.get(CURSOR, key) or self._began(name)
        tested, current = (self.catalogue.automation(name, number, Stage.LIVE) for number in (test, live))
        compared = [self._note(name, test, past) for past in self.planning.last(tested, current, AT_ONCE, since)]
        if all(compared):
            self.cursors.advance(CURSOR, key, now)
        return sum(compared)

    def _note(self, name: str, version: int, past: Past) -> bool:
        """Nothing can be said of an event while a platform does not answer."""
        found = past.comparison
        if found is None or any(ending.startswith(RunState.WAITING) for ending in (found.before, found.after)):
            return False
        self.shadows.keep(name, version, Shadow(past.plan.event.id, self.clock(), found))
        if not found.same:
            log.count("ShadowDiffers")
        return True

    def _began(self, name: str) -> datetime | None:
        began = [move.at for move in self.versions.moves(name) if move.what is What.SHADOWED]
        return began[-1] if began else None
