"""A drift that would park every run holds the events instead, and lets them go once it is mended."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.drift import Difference, DriftKind
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.journal.versions import Kind
from passerelle.operations.drifting import Drift
from passerelle.operations.guarding import Guard
from passerelle.operations.stages import StageOperations
from tests.fakes import Clock, MemoryJournal, MemoryQueue, MemoryVersions
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]
SENTENCE = Sentence(fr="« SIRET » ne peut plus être écrit.", en='"SIRET" can no longer be written.')
STOPS = Difference(DriftKind.FIELD_READ_ONLY, "do.field.SIRET", SENTENCE, breaks=True, stops=True)
LACKS = Difference(DriftKind.FIELD_REMOVED, "company.siret", SENTENCE, breaks=True)
HARMLESS = Difference(DriftKind.OPTION_ADDED, "deal.dealtype=x", SENTENCE, breaks=False)
DOWN = {"tomorro": Unavailable(SENTENCE, code="no_answer")}


@dataclass
class World:
    found: list[Drift] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.versions, self.clock = MemoryVersions(), Clock()
        self.versions.publish(Kind.AUTOMATION, NAME, AUTOMATION)
        self.stages = StageOperations(self.versions, MemoryJournal(), MemoryQueue(), self.clock, "watch")

    def look(self) -> list[Drift]:
        return self.found

    def drift(self, *differences: Difference, stage: Stage = Stage.LIVE, **others: Any) -> None:
        automation = compile_automation(AutomationFile.model_validate(AUTOMATION), 1, stage)
        self.found = [Drift(automation, differences, **others)]
        Guard(self, self.stages, Catalogue(self.versions, self.clock)).look()

    def hold(self) -> Hold | None:
        return self.versions.current.automations[NAME].hold


@pytest.fixture
def world() -> World:
    return World()


def test_what_would_park_every_run_holds_the_events_and_says_why(world: World):
    world.drift(STOPS)

    assert world.hold() is Hold.DRIFT
    [move] = world.versions.moves(NAME)
    assert (move.what, move.why) == ("held", SENTENCE.en)


def test_it_is_held_once_and_goes_when_it_is_mended(world: World):
    world.drift(STOPS)
    world.drift(STOPS)
    world.drift()

    assert world.hold() is None
    assert [move.what for move in world.versions.moves(NAME)] == ["held", "resumed"]


@pytest.mark.parametrize("differences", [(LACKS,), (HARMLESS,), ()])
def test_what_only_lacks_something_is_told_and_runs_on(world: World, differences: tuple[Difference, ...]):
    world.drift(*differences)

    assert world.hold() is None


def test_a_test_is_not_held(world: World):
    world.drift(STOPS, stage=Stage.TEST)

    assert world.hold() is None


def test_what_does_not_answer_is_not_taken_for_mended(world: World):
    world.drift(STOPS)

    world.drift(unanswered=DOWN)

    assert world.hold() is Hold.DRIFT


def test_a_pause_of_a_person_is_neither_taken_over_nor_ended(world: World):
    world.versions.deploy(NAME, Deployment(live=1, hold=Hold.PAUSED))

    world.drift(STOPS)
    world.drift()

    assert world.hold() is Hold.PAUSED


def test_what_drifted_is_counted_and_told_with_its_sentence(world: World, printed: Any):
    world.drift(STOPS, LACKS, HARMLESS)

    lines = printed()
    [measured] = [line for line in lines if "DriftFound" in line]
    told = [line for line in lines if line.get("message") == "drift found"]
    assert measured["DriftFound"] == [1.0]
    assert [(line["automation"], line["code"], line["outcome"]) for line in told] == [
        (NAME, "field_read_only", "held"),
        (NAME, "field_removed", "told"),
    ]
    assert told[0]["reason"]["fr"] == SENTENCE.fr
