"""A canary or a new live version that fails returns by itself; one that works, or that failed long ago, does not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.probation import LEAST_FAILURES, PROBATION, Tally
from passerelle.core.runs import RunState
from passerelle.errors import Rejected
from passerelle.journal.versions import Kind, What
from passerelle.operations.probation import Probation
from passerelle.operations.stages import StageOperations
from tests.fakes import Clock, MemoryJournal, MemoryQueue, MemoryVersions, run_of, won

NAME = "contract-when-deal-won"


class World:
    def __init__(self) -> None:
        self.clock, self.journal, self.versions = Clock(), MemoryJournal(), MemoryVersions()
        self.versions.publish(Kind.AUTOMATION, NAME, {"name": NAME})
        self.versions.deploy(NAME, Deployment(live=1, test=2))
        self.stages = StageOperations(self.versions, self.journal, MemoryQueue(), self.clock, "watch")
        self.probation = Probation(self.versions, self.journal, self.stages, self.clock)

    def ran(self, version: int, done: int = 0, parked: int = 0, stage: Stage = Stage.LIVE) -> None:
        for state in [RunState.DONE] * done + [RunState.PARKED] * parked:
            run = run_of(won(key=str(len(self.journal.runs))), NAME, version, at=self.clock.now)
            self.journal.runs[run.id] = replace(run, state=state, stage=stage)

    def deployment(self) -> Deployment:
        return self.versions.current.automations[NAME]


@pytest.fixture
def world() -> World:
    return World()


def test_a_canary_that_fails_returns_and_says_why(world: World):
    world.stages.open_to(NAME, 10, "a try")
    world.ran(2, done=5, parked=LEAST_FAILURES)

    taken_back = world.probation.look()

    assert taken_back == [NAME]
    assert world.deployment() == Deployment(live=1, test=2)
    assert world.versions.moves(NAME)[-1].what is What.ROLLED_BACK
    assert "3 of 8 runs were parked" in world.versions.moves(NAME)[-1].why


def test_a_version_that_is_taken_back_is_counted_and_told_for_the_alarm(world: World, printed: Any):
    world.stages.open_to(NAME, 10, "a try")
    world.ran(2, parked=LEAST_FAILURES)

    world.probation.look()

    lines = printed()
    assert [line["VersionTakenBack"] for line in lines if "VersionTakenBack" in line] == [[1.0]]
    assert [(line["automation"], line["version"]) for line in lines if "automation" in line] == [(NAME, 2)]


def test_a_new_live_version_that_fails_gives_way_to_the_former_one(world: World):
    world.stages.promote(NAME, "tried")
    world.ran(2, parked=LEAST_FAILURES)

    world.probation.look()

    assert world.deployment() == Deployment(live=1, test=2)


@pytest.mark.parametrize(
    ("done", "parked"),
    [(0, LEAST_FAILURES - 1), (100, LEAST_FAILURES), (4 * LEAST_FAILURES, LEAST_FAILURES), (10, 0)],
)
def test_a_version_that_fails_seldom_stays(world: World, done: int, parked: int):
    world.stages.open_to(NAME, 10, "a try")
    world.ran(2, done=done, parked=parked)

    assert world.probation.look() == []
    assert world.deployment().canary == 10


def test_the_failures_of_another_version_or_of_a_test_or_from_before_do_not_count(world: World):
    world.ran(2, parked=10)
    world.clock.advance(minutes=1)
    world.stages.open_to(NAME, 10, "a try")
    world.ran(1, parked=10)
    world.ran(2, parked=10, stage=Stage.TEST)

    assert world.probation.look() == []


def test_a_live_version_is_not_taken_back_any_more_after_a_day_but_a_canary_is(world: World):
    world.stages.open_to(NAME, 10, "a try")
    world.clock.advance(seconds=PROBATION.total_seconds())
    world.ran(2, parked=10)
    canary = world.probation.look()
    world.stages.promote(NAME, "again")
    world.clock.advance(seconds=PROBATION.total_seconds())
    world.ran(2, parked=10)

    assert canary == [NAME]
    assert world.probation.look() == []
    assert world.deployment().live == 2


def test_a_share_needs_a_version_in_test_and_a_live_one_beside_it(world: World):
    for deployment, code in ((Deployment(live=1), "nothing_to_promote"), (Deployment(test=2), "nothing_beside")):
        world.versions.deploy(NAME, deployment)

        with pytest.raises(Rejected) as refused:
            world.stages.open_to(NAME, 10, "a try")

        assert refused.value.code == code


def test_the_share_that_fails_is_counted_over_what_ended():
    assert Tally(done=11, parked=3).fails
    assert not Tally(done=12, parked=3).fails
    assert timedelta(hours=24) == PROBATION
