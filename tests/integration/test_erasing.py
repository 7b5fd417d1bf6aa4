"""What the journal holds of a person is found, written over and told in a receipt (moto)."""

import json
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from passerelle.core.events import RecordRef
from passerelle.core.records import Key
from passerelle.core.runs import RunState, StepRecord, StepState
from passerelle.journal.bodies import Bodies
from passerelle.journal.erasing import Erasing
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from passerelle.operations.erasing import Erasures
from tests.fakes import NOW, Clock, run_of, won
from tests.tables import create_table

MARIE = "marie.durand@example.com"


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        client = boto3.client("dynamodb")
        yield Table(client, create_table(client))


@pytest.fixture
def store(table: Table) -> Erasing:
    return Erasing(table, Bodies.of("bodies"))


@pytest.fixture
def journal(table: Table) -> Journal:
    """One event that tells of her, one whose call does, a large one, one of a parked run, and one of somebody else."""
    journal = Journal(table, Bodies.of("bodies"))
    padding = [f"{n * 7919 % 100_003:05}" * 9 for n in range(60_000)]
    call = {"to": MARIE}
    add(journal, "told", data={"email": MARIE.upper()})
    add(
        journal,
        "called",
        steps=(StepRecord("do.contract", StepState.DONE, call, result={"id": "c-1", "email": MARIE}),),
    )
    add(journal, "large", data={"email": MARIE, "padding": padding})
    add(journal, "parked", state=RunState.PARKED, data={"email": MARIE})
    add(journal, "other", data={"email": "paul@example.com"})
    return journal


def add(journal: Journal, key: str, *, state: RunState = RunState.DONE, steps: tuple = (), data: object = None) -> None:
    event = won(key, key=key, data=data or {})
    run = replace(run_of(event), state=state, steps=steps)
    journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)


def stored() -> str:
    items = boto3.client("dynamodb").scan(TableName="journal")["Items"]
    s3 = boto3.client("s3")
    bodies = [
        s3.get_object(Bucket="bodies", Key=one["Key"])["Body"].read()
        for one in s3.list_objects_v2(Bucket="bodies")["Contents"]
    ]
    return json.dumps(items).casefold() + str(bodies)


def test_all_that_names_a_person_is_found_and_written_over(journal: Journal, store: Erasing):
    found = store.naming(MARIE)

    receipt = Erasures(store, Clock(), "jean").carry_out(found)

    assert sorted(one.event.record.id for one in found) == ["called", "large", "parked", "told"]
    assert (receipt.events, receipt.runs, receipt.bodies, len(receipt.left)) == (3, 3, 1, 1)
    assert [one.event.record.id for one in store.naming(MARIE)] == ["parked"]
    assert store.naming("paul@example.com") != []
    [run] = [run for run in journal.runs_in(RunState.DONE, 10) if run.record.id == "called"]
    assert run.step("do.contract").result == {"id": "c-1"}


def test_what_a_run_still_needs_is_left(journal: Journal, store: Erasing):
    [parked] = store.of_record(Key("hubspot", RecordRef("deal", "parked")))

    receipt = Erasures(store, Clock(), "jean").carry_out([parked])

    assert receipt.left == (parked.event.id,)
    assert MARIE in stored()


def test_the_receipt_tells_how_much_and_not_of_whom(journal: Journal, store: Erasing):
    Erasures(store, Clock(), "jean").carry_out(store.of_record(Key("hubspot", RecordRef("deal", "told"))))

    [receipt] = store.receipts()

    assert receipt == {"at": NOW.isoformat(), "by": "jean", "events": 1, "runs": 1, "bodies": 0, "left": []}
