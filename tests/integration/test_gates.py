"""The gate on a table, shared by functions that know nothing of each other but what stands there."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.core.gate import FAILURES_TO_SHUT, Limits
from passerelle.errors import RateLimited
from passerelle.journal.gates import TableGates
from passerelle.journal.table import Table
from tests.fakes import NOW, Clock
from tests.tables import create_table

LIMITS = Limits(requests=40, per_s=60, burst=10)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Table(client, create_table(client))


def gates(table: Table, clock: Clock, patience_s: float = 0) -> TableGates:
    return TableGates(table, lambda _: [LIMITS], clock, lambda s: clock.advance(seconds=s), patience_s)


def test_a_burst_goes_at_once_and_the_next_call_is_told_when(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        gates(table, clock).take("tomorro")

    with pytest.raises(RateLimited) as refused:
        gates(table, clock).take("tomorro")

    assert refused.value.retry_after_s == LIMITS.interval_ms / 1000
    assert "tomorro" in refused.value.sentence.fr


def test_no_minute_ever_sees_more_than_the_limit(table: Table):
    clock = Clock()
    went = []
    while clock.now < NOW + timedelta(minutes=4):
        try:
            gates(table, clock).take("tomorro")
            went.append(clock.now)
        except RateLimited as refused:
            clock.advance(seconds=refused.retry_after_s)

    busiest = max(sum(start <= at < start + timedelta(seconds=60) for at in went) for start in went)
    assert busiest <= LIMITS.requests
    assert len(went) >= 4 * (LIMITS.requests - LIMITS.burst)


def test_two_functions_share_one_gates(table: Table):
    clock = Clock()
    one, other = gates(table, clock), gates(table, clock)
    for _ in range(LIMITS.burst // 2):
        one.take("tomorro")
        other.take("tomorro")

    with pytest.raises(RateLimited):
        other.take("tomorro")


def test_connections_do_not_share_one(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        gates(table, clock).take("tomorro")

    gates(table, clock).take("hubspot")


def test_a_pause_asked_by_the_platform_silences_every_function(table: Table):
    clock = Clock()
    gates(table, clock).pause("tomorro", 30)

    with pytest.raises(RateLimited) as refused:
        gates(table, clock).take("tomorro")
    clock.advance(seconds=30)
    gates(table, clock).take("tomorro")

    assert refused.value.retry_after_s == pytest.approx(30)


def test_a_shorter_pause_does_not_end_a_longer_one(table: Table):
    clock = Clock()
    gates(table, clock).pause("tomorro", 60)
    gates(table, clock).pause("tomorro", 5)

    with pytest.raises(RateLimited) as refused:
        gates(table, clock).take("tomorro")

    assert refused.value.retry_after_s == pytest.approx(60)


def test_a_short_wait_is_bridged_inside_the_invocation(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        gates(table, clock).take("tomorro")

    gates(table, clock, patience_s=3).take("tomorro")

    assert clock.now > NOW


def test_those_who_wait_come_back_one_after_the_other(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        gates(table, clock).take("tomorro")
    waits = []
    for _ in range(5):
        with pytest.raises(RateLimited) as refused:
            gates(table, clock).take("tomorro")
        waits.append(refused.value.retry_after_s)

    assert waits == sorted(set(waits))


def test_a_platform_that_is_down_is_called_no_more_then_probed_by_one_and_opened_for_all(table: Table):
    clock = Clock()
    one, other = gates(table, clock), gates(table, clock)
    for _ in range(FAILURES_TO_SHUT):
        one.take("tomorro")
        one.failed("tomorro")

    with pytest.raises(RateLimited) as shut:
        other.take("tomorro")
    clock.advance(seconds=shut.value.retry_after_s)
    other.take("tomorro")
    with pytest.raises(RateLimited) as waiting:
        one.take("tomorro")
    other.answered("tomorro")
    one.take("tomorro")

    assert shut.value.code == waiting.value.code == "platform_down"


def test_a_platform_is_told_as_down_until_it_answers_even_while_one_call_is_let_through(table: Table):
    clock = Clock()
    one, told = gates(table, clock), []
    for _ in range(FAILURES_TO_SHUT):
        told.append(gates(table, clock).is_shut("tomorro"))
        one.take("tomorro")
        one.failed("tomorro")

    told.append(gates(table, clock).is_shut("tomorro"))
    clock.advance(seconds=3600)
    one.take("tomorro")
    told.append(gates(table, clock).is_shut("tomorro"))
    one.answered("tomorro")
    told.append(gates(table, clock).is_shut("tomorro"))

    assert told == [False] * FAILURES_TO_SHUT + [True, True, False]


def test_a_quiet_platform_costs_one_write_a_call(table: Table, monkeypatch: pytest.MonkeyPatch):
    clock = Clock()
    mine = gates(table, clock)
    mine.take("tomorro")
    calls = []
    monkeypatch.setattr(table, "get", lambda *_: calls.append("get"))

    mine.take("tomorro")
    mine.answered("tomorro")

    assert calls == []


def test_several_limits_are_kept_between_functions(table: Table):
    clock = Clock()
    both = [Limits(requests=5, per_s=1, burst=5), Limits(requests=8, per_s=3600, burst=8)]
    waits = []

    for _ in range(12):
        try:
            TableGates(table, lambda _: both, clock, lambda s: clock.advance(seconds=s), 1.5).take("airtable")
        except RateLimited as refused:
            waits.append(refused.retry_after_s)

    assert len(waits) == 12 - 8
    assert min(waits) > 1.5
