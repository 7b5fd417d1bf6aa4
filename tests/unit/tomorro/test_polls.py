"""What a poll of counterparties finds, whatever their number, in lists that show no dates."""

from datetime import timedelta

import pytest

from passerelle.core.events import Change
from passerelle.errors import Retryable
from passerelle.platforms.tomorro.platform import TomorroPlatform
from passerelle.platforms.tomorro.polls import OVERLAP
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro

WATCHED = frozenset({"name", "fields.SIREN"})


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def platform(tomorro: FakeTomorro, **settings: int) -> TomorroPlatform:
    client = tomorro.client(**settings)
    return TomorroPlatform("tomorro", client, tomorro.catalogue(**settings), tomorro.clock, MemoryLock())


def known(tomorro: FakeTomorro, count: int) -> None:
    """One a minute, the last one now."""
    for number in range(count):
        tomorro.clock.now = NOW - timedelta(minutes=count - 1 - number)
        tomorro.add_counterparty(f"cp-{number}", f"Société {number}", p_siren=str(number))


def read_one_by_one(tomorro: FakeTomorro) -> int:
    return sum(path.startswith("/counterparties/") for _, path, _ in tomorro.calls)


@pytest.mark.parametrize("page_size", [2, 3, 50])
@pytest.mark.parametrize("minutes", [0, 1, 4, 30])
def test_those_that_changed_since_then_are_told_oldest_first(tomorro: FakeTomorro, minutes: int, page_size: int):
    known(tomorro, 9)
    since = NOW - timedelta(minutes=minutes)

    found = list(platform(tomorro, page_size=page_size).changes("counterparty", since, WATCHED))

    told = [one.events[0].record.id for one in found]
    assert told == [f"cp-{number}" for number in range(max(0, 8 - minutes), 9)]


def test_the_older_ones_are_hardly_read(tomorro: FakeTomorro):
    known(tomorro, 45)

    list(platform(tomorro).changes("counterparty", NOW, WATCHED))

    assert read_one_by_one(tomorro) < 10


def test_a_creation_is_told_before_the_values_that_are_waited_for(tomorro: FakeTomorro):
    known(tomorro, 1)

    [polled] = platform(tomorro).changes("counterparty", NOW, WATCHED)

    created, changed = polled.events
    assert (created.kind, changed.kind) == ("created", "changed")
    assert changed.changes == (Change("fields.SIREN", "0"), Change("name", "Société 0"))


def test_a_change_of_one_that_exists_is_no_creation(tomorro: FakeTomorro):
    known(tomorro, 1)
    tomorro.clock.advance(minutes=30)
    tomorro.client().update_counterparty("cp-0", {"name": "Autre"})

    [polled] = platform(tomorro).changes("counterparty", NOW + timedelta(minutes=1), WATCHED)

    assert [event.kind for event in polled.events] == ["changed"]


def test_the_cursor_moves_with_each_record_and_never_past_what_may_show_late(tomorro: FakeTomorro):
    known(tomorro, 20)

    found = list(platform(tomorro).changes("counterparty", NOW - timedelta(hours=1), WATCHED))

    assert found[0].known_until == NOW - timedelta(minutes=19)
    assert found[-1].known_until == NOW - OVERLAP


def test_an_event_is_the_same_one_when_the_next_poll_sees_it_again(tomorro: FakeTomorro):
    known(tomorro, 1)
    asked = platform(tomorro)

    first, second = (
        [event.id for one in asked.changes("counterparty", NOW, WATCHED) for event in one.events] for _ in range(2)
    )

    assert first == second


def test_a_counterparty_without_its_date_is_an_answer_that_cannot_be_read(tomorro: FakeTomorro):
    known(tomorro, 1)
    tomorro.counterparties["cp-0"]["updatedAt"] = ""

    with pytest.raises(Retryable) as refused:
        list(platform(tomorro).changes("counterparty", NOW, WATCHED))

    assert refused.value.code == "unreadable_answer"
