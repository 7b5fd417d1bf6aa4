"""The shadow compares what is new since the last look, with the versions as they stand, and disturbs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.plans import Comparison, Plan
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.core.shadows import Shadow
from passerelle.errors import InvalidAutomation
from passerelle.journal.versions import Move, What
from passerelle.operations.planning import Past
from passerelle.operations.shadowing import Shadowing
from tests.fakes import NOW, Clock, MemoryCursors, won

BOTH = Deployment(test=2, live=1, shadow=True)
SAME, DIFFERS = Comparison("done", "done"), Comparison("done", "done", ("do.amount",))
UNREADABLE = InvalidAutomation(Sentence(fr="Illisible.", en="Cannot be read."))


@dataclass
class World:
    """`asked` holds what was planned: the versions and since when."""

    standing: dict[str, Deployment] = field(default_factory=lambda: {"won": BOTH})
    past: list[Past] = field(default_factory=list)
    asked: list[tuple[str, int, int | None, datetime | None]] = field(default_factory=list)
    kept: list[tuple[str, int, Shadow]] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    clock: Clock = field(default_factory=Clock)
    cursors: MemoryCursors = field(default_factory=MemoryCursors)

    def look(self) -> None:
        Shadowing(self, self, self, self, self.cursors, self.clock).look()

    def deployments(self) -> Mapping[str, Deployment]:
        return self.standing

    def automation(self, name: str, number: int, stage: Stage) -> Any:
        if name in self.unreadable:
            raise UNREADABLE
        assert stage is Stage.LIVE
        return name, number

    def moves(self, name: str) -> list[Move]:
        return [Move(name, What.SHADOWED, NOW - timedelta(hours=1), "claire", "", BOTH, BOTH)]

    def last(self, automation: Any, live: Any, count: int, since: datetime | None = None) -> list[Past]:
        self.asked.append((automation[0], automation[1], live[1], since))
        return self.past[:count]

    def keep(self, automation: str, version: int, shadow: Shadow) -> None:
        self.kept.append((automation, version, shadow))


@pytest.fixture
def world() -> World:
    return World()


def past(found: Comparison) -> Past:
    event = won()
    return Past("done", Plan("won", 2, Stage.LIVE, event, RunState.DONE), found)


def test_what_was_compared_is_noted_for_the_tested_version(world: World):
    world.past = [past(SAME), past(DIFFERS)]

    world.look()

    assert [(name, version, shadow.found) for name, version, shadow in world.kept] == [
        ("won", 2, SAME),
        ("won", 2, DIFFERS),
    ]


def test_the_first_look_begins_where_the_shadow_began_and_the_next_where_the_last_one_was(world: World):
    world.look()
    world.clock.advance(minutes=15)
    world.look()

    assert world.asked == [("won", 2, 1, NOW - timedelta(hours=1)), ("won", 2, 1, NOW)]


@pytest.mark.parametrize(
    "standing", [Deployment(test=2, live=1), Deployment(live=1, shadow=True), Deployment(test=1, shadow=True)]
)
def test_nothing_is_asked_where_there_are_not_two_versions_to_compare(world: World, standing: Deployment):
    world.standing["won"] = standing

    world.look()

    assert world.asked == []


@pytest.mark.parametrize("ending", [("waiting:unavailable", "done"), ("done", "waiting:rate_limited")])
def test_nothing_is_said_of_an_event_while_a_platform_does_not_answer(world: World, ending: tuple[str, str]):
    world.past = [past(Comparison(*ending))]

    world.look()

    assert world.kept == []


def test_what_could_not_be_compared_is_looked_at_once_more(world: World):
    world.past = [past(SAME), past(Comparison("done", "waiting:rate_limited"))]

    world.look()
    world.look()

    assert [since for *_, since in world.asked] == [NOW - timedelta(hours=1)] * 2


def test_a_version_that_cannot_be_read_keeps_no_other_from_being_compared(world: World, printed: Any):
    world.standing = {"broken": BOTH, "won": BOTH}
    world.unreadable = {"broken"}

    world.look()

    assert [name for name, *_ in world.asked] == ["won"]
    [told] = [line for line in printed() if line.get("code") == "invalid_automation"]
    assert (told["automation"], told["outcome"]) == ("broken", "failed")


def test_only_what_differs_is_counted(world: World, printed: Any):
    world.past = [past(SAME), past(DIFFERS)]

    world.look()

    assert [line["ShadowDiffers"] for line in printed() if "ShadowDiffers" in line] == [[1.0]]
