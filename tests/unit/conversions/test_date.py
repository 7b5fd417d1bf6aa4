"""Dates and instants: the right day in the right zone, and nothing that has to be guessed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.conversions import compile_conversion

MS, SECONDS = {"date": {"unit": "ms"}}, {"date": {"unit": "s"}}
PARIS, NEW_YORK = {"date": {"zone": "Europe/Paris"}}, {"date": {"zone": "America/New_York"}}
HUBSPOT_DATE = {"date": {"unit": "ms", "instant_is_date": "utc"}}
PIPEDRIVE = {"date": {"without_zone": "UTC"}}


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("date", "2026-03-31", "2026-03-31"),
        ("date", " 2026-03-31\u00a0", "2026-03-31"),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2026-03-31T12:00:00Z", "2026-03-31"),
        ("date", "2026-03-31T12:00Z", "2026-03-31"),
        ("date", "2026-03-31 12:00:00+00:00", "2026-03-31"),
        ("date", "2026-03-31T12:00:00.123456789Z", "2026-03-31"),
        ("date", "2026-03-31T12:00:00,5+0200", "2026-03-31"),
        ("date", "2026-03-31T12:00:00+02", "2026-03-31"),
        # Half past eleven in the evening, in Paris: already the same day in UTC in winter and in summer.
        (PARIS, "2026-01-15T22:30:00Z", "2026-01-15"),
        (PARIS, "2026-01-15T23:30:00Z", "2026-01-16"),
        (PARIS, "2026-07-15T21:30:00Z", "2026-07-15"),
        (PARIS, "2026-07-15T22:30:00Z", "2026-07-16"),
        (PARIS, "2026-07-15T23:30:00+02:00", "2026-07-15"),
        # The day daylight saving begins: UTC+1 until 01:00 UTC.
        (PARIS, "2026-03-28T22:59:59Z", "2026-03-28"),
        (PARIS, "2026-03-28T23:00:00Z", "2026-03-29"),
        (PARIS, "2026-03-29T21:59:59Z", "2026-03-29"),
        (PARIS, "2026-03-29T22:00:00Z", "2026-03-30"),
        # The day it ends: UTC+2 until 01:00 UTC.
        (PARIS, "2026-10-24T21:59:59Z", "2026-10-24"),
        (PARIS, "2026-10-24T22:00:00Z", "2026-10-25"),
        (PARIS, "2026-10-25T22:59:59Z", "2026-10-25"),
        (PARIS, "2026-10-25T23:00:00Z", "2026-10-26"),
        # The end of the year, on both sides.
        (PARIS, "2026-12-31T22:59:59Z", "2026-12-31"),
        (PARIS, "2026-12-31T23:00:00Z", "2027-01-01"),
        (NEW_YORK, "2027-01-01T04:59:59Z", "2026-12-31"),
        (NEW_YORK, "2027-01-01T05:00:00Z", "2027-01-01"),
        ({"date": {"zone": "UTC"}}, "2026-12-31T23:59:59Z", "2026-12-31"),
        (MS, 1774911600000, "2026-03-31"),
        (MS, 1774994399999, "2026-03-31"),
        (MS, 1774994400000, "2026-04-01"),
        (MS, "1774994400000", "2026-04-01"),
        (MS, 1774994400000.0, "2026-04-01"),
        (MS, 0, "1970-01-01"),
        (MS, -1, "1970-01-01"),
        (MS, "2026-03-31", "2026-03-31"),
        (SECONDS, 1774994400, "2026-04-01"),
        (SECONDS, "1774994399.999", "2026-03-31"),
        (HUBSPOT_DATE, 1774915200000, "2026-03-31"),
        (HUBSPOT_DATE, "1774915200000", "2026-03-31"),
        (HUBSPOT_DATE, "2026-03-31T00:00:00Z", "2026-03-31"),
        (HUBSPOT_DATE, "2026-03-31T02:00:00+02:00", "2026-03-31"),
        (HUBSPOT_DATE, "2026-03-31", "2026-03-31"),
        (PIPEDRIVE, "2026-03-31 21:30:00", "2026-03-31"),
        (PIPEDRIVE, "2026-03-31 22:30:00", "2026-04-01"),
        ({"date": {"without_zone": "Europe/Paris"}}, "2026-03-31T23:30:00", "2026-03-31"),
        # This time exists twice in Paris, on one same day.
        ({"date": {"without_zone": "Europe/Paris"}}, "2026-10-25T02:30:00", "2026-10-25"),
        ({"date": {"format": "DD/MM/YYYY"}}, "31/03/2026", "2026-03-31"),
        ({"date": {"format": "DD/MM/YYYY"}}, "1/3/2026", "2026-03-01"),
        ({"date": {"format": "MM/DD/YYYY"}}, "03/04/2026", "2026-03-04"),
        ({"date": {"format": "DD/MM/YYYY"}}, "03/04/2026", "2026-04-03"),
        ({"date": {"format": "DD-MM-YYYY"}}, "31-03-2026", "2026-03-31"),
        ({"date": {"format": "DD.MM.YYYY"}}, "31.03.2026", "2026-03-31"),
        ({"date": {"format": "YYYY/MM/DD"}}, "2026/03/31", "2026-03-31"),
        ({"date": {"format": "YYYYMMDD"}}, "20260331", "2026-03-31"),
        ({"date": {"format": "YYYYMMDD"}}, 20260331, "2026-03-31"),
    ],
)
def test_a_date_is_the_day_the_people_of_the_zone_see(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    ("spec", "received", "kind", "advice"),
    [
        ("date", 1774994400000, "is a number", "unit: ms"),
        ("date", "1774994400000", "is a number", "unit: ms"),
        ("date", "20260331", "is a number", "unit: ms"),
        ("date", "31/03/2026", "order of day and month", "format: DD/MM/YYYY"),
        ("date", "03-04-2026", "order of day and month", "format: DD/MM/YYYY"),
        ("date", "3.4.26", "order of day and month", "format: DD/MM/YYYY"),
        ("date", "31/03/2026 12:00", "order of day and month", "format: DD/MM/YYYY"),
        ("date", "2026-03-31T12:00:00", "without a time zone", "without_zone"),
        ("date", "2026-03-31 12:00", "without a time zone", "without_zone"),
        ("date", "2026-02-29", "does not exist", None),
        ("date", "2026-13-01", "does not exist", None),
        ("date", "2026-00-10", "does not exist", None),
        ("date", "2026-02-30T12:00:00Z", "does not exist", None),
        ("date", "2026-03-31T25:00:00Z", "does not exist", None),
        ("date", "2026-03-31T23:59:60Z", "does not exist", None),
        ("date", "2026-03-31T12:00:00+25:00", "does not exist", None),
        ("date", "0001-01-01", "outside the years", None),
        ("date", "9999-12-31", "outside the years", None),
        ("date", "0001-01-01T00:00:00+14:00", "outside the years", None),
        ("date", "9999-12-31T23:59:59-14:00", "outside the years", None),
        ("date", "2026-03", "is a text", None),
        ("date", "2026-W14-2", "is a text", None),
        ("date", "31 mars 2026", "is a text", None),
        ("date", "tomorrow", "is a text", None),
        ("date", "２０２６-03-31", "is a text", None),
        ("date", True, "is a true or false value", None),
        ("date", ["2026-03-31"], "is a list of 1 item", "`from`"),
        (MS, 1774994400000000, "outside the years", None),
        (MS, 10**37, "outside the years", None),
        (SECONDS, 1774994400000, "outside the years", None),
        (MS, float("nan"), "is not a finite number", None),
        (MS, True, "is a true or false value", None),
        (HUBSPOT_DATE, 1774915200001, "not midnight UTC", "zone"),
        (HUBSPOT_DATE, "2026-03-31T00:00:00+02:00", "not midnight UTC", "zone"),
        (HUBSPOT_DATE, "2026-03-31T00:00:00", "not midnight UTC", "zone"),
        # In Paris, no clock shows half past two that night.
        ({"date": {"without_zone": "Europe/Paris"}}, "2026-03-29T02:30:00", "is a time that does not exist", None),
        ({"date": {"format": "DD/MM/YYYY"}}, "2026-03-31", "is a text", None),
        ({"date": {"format": "DD/MM/YYYY"}}, "31/02/2026", "does not exist", None),
        ({"date": {"format": "DD/MM/YYYY"}}, "03/31/2026", "does not exist", None),
        ({"date": {"format": "DD/MM/YYYY"}}, "31/03/26", "is a text", None),
        ({"date": {"format": "DD/MM/YYYY"}}, "31-03-2026", "is a text", None),
        ({"date": {"format": "DD.MM.YYYY"}}, "31x03x2026", "is a text", None),
        ({"date": {"format": "YYYYMMDD"}}, "2026331", "is a text", None),
    ],
)
def test_a_date_that_would_be_a_guess_is_refused_with_the_remedy(refusal, spec, received, kind, advice):
    error = refusal(spec, received)

    assert kind in error.kind.en
    assert error.advice is None if advice is None else advice in error.advice.en


def test_a_repeated_hour_that_straddles_two_days_is_refused(refusal):
    # 01:30 in New York is 05:30, then 06:30 UTC on this night: before, then after midnight six hours west of UTC.
    error = refusal({"date": {"without_zone": "America/New_York", "zone": "Etc/GMT+6"}}, "2026-11-01T01:30:00")

    assert "exists twice" in error.kind.en


@given(
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2198, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "UTC"]),
)
def test_the_day_of_any_instant_is_that_of_the_clock_in_the_zone(instant, zone):
    result = compile_conversion({"date": {"zone": zone}}).convert(instant.isoformat())

    assert result == instant.astimezone(ZoneInfo(zone)).date().isoformat()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_comes_back_the_same_whatever_way_it_is_written(day):
    midnight_ms = (day - date(1970, 1, 1)) // timedelta(milliseconds=1)

    assert compile_conversion(NEW_YORK).convert(day.isoformat()) == day.isoformat()
    assert compile_conversion(HUBSPOT_DATE).convert(midnight_ms) == day.isoformat()
    assert compile_conversion({"date": {"format": "DD/MM/YYYY"}}).convert(f"{day:%d/%m/}{day.year}") == day.isoformat()


IN_PARIS = {"datetime": {"zone": "Europe/Paris"}}
EARLIER, LATER = ({"datetime": {"zone": "Europe/Paris", "ambiguous": which}} for which in ("earlier", "later"))


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("datetime", "2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z"),
        ("datetime", "2026-03-31T12:00:00+02:00", "2026-03-31T10:00:00Z"),
        ("datetime", "2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
        ("datetime", "2026-03-31T12:00:00.250Z", "2026-03-31T12:00:00.250000Z"),
        (IN_PARIS, "2026-03-31T12:00:00", "2026-03-31T10:00:00Z"),
        (IN_PARIS, "2026-01-31 12:00", "2026-01-31T11:00:00Z"),
        (IN_PARIS, "2026-03-31T12:00:00-05:00", "2026-03-31T17:00:00Z"),
        (IN_PARIS, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
        (IN_PARIS, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        (EARLIER, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        (LATER, "2026-10-25T02:30:00", "2026-10-25T01:30:00Z"),
        (EARLIER, "2026-10-25T12:00:00", "2026-10-25T11:00:00Z"),
        ({"datetime": {"unit": "ms"}}, 1774994400123, "2026-03-31T22:00:00.123000Z"),
        ({"datetime": {"unit": "s"}}, "1774994400", "2026-03-31T22:00:00Z"),
    ],
)
def test_an_instant_is_given_in_utc(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    ("spec", "received", "kind", "advice"),
    [
        ("datetime", "2026-03-31T12:00:00", "without a time zone", "`zone`"),
        ("datetime", "2026-03-31", "is a date without a time", "`date`"),
        ("datetime", 1774994400, "is a number", "unit: s"),
        ("datetime", "31/03/2026 12:00", "order of day and month", None),
        (IN_PARIS, "2026-03-29T02:00:00", "is a time that does not exist", None),
        (IN_PARIS, "2026-03-29T02:59:59", "is a time that does not exist", None),
        (EARLIER, "2026-03-29T02:30:00", "is a time that does not exist", None),
        (IN_PARIS, "2026-10-25T02:00:00", "exists twice", "ambiguous: earlier"),
        (IN_PARIS, "2026-10-25T02:59:59", "exists twice", "ambiguous: later"),
        ("datetime", {"date": "2026-03-31"}, "several pieces of information", None),
    ],
)
def test_an_instant_that_would_be_a_guess_is_refused_with_the_remedy(refusal, spec, received, kind, advice):
    error = refusal(spec, received)

    assert kind in error.kind.en
    assert advice is None or advice in error.advice.en
