"""The shared budget on a table: no window ever sees more calls than the connection's limit."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.errors import RateLimited
from passerelle.journal.budget import Limits, TableBudget
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


def budget(table: Table, clock: Clock, patience_s: float = 0) -> TableBudget:
    return TableBudget(table, lambda _: LIMITS, clock, lambda s: clock.advance(seconds=s), patience_s)


def test_a_burst_goes_at_once_and_the_next_call_is_told_when(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        budget(table, clock).take("tomorro")

    with pytest.raises(RateLimited) as refused:
        budget(table, clock).take("tomorro")

    assert 0 < refused.value.retry_after_s <= LIMITS.interval_ms / 1000
    assert "tomorro" in refused.value.sentence.fr


def test_no_minute_ever_sees_more_than_the_limit(table: Table):
    clock = Clock()
    went = []
    while clock.now < NOW + timedelta(minutes=4):
        try:
            budget(table, clock).take("tomorro")
            went.append(clock.now)
        except RateLimited as refused:
            clock.advance(seconds=refused.retry_after_s)

    busiest = max(sum(start <= at < start + timedelta(seconds=60) for at in went) for start in went)
    assert busiest <= LIMITS.requests
    assert len(went) >= 4 * (LIMITS.requests - LIMITS.burst)


def test_two_functions_share_one_budget(table: Table):
    clock = Clock()
    one, other = budget(table, clock), budget(table, clock)
    for _ in range(LIMITS.burst // 2):
        one.take("tomorro")
        other.take("tomorro")

    with pytest.raises(RateLimited):
        other.take("tomorro")


def test_connections_do_not_share_one(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        budget(table, clock).take("tomorro")

    budget(table, clock).take("hubspot")


def test_a_pause_asked_by_the_platform_silences_every_function(table: Table):
    clock = Clock()
    budget(table, clock).pause("tomorro", 30)

    with pytest.raises(RateLimited) as refused:
        budget(table, clock).take("tomorro")
    clock.advance(seconds=30)
    budget(table, clock).take("tomorro")

    assert refused.value.retry_after_s == pytest.approx(30)


def test_a_shorter_pause_does_not_end_a_longer_one(table: Table):
    clock = Clock()
    budget(table, clock).pause("tomorro", 60)
    budget(table, clock).pause("tomorro", 5)

    with pytest.raises(RateLimited) as refused:
        budget(table, clock).take("tomorro")

    assert refused.value.retry_after_s == pytest.approx(60)


def test_a_short_wait_is_bridged_inside_the_invocation(table: Table):
    clock = Clock()
    for _ in range(LIMITS.burst):
        budget(table, clock).take("tomorro")

    budget(table, clock, patience_s=3).take("tomorro")

    assert clock.now > NOW
