"""Make a tested version live once nothing stands in its way, or with a reason why it goes all the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.checking import Fault, automation_faults
from passerelle.core.deployment import Deployment
from passerelle.core.promotion import Obstacle, obstacles
from passerelle.core.sentences import Sentence
from passerelle.core.trials import Evidence, evidence
from passerelle.errors import PasserelleError
from passerelle.journal.ledger import Ledger
from passerelle.journal.looks import Looks
from passerelle.operations.online.surveying import Surveyor
from passerelle.operations.stages import StageOperations
from passerelle.platforms.platform import Platform


class CataloguePort(Protocol):
    def deployment(self, name: str, *, fresh: bool = False) -> Deployment: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the versions in test."""

    ledger: Ledger
    looks: Looks

    def evidence(self, name: str, version: int) -> Evidence:
        return evidence(self.ledger.trials(name), self.ledger.remarks(name), version)

    def drifted(self, automation: Automation) -> list[Sentence]:
        last = self.looks.last(automation)
        return [one.sentence for one in last.found if one.breaks] if last else []


@dataclass(frozen=True, slots=True)
class Promoting:
    """`evidence` gives what the tests of a version have shown, `drifted` what has changed under it."""

    catalogue: CataloguePort
    stages: StageOperations
    connect: Callable[[str], Platform]
    evidence: Callable[[str, int], Evidence]
    drifted: Callable[[Automation], Sequence[Sentence]]

    def obstacles(self, name: str) -> list[Obstacle]:
        """What stands in the way of the version in test. Raises Rejected when there is none."""
        number = self.stages.tested(name)
        automation = self.catalogue.automation(name, number, Stage.LIVE)
        drifted = self.drifted(self.catalogue.automation(name, number, Stage.TEST))
        return obstacles(automation, self.evidence(name, number), self._faults(automation), drifted)

    def promote(self, name: str, why: str, despite: Sequence[Obstacle], canary: int | None = None) -> Deployment:
        """The history keeps why, and `despite` what: obstacles that somebody saw and decided to pass over."""
        why = f"{why} (forced: {', '.join(sorted({one.code for one in despite}))})" if despite else why
        return self.stages.promote(name, why) if canary is None else self.stages.open_to(name, canary, why)

    def _faults(self, automation: Automation) -> list[Fault]:
        """A platform that does not answer is an obstacle too: the check has not been passed."""
        surveyor = Surveyor(self.connect)
        found = list(automation_faults(automation, surveyor.survey(automation)))
        return found + [_unanswered(error) for _, error in sorted(surveyor.failures.items())]


def _unanswered(error: PasserelleError) -> Fault:
    return Fault(error.code, ("connection",), error.sentence)
