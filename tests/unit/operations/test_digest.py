"""The week in words: each automation in its own sentence, what was repaired, what changed, what is left."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.digest import text_of
from passerelle.core.runs import RunState
from passerelle.journal.versions import Kind, Move, What
from passerelle.operations.digest import Digests
from tests.fakes import NOW, Clock, MemoryJournal, MemoryVersions, deal_event, run_of
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]
WANT = AUTOMATION["want"]


class World:
    def __init__(self) -> None:
        self.journal, self.versions = MemoryJournal(), MemoryVersions()
        self.versions.publish(Kind.AUTOMATION, NAME, AUTOMATION)

    def run(self, state: RunState, *, took_s: float = 0, days_ago: int = 1, **changes: Any) -> None:
        key = str(len(self.journal.runs))
        at = NOW - timedelta(days=days_ago)
        run = replace(run_of(deal_event(key, key=key), at=at), automation=NAME, state=state, created_at=at)
        run = replace(run, **{"tried_since": at, "updated_at": at + timedelta(seconds=took_s), **changes})
        self.journal.runs[run.id] = run

    def text(self, language: Any = "en") -> list[str]:
        catalogue = Catalogue(self.versions, Clock())
        found = Digests(self.journal, catalogue, self.versions, Clock()).of_the_last(7)
        return text_of(found.lines, found.changed, language).splitlines()


@pytest.fixture
def world() -> World:
    return World()


def test_a_quiet_week_says_that_nothing_waits(world: World):
    assert world.text() == [f"- {WANT['en']}: 0 times.", "Nothing waits for a person."]


def test_a_week_tells_how_often_how_fast_what_was_repaired_and_what_is_left(world: World):
    for took_s in (2, 4, 600):
        world.run(RunState.DONE, took_s=took_s)
    world.run(RunState.DONE, took_s=90_000, tried_since=NOW)
    world.run(RunState.PARKED)

    english, french = world.text(), world.text("fr")

    assert english[0] == f"- {WANT['en']}: 4 times, 1 of them after a repair, usually within 4 s; 1 to see to."
    assert french[0] == f"- {WANT['fr']} : 4 fois, dont 1 après réparation, en 4 s d'habitude ; 1 à traiter."
    assert english[-1].startswith("To see to now: 1.")


def test_what_was_done_before_that_week_or_in_a_test_is_left_out(world: World):
    world.run(RunState.DONE, days_ago=8)
    world.run(RunState.DONE, stage=Stage.TEST)

    assert world.text()[0] == f"- {WANT['en']}: 0 times."


def test_what_still_waits_from_before_that_week_is_told(world: World):
    world.run(RunState.PARKED, days_ago=20)

    assert "1 to see to" in world.text()[0]


def test_what_changed_in_that_week_is_told_with_its_day(world: World):
    live = Deployment(live=1)
    for what, days in ((What.PROMOTED, 2), (What.PAUSED, 9), (What.PUSHED, 1)):
        world.versions.history.append(Move(NAME, what, NOW - timedelta(days=days), "jean", "", live, live))

    assert world.text()[1:3] == ["What changed:", f"- {WANT['en']}: new version live (2026-02-28)."]


def test_an_installation_without_a_live_automation_says_so(world: World):
    world.versions.deploy(NAME, Deployment(test=1))

    assert world.text()[0] == "No automation is live."
