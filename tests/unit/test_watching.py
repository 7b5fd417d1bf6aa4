"""How many runs need a person, how many wait and since when: the numbers behind the alarms."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.watching import WatchingBroken, do_all, let_forgotten_go, publish_run_metrics
from tests.fakes import NOW, MemoryJournal, MemoryVersions, deal_event, run_of

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


def test_one_task_in_trouble_keeps_no_other_from_being_done_and_a_bug_ends_in_an_error(printed):
    done = []

    def refused():
        raise Unavailable(Sentence(fr="indisponible", en="down"), code="queue_unavailable")

    def broken():
        raise ValueError("a body that must not be told")

    with pytest.raises(WatchingBroken):
        do_all([refused, broken, lambda: done.append(1)])
    do_all([refused])

    lines = [line for line in printed() if line.get("message") == "watched"]
    assert done == [1]
    assert [line.get("code") for line in lines] == ["queue_unavailable", "bug", None, "queue_unavailable"]
    assert "must not be told" not in str(lines)


@dataclass
class Stages:
    let: list[str] = field(default_factory=list)

    def let_go(self, name):
        self.let.append(name)
        return 1


def test_a_held_run_that_was_forgotten_goes_unless_its_automation_is_paused():
    stages, versions = Stages(), MemoryVersions()
    versions.deploy("paused", Deployment(live=1, hold=Hold.PAUSED))
    for name in ("fresh", "forgotten"):
        versions.deploy(name, Deployment(live=1))
    journal = MemoryJournal()
    for name, age in (("paused", 60), ("fresh", 1), ("forgotten", 60)):
        run = replace(run_of(deal_event(key=name), name, at=NOW - timedelta(minutes=age)), state=RunState.HELD)
        journal.runs[run.id] = run

    let_forgotten_go(journal, Catalogue(versions, lambda: NOW), stages, lambda: NOW)

    assert stages.let == ["forgotten"]
