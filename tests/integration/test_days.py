"""The runs of each day, in the table: counted by the index, kept for each automation."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.core.absence import Day
from passerelle.core.runs import RunState
from passerelle.journal.days import Days
from passerelle.journal.items import run_item
from passerelle.journal.table import Table
from tests.fakes import NOW, deal_event, run_of
from tests.tables import create_table

HOUR = timedelta(hours=1)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Days(Table(client, create_table(client)))


def test_a_day_comes_back_as_it_was_kept(days: Days):
    before = days.counted()
    days.keep(NOW.date(), {"a": Day(3), "b": Day(0, held=True)}, NOW)

    assert before is None
    assert days.counted() == NOW.date()
    assert (days.of("a"), days.of("b"), days.of("c")) == ({NOW.date(): Day(3)}, {NOW.date(): Day(0, held=True)}, {})


def test_what_was_done_or_parked_in_that_time_counts_as_run(days: Days):
    for place, (state, age) in enumerate(
        [
            (RunState.DONE, HOUR),
            (RunState.PARKED, HOUR),
            (RunState.IGNORED, HOUR),
            (RunState.DONE, 3 * HOUR),
            (RunState.DONE, -HOUR),
        ]
    ):
        run = run_of(deal_event(str(place), key=str(place)), at=NOW - age)
        days.table.put(run_item(replace(run, state=state)))

    [(_, number)] = days.tally(NOW - 2 * HOUR, NOW).items()

    assert number == 2
