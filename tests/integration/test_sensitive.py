"""The table writes over the values of an event once all of its sensitive runs are over."""

import json
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from passerelle.core.runs import RunState
from passerelle.journal.bodies import Bodies
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from tests.fakes import NOW, run_of, won
from tests.tables import create_table

SALARY = "48213 EUR"
EVENT = won(key="first", data={"salary": SALARY})


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield


@pytest.fixture
def table(aws: None) -> Table:
    client = boto3.client("dynamodb")
    return Table(client, create_table(client))


@pytest.fixture
def journal(table: Table) -> Journal:
    return Journal(table, Bodies.of("bodies"))


def stored(table: Table) -> str:
    return json.dumps(list(table.query(f"EVENT#{EVENT.id}")))


def test_the_event_loses_its_values_with_the_last_of_its_runs_and_not_before(journal: Journal, table: Table):
    first, second = (replace(run_of(EVENT, name), sensitive=True) for name in ("a", "b"))
    journal.accept(Journaled(EVENT, "matched", {}), [first, second], {}, NOW)

    journal.save(replace(first, state=RunState.DONE))
    after_first = stored(table)
    journal.save(replace(second, state=RunState.DONE))

    assert SALARY in after_first
    assert SALARY not in stored(table)
    known, runs = journal.event(EVENT.id) or pytest.fail("the event is gone")
    assert [change.field for change in known.event.changes] == ["dealstage"]
    assert [run.sensitive for run in runs] == [True, True]


def test_a_run_that_is_not_sensitive_leaves_its_event_as_it_is(journal: Journal, table: Table):
    run = run_of(EVENT)
    journal.accept(Journaled(EVENT, "matched", {}), [run], {}, NOW)

    journal.save(replace(run, state=RunState.DONE))

    assert SALARY in stored(table)


def test_the_body_of_a_large_event_is_written_over_in_the_bucket(journal: Journal):
    large = won(
        key="large", data={"salary": SALARY, "padding": [f"{n * 7919 % 100_003:05}" * 9 for n in range(60_000)]}
    )
    run = replace(run_of(large), sensitive=True)
    journal.accept(Journaled(large, "matched", {}), [run], {}, NOW)
    s3 = boto3.client("s3")
    [body] = s3.list_objects_v2(Bucket="bodies")["Contents"]

    journal.save(replace(run, state=RunState.DONE))

    [emptied] = s3.list_objects_v2(Bucket="bodies")["Contents"]
    assert (emptied["Key"], emptied["Size"] < 2_000) == (body["Key"], True)
    known, _ = journal.event(large.id) or pytest.fail("the event is gone")
    assert known.event.data == {}
