from datetime import date

import pytest

from passerelle.core.holidays import easter, is_working_day, public_holidays


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)])
def test_easter_is_on_its_day(day):
    assert easter(day.year) == day


def test_the_public_holidays_of_a_year_are_those_of_the_calendar():
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "works"), [(date(2026, 3, 2), True), (date(2026, 3, 7), False), (date(2026, 5, 14), False)]
)
def test_france_works_on_weekdays_that_are_no_holiday(day, works):
    assert is_working_day(day) is works
