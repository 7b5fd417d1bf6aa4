"""What an automation wants, in its own sentence, and where a person sees a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.news.concern import Affected
from passerelle.core.news.letter import SHOWN
from passerelle.core.runs import Run
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, PasserelleError
from passerelle.platforms.platform import Platform


class Automations(Protocol):
    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


@dataclass(frozen=True, slots=True)
class Wants:
    catalogue: Automations
    connect: Callable[[str], Platform]

    def named(self, name: str, version: int | None, stage: Stage) -> Sentence:
        """Its name, of a version that cannot be read."""
        try:
            return self.catalogue.automation(name, version or 0, stage).want
        except InvalidAutomation:
            return Sentence(fr=f"« {name} »", en=f'"{name}"')

    def records(self, runs: list[Run]) -> tuple[Affected, ...]:
        """As many as a message shows."""
        return tuple(Affected(run.record.kind, run.record.id, self._url(run)) for run in runs[:SHOWN])

    def _url(self, run: Run) -> str | None:
        """A record without its page is still worth naming."""
        try:
            return self.connect(run.connection).url(run.record)
        except PasserelleError:
            return None
