"""How many runs need a person, how many wait and since when: the numbers behind the alarms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.runs import RunState
from passerelle.watching import publish_run_metrics
from tests.fakes import NOW, MemoryJournal, deal_event, run_of

NUMBERS = ("ParkedRuns", "HeldRuns", "WaitingRuns", "RunningRuns", "OldestWaitingSeconds", "UnexplainedRuns")


def journal_with(*states_and_ages):
    journal = MemoryJournal()
    for place, (state, age) in enumerate(states_and_ages):
        run = run_of(deal_event(str(place), key=str(place)), at=NOW - age)
        run = replace(run, state=state)
        journal.runs[run.id] = run
    return journal


def published(journal, printed):
    publish_run_metrics(journal, lambda: NOW)
    [measured] = [line for line in printed() if "_aws" in line]
    return {name: measured[name] for name in NUMBERS}


def test_an_empty_journal_is_told_as_zeros_so_that_alarms_have_something_to_look_at(printed):
    assert published(MemoryJournal(), printed) == {name: [0.0] for name in NUMBERS}


def test_the_runs_that_are_not_over_are_counted_by_state(printed):
    hour = timedelta(hours=1)
    journal = journal_with(
        (RunState.PARKED, hour),
        (RunState.PARKED, hour),
        (RunState.WAITING, hour),
        (RunState.RUNNING, hour),
        (RunState.HELD, hour),
        (RunState.DONE, hour),
        (RunState.IGNORED, hour),
        (RunState.DISMISSED, hour),
    )

    assert published(journal, printed) == {
        "ParkedRuns": [2.0],
        "HeldRuns": [1.0],
        "WaitingRuns": [1.0],
        "RunningRuns": [1.0],
        "OldestWaitingSeconds": [3600.0],
        "UnexplainedRuns": [1.0],
    }


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.WAITING])
def test_only_what_waits_grows_old(printed, state):
    assert published(journal_with((state, timedelta(days=2))), printed)["OldestWaitingSeconds"] == [0.0]


@pytest.mark.parametrize(
    ("state", "age", "unexplained"),
    [
        (RunState.RUNNING, timedelta(minutes=14), 0.0),
        (RunState.RUNNING, timedelta(minutes=16), 1.0),
        (RunState.WAITING, timedelta(hours=12), 0.0),
        (RunState.WAITING, timedelta(hours=14), 1.0),
        (RunState.PARKED, timedelta(days=30), 0.0),
    ],
)
def test_a_run_past_the_deadline_of_its_state_is_unexplained(printed, state, age, unexplained):
    assert published(journal_with((state, age)), printed)["UnexplainedRuns"] == [unexplained]


def test_every_run_past_its_deadline_is_counted(printed):
    old = timedelta(hours=14)
    journal = journal_with((RunState.RUNNING, old), (RunState.RUNNING, old), (RunState.WAITING, old))

    assert published(journal, printed)["UnexplainedRuns"] == [3.0]


def test_numbers_of_seconds_have_their_unit(printed):
    publish_run_metrics(MemoryJournal(), lambda: NOW)

    [measured] = [line for line in printed() if "_aws" in line]
    units = {one["Name"]: one["Unit"] for one in measured["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert units == {name: "Seconds" if name.endswith("Seconds") else "Count" for name in NUMBERS}


def test_one_line_tells_how_many_runs_are_not_over(printed):
    publish_run_metrics(journal_with((RunState.PARKED, timedelta()), (RunState.WAITING, timedelta())), lambda: NOW)

    [line] = [one for one in printed() if "message" in one]
    assert (line["message"], line["outcome"], line["events"]) == ("runs counted", "counted", 2)
