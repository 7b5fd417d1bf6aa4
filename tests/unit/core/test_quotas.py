"""When a daily quota is there again: at its own midnight, whatever the clocks of the zone do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.quotas import SLACK, Reset

MIDNIGHT = time(0, 0)


def back_at(zone: str, now: str, at: time = MIDNIGHT) -> str:
    """In UTC, without the slack."""
    moment = datetime.fromisoformat(now).astimezone(UTC)
    return (moment + timedelta(seconds=Reset(at, ZoneInfo(zone)).wait_s(moment)) - SLACK).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "now", "back"),
    [
        ("UTC", "2026-11-24T09:30+00:00", "25 00:00"),
        ("Europe/Paris", "2026-11-24T09:30+00:00", "24 23:00"),
        ("Europe/Paris", "2026-11-24T23:30+00:00", "25 23:00"),
        ("America/New_York", "2026-11-24T01:30+00:00", "24 05:00"),
        ("Asia/Tokyo", "2026-11-24T16:00+00:00", "25 15:00"),
        ("Pacific/Kiritimati", "2026-11-24T09:30+00:00", "24 10:00"),
    ],
)
def test_a_quota_comes_back_at_midnight_of_the_zone(zone, now, back):
    assert back_at(zone, now) == back


@pytest.mark.parametrize(
    ("now", "back"),
    [
        ("2026-03-28T12:00+01:00", "28 23:00"),
        ("2026-03-29T00:30+01:00", "29 22:00"),  # the day that has 23 hours
        ("2026-10-25T00:30+02:00", "25 23:00"),  # the day that has 25
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_own_length(now, back):
    assert back_at("Europe/Paris", now) == back


def test_a_midnight_that_the_clocks_skip_is_the_moment_at_which_they_skip_it():
    """In Cairo, on 24 April 2026, 23:59 is followed by 01:00."""
    assert back_at("Africa/Cairo", "2026-04-23T12:00+02:00") == "23 22:00"


def test_a_time_that_comes_twice_counts_the_first_time():
    assert back_at("Europe/Paris", "2026-10-24T12:00+02:00", time(2, 30)) == "25 00:30"


def test_who_comes_back_before_their_clock_has_turned_waits_minutes_and_not_a_day():
    reset = Reset(MIDNIGHT, ZoneInfo("Europe/Paris"))
    midnight = datetime(2026, 11, 25, tzinfo=ZoneInfo("Europe/Paris"))

    assert reset.wait_s(midnight - timedelta(seconds=1)) == SLACK.total_seconds() + 1
    assert reset.wait_s(midnight + timedelta(seconds=30)) == SLACK.total_seconds() - 30


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - the zone is given below
    zone=st.sampled_from(
        ["UTC", "Europe/Paris", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata"]
    ),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
def test_the_wait_is_never_nothing_and_never_more_than_a_day_of_25_hours(now, zone, at):
    wait_s = Reset(at, ZoneInfo(zone)).wait_s(now.replace(tzinfo=UTC))

    assert 0 < wait_s <= 25 * 3600
