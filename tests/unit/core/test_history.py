"""What is new, what was told before, what comes too late: the heart of the de-duplication of changes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.events import UNKNOWN, Change
from passerelle.core.history import (
    Novelty,
    Seen,
    as_text,
    changes_of,
    fingerprint,
    former_fingerprint,
    novelty,
    seen_after,
)
from tests.fakes import NOW, deal_event

SECOND = timedelta(seconds=1)
WON = {"stage": Seen(fingerprint("won"), NOW)}


@pytest.mark.parametrize(
    ("value", "former", "after", "expected"),
    [
        ("lost", UNKNOWN, 10, Novelty.NEW),
        ("lost", "won", 10, Novelty.NEW),
        ("lost", UNKNOWN, 0, Novelty.NEW),
        ("lost", UNKNOWN, -1, Novelty.STALE),
        ("lost", "open", -3600, Novelty.STALE),
        ("won", UNKNOWN, 0, Novelty.SAME),
        ("won", UNKNOWN, 3600, Novelty.SAME),
        ("won", UNKNOWN, -3600, Novelty.SAME),
        ("won", "won", 3600, Novelty.SAME),
        ("won", "open", 0, Novelty.SAME),
        ("won", "open", 60, Novelty.SAME),
        ("won", "open", 61, Novelty.NEW),
        ("won", "open", -61, Novelty.SAME),
        ("won", None, 61, Novelty.NEW),
    ],
)
def test_a_change_is_new_the_same_or_stale(value, former, after, expected):
    assert novelty(Change("stage", value, former), NOW + after * SECOND, WON) is expected


def test_the_first_change_of_a_field_is_new():
    assert novelty(Change("stage", "won"), NOW, {}) is Novelty.NEW
    assert novelty(Change("amount", "5"), NOW - timedelta(days=1), WON) is Novelty.NEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (5, "5"),
        (5.0, 5),
        (None, ""),
        (True, "true"),
        (False, "false"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([5], [5]),
    ],
)
def test_what_platforms_write_in_two_ways_is_one_value(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(("one", "other"), [("5", "5.5"), ("won", "Won"), (None, "null"), ([1], [2]), (0, None)])
def test_different_values_are_told_apart(one, other):
    assert fingerprint(one) != fingerprint(other)


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()))
def test_a_fingerprint_never_shows_the_value(value):
    assert len(fingerprint(value)) == 16
    assert isinstance(as_text(value), str)


@pytest.mark.parametrize(
    ("former", "seen", "expected"),
    [
        ("open", WON, fingerprint("open")),
        (None, WON, fingerprint(None)),
        (UNKNOWN, WON, fingerprint("won")),
        (UNKNOWN, {}, None),
    ],
)
def test_the_former_value_is_the_senders_else_the_last_seen_else_unknown(former, seen, expected):
    assert former_fingerprint(Change("stage", "lost", former), seen) == expected


def told(*events):
    """The novelty of each event, when those before it were seen."""
    seen, found = {}, []
    for event in events:
        [change] = changes_of(event)
        found.append(novelty(change, event.occurred_at, seen))
        seen |= seen_after(event, seen, frozenset())
    return found


def happening(kind, after):
    return deal_event(kind=kind, at=NOW + after * SECOND)


@pytest.mark.parametrize("kind", ["created", "deleted", "restored", "reminder"])
def test_the_same_thing_told_by_another_way_is_no_news(kind):
    assert told(happening(kind, 0), happening(kind, 60)) == [Novelty.NEW, Novelty.SAME]


def test_a_record_is_created_once_however_late_that_is_told_again():
    assert told(happening("created", 0), happening("created", 3600)) == [Novelty.NEW, Novelty.SAME]


def test_a_record_that_was_deleted_may_be_created_again_and_deleted_again():
    events = (happening(kind, 10 * place) for place, kind in enumerate(["created", "deleted", "created", "deleted"]))

    assert told(*events) == [Novelty.NEW] * 4


def test_a_record_that_was_restored_may_be_deleted_again():
    assert told(happening("deleted", 0), happening("restored", 10), happening("deleted", 20)) == [Novelty.NEW] * 3


def test_a_creation_told_after_the_deletion_comes_too_late():
    assert told(happening("deleted", 10), happening("created", 0)) == [Novelty.NEW, Novelty.STALE]


@pytest.mark.parametrize("after", [61, -61, 365 * 86_400])
def test_what_may_happen_to_a_record_more_than_once_is_new_at_another_moment(after):
    assert told(happening("reminder", 0), happening("reminder", after)) == [Novelty.NEW, Novelty.NEW]


def test_things_of_two_kinds_do_not_hide_each_other():
    assert told(happening("reminder", 0), happening("merged", 0), happening("created", 0)) == [Novelty.NEW] * 3


def test_only_what_is_new_and_watched_is_remembered():
    event = deal_event(
        "42", Change("stage", "lost"), Change("amount", "5"), Change("owner", "1"), at=NOW + timedelta(minutes=5)
    )
    seen = {**WON, "amount": Seen(fingerprint("5"), NOW)}

    after = seen_after(event, seen, frozenset({"stage", "amount"}))

    assert after == {"stage": Seen(fingerprint("lost"), NOW + timedelta(minutes=5))}


def test_a_stale_change_does_not_overwrite_what_was_seen():
    assert seen_after(deal_event("42", Change("stage", "open"), at=NOW - SECOND), WON, frozenset({"stage"})) == {}
