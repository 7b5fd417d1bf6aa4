"""Silence is told when the automation's own past makes it next to impossible, and hardly ever otherwise."""

from collections.abc import Callable
from datetime import date, timedelta
from math import exp
from random import Random

import pytest

from passerelle.core.absence import Day, absent
from passerelle.core.holidays import is_working_day

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def history(runs_on: Callable[[date], int], *, days: int = 91, until: date = MONDAY) -> dict[date, Day]:
    """What was counted before `until`."""
    counted = {until - number * DAY: runs_on(until - number * DAY) for number in range(1, days + 1)}
    return {day: Day(runs) for day, runs in counted.items() if runs}


def told_after(days: dict[date, Day], most: int = 120) -> int | None:
    """After how many working days of silence it is told."""
    for number in range(1, most):
        today = MONDAY + number * DAY
        if absent(days, today):
            return sum(is_working_day(MONDAY + one * DAY) for one in range(number))
    return None


@pytest.mark.parametrize(
    ("runs_on", "working_days"),
    [
        (lambda day: 40 * is_working_day(day), 3),
        (lambda day: 1 + is_working_day(day), 3),
        (lambda day: int(is_working_day(day) and day.weekday() in {0, 2, 4}), 8),
        (lambda day: int(day.weekday() == 0), 21),
    ],
    ids=["every working day", "every day", "three days a week", "Mondays only"],
)
def test_the_more_regular_it_was_the_sooner_its_silence_is_told(runs_on, working_days):
    after = told_after(history(runs_on))

    assert after is not None
    assert after <= working_days


def test_a_weekend_and_a_holiday_are_no_silence_for_what_runs_on_working_days():
    thursday = date(2026, 5, 14)
    days = history(lambda day: 40 * is_working_day(day), until=thursday)

    assert absent(days, date(2026, 5, 18)) is None


def test_a_silence_tells_the_last_day_and_how_usual_a_run_was():
    found = absent(history(lambda day: 2 * is_working_day(day)), MONDAY + 7 * DAY)

    assert found is not None
    assert (found.last, found.usual) == (date(2026, 2, 27), 100)


def test_one_run_today_ends_the_silence():
    today = MONDAY + 7 * DAY
    days = history(lambda day: 2 * is_working_day(day))

    assert absent({**days, today: Day(1)}, today) is None


def test_less_than_six_weeks_of_past_say_nothing():
    assert told_after(history(lambda _: 5, days=41)) is None


def test_the_days_on_which_it_was_held_say_nothing():
    days = history(lambda day: 2 * is_working_day(day))
    held = {MONDAY + number * DAY: Day(0, held=True) for number in range(7)}

    assert absent({**days, **held}, MONDAY + 7 * DAY) is None


def test_what_never_ran_is_not_absent():
    assert absent({}, MONDAY) is None


def poisson(random: Random, mean: float) -> int:
    number, product, floor = 0, random.random(), exp(-mean)
    while product > floor:
        number, product = number + 1, product * random.random()
    return number


MODELS = {
    "busy": lambda random, day: poisson(random, 8.0 if is_working_day(day) else 0.2),
    "ordinary": lambda random, day: poisson(random, 1.2 if is_working_day(day) else 0.0),
    "rare": lambda random, day: poisson(random, 0.15 if is_working_day(day) else 0.0),
    "in bursts": lambda random, day: 12 * (random.random() < (0.35 if is_working_day(day) else 0.02)),
    "slow in August": lambda random, day: poisson(
        random, (0.5 if day.month == 8 else 2.0) if is_working_day(day) else 0.0
    ),
}


@pytest.mark.parametrize("model", MODELS)
def test_false_alarms_are_rarer_than_one_in_five_years_for_an_automation(model):
    """Fifteen years of each, one judgement a day; the numbers stand in docs/operations/absent-automations.md."""
    years, alarms = 15, 0
    for seed in range(years):
        random, days, ringing = Random(seed), {}, False  # noqa: S311 - a simulation
        for number in range(365 + 60):
            today = date(2026, 1, 1) + number * DAY
            rings = number >= 60 and absent(days, today) is not None
            alarms += rings and not ringing
            ringing = rings
            runs = MODELS[model](random, today)
            if runs:
                days[today] = Day(runs)

    assert alarms / years <= 0.2
