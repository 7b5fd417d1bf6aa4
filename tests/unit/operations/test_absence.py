"""Each day is counted once, when it is over; what runs again is not silent any more."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from passerelle.core.absence import Day
from passerelle.core.deployment import Deployment, Hold
from passerelle.operations.absence import BACK, AbsenceWatch
from tests.fakes import NOW, Clock

NAME = "contract-when-deal-won"
PARIS = ZoneInfo("Europe/Paris")
TODAY = NOW.date()
DAY = timedelta(days=1)


@dataclass
class MemoryDays:
    """`runs` are those of the journal, each at its time."""

    runs: list[datetime] = field(default_factory=list)
    kept: dict[date, Day] = field(default_factory=dict)
    last: date | None = None
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    def counted(self) -> date | None:
        return self.last

    def keep(self, day: date, counts: Any, now: datetime) -> None:
        self.last = day
        if NAME in counts:
            self.kept[day] = counts[NAME]

    def of(self, automation: str) -> dict[date, Day]:
        return self.kept

    def tally(self, since: datetime, before: datetime) -> dict[str, int]:
        self.asked.append((since, before))
        number = sum(since <= at < before for at in self.runs)
        return {NAME: number} if number else {}


@dataclass
class World:
    days: MemoryDays = field(default_factory=MemoryDays)
    deployment: Deployment = field(default_factory=lambda: Deployment(live=1))
    clock: Clock = field(default_factory=Clock)

    def deployments(self) -> dict[str, Deployment]:
        return {NAME: self.deployment}

    def look(self) -> list[str]:
        return list(AbsenceWatch(self.days, self, PARIS, self.clock).look())

    def ran_every_day_until(self, last: date) -> None:
        """As it was counted, up to yesterday."""
        self.days.kept = {last - number * DAY: Day(3) for number in range(90)}
        self.days.last = TODAY - DAY


@pytest.fixture
def world() -> World:
    return World()


def test_a_day_is_counted_from_midnight_to_midnight_of_the_zone_once(world: World):
    world.days.last = TODAY - 2 * DAY
    midnight = datetime(2026, 3, 1, tzinfo=PARIS)
    world.days.runs = [midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=23)]

    world.look()
    world.look()

    assert world.days.kept == {TODAY - DAY: Day(2)}
    assert world.days.asked == [(midnight, midnight + DAY)]


def test_an_installation_learns_from_what_its_journal_still_knows(world: World):
    world.look()

    assert len(world.days.asked) == BACK.days
    assert world.days.last == TODAY - DAY


def test_the_days_that_watch_missed_are_counted_later(world: World):
    world.days.last = TODAY - 5 * DAY

    world.look()

    assert len(world.days.asked) == 4


def test_what_usually_runs_and_has_not_is_counted_for_the_alarm_and_named(world: World, printed: Any):
    world.ran_every_day_until(TODAY - 6 * DAY)

    assert world.look() == [NAME]

    lines = printed()
    assert [line["AbsentAutomations"] for line in lines if "AbsentAutomations" in line] == [[1.0]]
    assert [line["status"] for line in lines if line.get("outcome") == "absent"] == ["2026-02-24"]


def test_none_is_told_as_zero_so_that_the_alarm_ends(world: World, printed: Any):
    world.ran_every_day_until(TODAY - DAY)

    assert world.look() == []

    assert [line["AbsentAutomations"] for line in printed() if "AbsentAutomations" in line] == [[0.0]]


def test_a_run_of_today_ends_the_silence_at_once(world: World):
    world.ran_every_day_until(TODAY - 6 * DAY)
    world.days.runs = [NOW - timedelta(minutes=5)]

    assert world.look() == []


@pytest.mark.parametrize("deployment", [Deployment(live=1, hold=Hold.PAUSED), Deployment(test=1), Deployment()])
def test_what_is_held_or_not_live_is_not_expected_to_run(world: World, deployment: Deployment):
    world.ran_every_day_until(TODAY - 6 * DAY)
    world.deployment = deployment

    assert world.look() == []


def test_a_day_that_ends_with_the_automation_held_is_kept_as_such(world: World):
    world.days.last = TODAY - 2 * DAY
    world.deployment = Deployment(live=1, hold=Hold.PAUSED)

    world.look()

    assert world.days.kept == {TODAY - DAY: Day(0, held=True)}
