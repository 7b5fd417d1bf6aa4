"""The lock on a name: one owner at a time, and an end of its own for owners that died."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.errors import Busy, Effect
from passerelle.journal.locks import HOLD, LIVES, SOON_S, TableLocks
from passerelle.journal.table import Table
from passerelle.platforms.platform import Lock
from tests.fakes import Clock, MemoryLock
from tests.tables import create_table

FUNCTION_TIME_OUT = timedelta(seconds=60)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Table(client, create_table(client))


@pytest.fixture
def locks(table: Table, clock: Clock) -> TableLocks:
    return TableLocks(table, clock)


@pytest.fixture(params=["table", "memory"])
def lock(request: pytest.FixtureRequest, locks: TableLocks) -> Lock:
    return locks("tomorro") if request.param == "table" else MemoryLock()


def is_free(lock: Lock, name: str, owner: str) -> bool:
    try:
        lock.take(name, owner)
    except Busy:
        return False
    return True


def test_one_owner_has_a_name_and_may_take_it_again(lock: Lock):
    lock.take("martin", "run-1")

    assert is_free(lock, "martin", "run-1")
    assert not is_free(lock, "martin", "run-2")
    assert is_free(lock, "durand", "run-2")


def test_who_finds_it_taken_waits_a_moment_and_has_done_nothing(lock: Lock):
    lock.take("martin", "run-1")

    with pytest.raises(Busy) as busy:
        lock.take("martin", "run-2")

    assert busy.value.code == "being_created"
    assert busy.value.effect is Effect.NOT_DONE
    assert busy.value.retry_after_s == SOON_S


def test_a_released_name_is_free_and_only_its_owner_releases_it(lock: Lock):
    lock.take("martin", "run-1")

    lock.release("martin", "run-2")
    still_taken = not is_free(lock, "martin", "run-2")
    lock.release("martin", "run-1")

    assert still_taken
    assert is_free(lock, "martin", "run-2")


def test_a_lock_outlives_the_function_that_took_it_and_then_ends(locks: TableLocks, clock: Clock):
    lock = locks("tomorro")
    lock.take("martin", "run-1")

    clock.now += HOLD
    at_its_end = is_free(lock, "martin", "run-2")
    clock.advance(seconds=1)

    assert FUNCTION_TIME_OUT < HOLD
    assert not at_its_end
    assert is_free(lock, "martin", "run-2")
    assert not is_free(lock, "martin", "run-1")


def test_taking_it_again_prolongs_it(locks: TableLocks, clock: Clock):
    lock = locks("tomorro")
    lock.take("martin", "run-1")
    clock.now += HOLD
    lock.take("martin", "run-1")

    clock.advance(seconds=1)

    assert not is_free(lock, "martin", "run-2")


def test_where_the_owner_has_probably_died_the_end_is_waited_for_in_one_go(locks: TableLocks, clock: Clock):
    lock = locks("tomorro")
    lock.take("martin", "run-1")
    clock.now += LIVES

    with pytest.raises(Busy) as busy:
        lock.take("martin", "run-2")

    assert busy.value.retry_after_s == (HOLD - LIVES).total_seconds()


def test_each_connection_has_its_own_names(locks: TableLocks):
    locks("tomorro").take("martin", "run-1")

    assert is_free(locks("tomorro-demo"), "martin", "run-2")


def test_the_table_holds_no_name_and_forgets_the_lock(table: Table, locks: TableLocks, clock: Clock):
    locks("tomorro").take("paul martin", "run-1")

    [item] = table.query("LOCK#tomorro")

    assert "martin" not in str(item)
    assert item["expires_at"] == int((clock.now + HOLD).timestamp())
