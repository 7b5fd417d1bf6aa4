"""What stands in the way of going live is asked of the platforms as they are now, and forcing it leaves a trace."""

from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.deployment import Deployment
from passerelle.core.promotion import Obstacle
from passerelle.core.sentences import Sentence
from passerelle.core.trials import Evidence, evidence
from passerelle.errors import Rejected, Unavailable
from passerelle.journal.versions import Kind
from passerelle.operations.promoting import Promoting
from passerelle.operations.stages import StageOperations
from tests.fakes import Clock, FakePlatform, MemoryJournal, MemoryQueue, MemoryVersions
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]


class World:
    def __init__(self) -> None:
        self.clock, self.versions = Clock(), MemoryVersions()
        self.versions.publish(Kind.AUTOMATION, NAME, AUTOMATION)
        self.versions.deploy(NAME, Deployment(test=1))
        self.stages = StageOperations(self.versions, MemoryJournal(), MemoryQueue(), self.clock, "claire")
        self.drifted: list[Sentence] = []
        self.down: list[str] = []

    def connect(self, name: str) -> Any:
        if name in self.down:
            raise Unavailable(Sentence(fr=f"{name} ne répond pas.", en=f"{name} does not answer."), code="no_answer")
        return FakePlatform()

    def evidence(self, name: str, version: int) -> Evidence:
        return evidence([], [], version)

    def promoting(self) -> Promoting:
        catalogue = Catalogue(self.versions, self.clock)
        return Promoting(catalogue, self.stages, self.connect, self.evidence, lambda _: self.drifted)


@pytest.fixture
def world() -> World:
    return World()


def test_what_no_test_has_shown_stands_in_the_way(world: World):
    assert [one.code for one in world.promoting().obstacles(NAME)] == ["untried", "untried"]


def test_a_platform_that_does_not_answer_stands_in_the_way(world: World):
    world.down = ["tomorro"]

    assert "no_answer" in [one.code for one in world.promoting().obstacles(NAME)]


def test_what_drifted_stands_in_the_way(world: World):
    world.drifted = [Sentence(fr="Le champ a disparu.", en="The field is gone.")]

    assert "drift" in [one.code for one in world.promoting().obstacles(NAME)]


def test_nothing_in_test_is_refused(world: World):
    world.versions.deploy(NAME, Deployment(live=1))

    with pytest.raises(Rejected) as refused:
        world.promoting().obstacles(NAME)

    assert refused.value.code == "nothing_to_promote"


def test_what_was_passed_over_is_in_the_history(world: World):
    despite = [Obstacle("untried", Sentence(fr="x", en="x"))] * 2

    world.promoting().promote(NAME, "the demo", despite)

    [move] = world.versions.moves(NAME)
    assert move.why == "the demo (forced: untried)"
    assert move.after == Deployment(live=1)
