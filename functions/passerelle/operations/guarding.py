"""Before a drift parks every run of a live automation, its events are held; once it is mended, they go."""

from dataclasses import dataclass
from typing import Protocol

from passerelle import log
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment, Hold
from passerelle.operations.drifting import Drift

MENDED = "what had changed on the platform is mended"


class Drifts(Protocol):
    def look(self) -> list[Drift]: ...


class Stages(Protocol):
    def hold_back(self, name: str, why: str) -> Deployment: ...

    def release(self, name: str, why: str) -> int: ...


class Deployments(Protocol):
    def deployment(self, name: str, *, fresh: bool = False) -> Deployment: ...


@dataclass(frozen=True, slots=True)
class Guard:
    drifts: Drifts
    stages: Stages
    catalogue: Deployments

    def look(self) -> list[Drift]:
        """DriftFound rings the alarm: how many versions in use will not do, from now on, what they did before."""
        found = self.drifts.look()
        log.measure({"DriftFound": sum(drift.breaks for drift in found)})
        for drift in found:
            self._tell(drift)
            if drift.automation.stage is Stage.LIVE:
                self._hold_or_release(drift)
        return found

    def _hold_or_release(self, drift: Drift) -> None:
        name = drift.automation.name
        held = self.catalogue.deployment(name).hold
        if drift.stops and held is None:
            self.stages.hold_back(name, " ".join(one.sentence.en for one in drift.differences if one.stops))
        elif held is Hold.DRIFT and not drift.stops and not drift.unanswered:
            self.stages.release(name, MENDED)

    def _tell(self, drift: Drift) -> None:
        """One line for each difference that breaks something, with its sentence: it names fields, and no values."""
        automation = drift.automation
        for one in drift.differences:
            if one.breaks:
                with log.unit_of_work("drift found") as line:
                    line.add(
                        automation=automation.name,
                        version=automation.version,
                        stage=automation.stage.value,
                        code=one.kind.value,
                        outcome="held" if one.stops else "told",
                        reason=one.sentence.to_json(),
                    )
