"""What expires and when: an event and its runs go after thirty days, and never while a run of it waits for a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from passerelle.core.runs import Run, RunState
from passerelle.journal.bodies import Bodies
from passerelle.journal.items import KEEP_EVENTS, Journaled
from passerelle.journal.journal import Journal, LostLease
from passerelle.journal.table import Table
from tests.fakes import NOW, run_of, won
from tests.tables import create_table

EVENT = won(key="first")
LATER = NOW + timedelta(days=90)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Table(client, create_table(client))


@pytest.fixture
def journal(table: Table) -> Journal:
    return Journal(table, Bodies.of("bodies"))


def accepted(journal: Journal, *runs: Run) -> tuple[Run, ...]:
    journal.accept(Journaled(EVENT, "matched", {}), runs, {}, NOW)
    return runs


def moved(journal: Journal, run: Run, state: RunState, at: datetime = NOW) -> Run:
    """The run in that state; one that a person sent on its way is tried since then."""
    since = at if run.state.keeps_event else run.tried_since
    saved = replace(run, state=state, updated_at=at, tried_since=since)
    journal.save(saved)
    return saved


def expiry(table: Table, name: str) -> Any:
    return table.get(f"EVENT#{EVENT.id}", name).get("expires_at")


def in_thirty_days(at: datetime) -> int:
    return int((at + KEEP_EVENTS).timestamp())


@pytest.mark.parametrize("state", [RunState.DONE, RunState.IGNORED])
def test_an_event_and_its_run_expire_thirty_days_after_they_came_and_ended(
    journal: Journal, table: Table, state: RunState
):
    [run] = accepted(journal, run_of(EVENT))

    moved(journal, run, state, NOW + timedelta(days=1))

    assert expiry(table, "EVENT") == in_thirty_days(NOW)
    assert expiry(table, f"RUN#{run.automation}") == in_thirty_days(NOW + timedelta(days=1))


@pytest.mark.parametrize("state", [RunState.PARKED, RunState.HELD])
def test_neither_the_event_nor_the_run_expires_while_a_person_is_waited_for(
    journal: Journal, table: Table, state: RunState
):
    [run] = accepted(journal, run_of(EVENT))

    moved(journal, run, state)

    assert expiry(table, "EVENT") is None
    assert expiry(table, f"RUN#{run.automation}") is None


@pytest.mark.parametrize("state", [RunState.PARKED, RunState.HELD])
def test_an_event_whose_run_waits_from_the_start_does_not_expire(journal: Journal, table: Table, state: RunState):
    accepted(journal, replace(run_of(EVENT), state=state))

    assert expiry(table, "EVENT") is None


@pytest.mark.parametrize("end", [RunState.DONE, RunState.IGNORED, RunState.DISMISSED])
def test_an_event_expires_again_once_its_run_has_ended(journal: Journal, table: Table, end: RunState):
    [run] = accepted(journal, run_of(EVENT))
    parked = moved(journal, run, RunState.PARKED)

    moved(journal, parked, end, LATER)

    assert expiry(table, "EVENT") == in_thirty_days(LATER)
    assert expiry(table, f"RUN#{run.automation}") == in_thirty_days(LATER)


def test_a_run_that_is_parked_again_keeps_its_event(journal: Journal, table: Table):
    [run] = accepted(journal, run_of(EVENT))
    parked = moved(journal, run, RunState.PARKED)
    waiting = moved(journal, parked, RunState.WAITING, LATER)

    moved(journal, waiting, RunState.PARKED, LATER)

    assert expiry(table, "EVENT") is None


def test_an_event_is_kept_for_the_last_of_its_parked_runs(journal: Journal, table: Table):
    one, other = (
        moved(journal, run, RunState.PARKED) for run in accepted(journal, run_of(EVENT, "a"), run_of(EVENT, "b"))
    )

    moved(journal, one, RunState.DISMISSED, LATER)
    kept = expiry(table, "EVENT")
    moved(journal, other, RunState.DONE, LATER)

    assert kept is None
    assert expiry(table, "EVENT") == in_thirty_days(LATER)


def test_a_run_that_is_parked_while_another_ends_keeps_its_event(
    journal: Journal, table: Table, monkeypatch: pytest.MonkeyPatch
):
    one, other = accepted(journal, run_of(EVENT, "a"), run_of(EVENT, "b"))
    parked = moved(journal, one, RunState.PARKED)
    write_all = table.write_all

    def overtaken(writes: Any) -> None:
        monkeypatch.undo()
        moved(journal, other, RunState.PARKED, LATER)
        write_all(writes)

    monkeypatch.setattr(table, "write_all", overtaken)
    with pytest.raises(LostLease):
        moved(journal, parked, RunState.DONE, LATER)
    moved(journal, parked, RunState.DONE, LATER)

    assert expiry(table, "EVENT") is None
