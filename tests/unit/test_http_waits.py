"""A wait is read in each form services give it, and never taken beyond reason."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.http_waits import LONGEST_WAIT_S, SHORTEST_WAIT_S, limit_reset, retry_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("17", 17.0),
        (" 2.5 ", 2.5),
        ("0", SHORTEST_WAIT_S),
        ("86400", LONGEST_WAIT_S),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 10:01:30 +0100", 90.0),
        ("Mon, 02 Mar 2026 09:01:30 -0000", 90.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", SHORTEST_WAIT_S),
        ("Tue, 03 Mar 2026 09:00:00 GMT", LONGEST_WAIT_S),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("1e9", None),
        ("٣", None),
        ("Mon, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, seconds: float | None):
    assert retry_after({"retry-after": text}, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "8"}, 8.0),
        ({"ratelimit-reset": "8"}, 8.0),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 45)}, 45.0),
        ({"x-ratelimit-reset": str(int(NOW.timestamp() * 1000) + 1500)}, 1.5),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) - 45)}, SHORTEST_WAIT_S),
        ({"x-ratelimit-reset": "later", "ratelimit-reset": "9"}, 9.0),
        ({}, None),
    ],
)
def test_a_reset_is_a_delay_or_an_instant(headers: dict[str, str], seconds: float | None):
    assert limit_reset(headers, NOW) == seconds


@given(st.text() | st.from_regex(r"\A\d{1,20}\Z"))
def test_any_header_gives_a_bounded_wait_or_none(text: str):
    headers = {"retry-after": text, "x-ratelimit-reset": text}

    for wait in (retry_after(headers, NOW), limit_reset(headers, NOW)):
        assert wait is None or SHORTEST_WAIT_S <= wait <= LONGEST_WAIT_S
