"""The last days, gathered from the journal and the histories of the live automations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.digest import Line, lines
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation
from passerelle.journal.versions import Move, What

MOST: Final = 10_000
"""Of each state: the newest. A busier week is told by its end."""


class JournalPort(Protocol):
    def runs_in(
        self, state: RunState, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> list[Run]: ...


class Catalogue(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


class VersionPort(Protocol):
    def moves(self, name: str) -> list[Move]: ...


@dataclass(frozen=True, slots=True)
class Digest:
    lines: list[Line]
    changed: list[Sentence]


@dataclass(frozen=True, slots=True)
class Digests:
    journal: JournalPort
    catalogue: Catalogue
    versions: VersionPort
    clock: Callable[[], datetime]

    def of_the_last(self, days: int) -> Digest:
        since = self.clock() - timedelta(days=days)
        wants = {
            name: self._want(name, of.live) for name, of in self.catalogue.deployments().items() if of.live is not None
        }
        done = [run for run in self.journal.runs_in(RunState.DONE, MOST, since) if run.stage is Stage.LIVE]
        parked = [run for run in self.journal.runs_in(RunState.PARKED, MOST) if run.stage is Stage.LIVE]
        changed = [
            _told(want, move)
            for name, want in wants.items()
            for move in self.versions.moves(name)
            if move.at >= since and move.what in _WORDS
        ]
        return Digest(lines(done, parked, wants), changed)

    def _want(self, name: str, version: int) -> Sentence:
        try:
            return self.catalogue.automation(name, version, Stage.LIVE).want
        except InvalidAutomation:
            return Sentence(fr=f"« {name} »", en=f'"{name}"')


def _told(want: Sentence, move: Move) -> Sentence:
    word, day = _WORDS[move.what], move.at.date().isoformat()
    return Sentence(fr=f"{want.fr} : {word.fr} ({day}).", en=f"{want.en}: {word.en} ({day}).")


_WORDS: Final = {
    What.PROMOTED: Sentence(fr="nouvelle version en service", en="new version live"),
    What.ROLLED_BACK: Sentence(fr="retour à la version précédente", en="back to the former version"),
    What.PAUSED: Sentence(fr="mise en pause", en="paused"),
    What.RESUMED: Sentence(fr="reprise", en="resumed"),
    What.HELD: Sentence(fr="retenue, car une plateforme a changé", en="held, for a platform has changed"),
}
