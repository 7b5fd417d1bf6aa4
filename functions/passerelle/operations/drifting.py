"""The versions in use, held against what they were like when they were first looked at: what has changed since."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.drift import Difference, Look, differences, fingerprint
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, PasserelleError, Rejected
from passerelle.operations.online.surveying import Surveyor, connections_of
from passerelle.platforms.platform import Platform


class CataloguePort(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


class LookPort(Protocol):
    def last(self, automation: Automation) -> Look | None: ...

    def keep(self, automation: Automation, look: Look) -> None: ...


@dataclass(frozen=True, slots=True)
class Drift:
    """`first`: this version had never been looked at, so it was compared with nothing. `unanswered` names what of it
    could not be asked.
    """

    automation: Automation
    differences: tuple[Difference, ...] = ()
    first: bool = False
    unanswered: Mapping[str, PasserelleError] = field(default_factory=dict)

    @property
    def breaks(self) -> bool:
        return any(one.breaks for one in self.differences)

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.differences)


@dataclass(frozen=True, slots=True)
class DriftWatch:
    """A version is compared with itself as it was first seen: a push of another version is how people answer a drift.
    What does not answer is looked at the next time.
    """

    catalogue: CataloguePort
    looks: LookPort
    connect: Callable[[str], Platform]
    clock: Callable[[], datetime]

    def look(self, accepted: frozenset[str] = frozenset()) -> list[Drift]:
        """One for each version in use, at the stage at which it is. What an accepted automation finds is right: it is
        looked at as if for the first time.
        """
        deployed = self.catalogue.deployments()
        for name in sorted(accepted - deployed.keys()):
            raise Rejected(_not_deployed(name), code="not_deployed", automation=name)
        surveyor = Surveyor(self.connect)
        return [self._look(one, surveyor, anew=one.name in accepted) for one in self._in_use(deployed)]

    def _look(self, automation: Automation, surveyor: Surveyor, *, anew: bool) -> Drift:
        surveyed = surveyor.survey(automation)
        failed = {name: surveyor.failures[name] for name in connections_of(automation) & surveyor.failures.keys()}
        last = None if anew else self.looks.last(automation)
        if last is None:
            if not failed:
                self.looks.keep(automation, Look(fingerprint(automation, surveyed), (), self.clock()))
            return Drift(automation, first=True, unanswered=failed)
        found = tuple(differences(last.fingerprint, fingerprint(automation, surveyed, last.fingerprint)))
        self.looks.keep(automation, Look(last.fingerprint, found, self.clock()))
        return Drift(automation, found, unanswered=failed)

    def _in_use(self, deployed: Mapping[str, Deployment]) -> Iterator[Automation]:
        """One that this release cannot read is told where it is needed."""
        for name, deployment in deployed.items():
            for number, stage in ((deployment.test, Stage.TEST), (deployment.live, Stage.LIVE)):
                if number is None:
                    continue
                try:
                    yield self.catalogue.automation(name, number, stage)
                except InvalidAutomation:
                    continue


def _not_deployed(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation publiée ne s'appelle « {name} ». « passerelle stages » les montre toutes.",
        en=f'No automation that was pushed is called "{name}". "passerelle stages" shows them all.',
    )
