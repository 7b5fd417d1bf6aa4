"""Trying the tested version: the event that its trigger needs, for a record that was looked at first."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.deployment import Deployment
from passerelle.core.events import UNKNOWN, Change, RecordRef, Source
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected, RemoteRefused
from passerelle.journal.items import Journaled
from passerelle.journal.versions import Kind
from passerelle.operations.trials import Standing, Trials
from tests.fakes import NOW, Clock, FakePlatform, FakePlatforms, MemoryJournal, MemoryQueue, MemoryVersions, run_of
from tests.faults.far_side import DOWN
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]
IN_TEST = Deployment(test=1)


class Versioned(Catalogue):
    def connection(self, name):
        return SimpleNamespace(platform="hubspot")


@pytest.fixture
def hubspot():
    return FakePlatform(records={("deal", "42"): {"dealstage": "presentation"}})


@pytest.fixture
def trials(hubspot):
    def trials(deployment=IN_TEST, **changes):
        versions = MemoryVersions()
        versions.publish(Kind.AUTOMATION, NAME, {**AUTOMATION, "test": {"records": ["42"]}, **changes})
        versions.deploy(NAME, deployment)
        platforms = FakePlatforms({"hubspot": hubspot})
        return Trials(Versioned(versions, Clock()), platforms, MemoryJournal(), MemoryQueue(), Clock())

    return trials


def refusal(act):
    with pytest.raises(Rejected) as refused:
        act()
    return refused.value.code


def test_the_event_is_the_one_that_the_trigger_waits_for_and_is_for_that_automation_alone(trials):
    trying = trials()

    event = trying.event_for(trying.tested(NAME), None)

    assert (event.kind, event.record, event.changes) == (
        "changed",
        RecordRef("deal", "42"),
        (Change("dealstage", "closedwon", "presentation"),),
    )
    assert (event.tries, event.source, event.occurred_at) == (NAME, Source.TEST, NOW)


def test_a_field_that_may_take_any_value_keeps_the_one_it_has(trials):
    trying = trials(when={**AUTOMATION["when"], "change": {"field": "dealstage"}})

    event = trying.event_for(trying.tested(NAME), "42")

    assert event.changes == (Change("dealstage", "presentation", UNKNOWN),)


def test_a_record_that_does_not_exist_is_told_before_anything_is_sent(trials, hubspot):
    hubspot.faults = [RemoteRefused(DOWN, code="not_found")]
    trying = trials()

    assert refusal(lambda: trying.event_for(trying.tested(NAME), "43")) == "not_found"
    assert trying.queue.put_events == []


def test_a_platform_that_cannot_be_read_wants_a_sample(trials, hubspot):
    hubspot.readable = False
    trying = trials()

    assert refusal(lambda: trying.event_for(trying.tested(NAME), "42")) == "unreadable_record"


def test_without_a_listed_record_one_has_to_be_named(trials):
    trying = trials(test={"where": [{"path": "deal.dealname", "contains": "[TEST]"}]})

    assert refusal(lambda: trying.event_for(trying.tested(NAME), None)) == "no_test_record"


def test_only_a_version_in_test_can_be_tried(trials):
    assert refusal(lambda: trials(Deployment(live=1)).tested(NAME)) == "nothing_to_test"
    assert refusal(lambda: trials().tested("another")) == "unknown_automation"


def test_where_an_event_stands_is_told_by_its_run_or_by_why_it_has_none(trials):
    trying = trials()
    event = trying.event_for(trying.tested(NAME), None)
    reason = Reason("not_a_test_record", Sentence(fr="x", en="x"))

    before = trying.standing(event)
    trying.journal.accept(Journaled(event, "ignored", {NAME: reason}), [], {}, NOW)

    assert before == Standing()
    assert not before.over
    assert trying.standing(event) == Standing(reason=reason)
    assert trying.standing(event).over


@pytest.mark.parametrize(
    ("state", "over"),
    [(RunState.RUNNING, False), (RunState.WAITING, False), (RunState.HELD, True), (RunState.DONE, True)],
)
def test_a_run_is_over_when_nothing_more_happens_by_itself(trials, state, over):
    trying = trials()
    event = trying.event_for(trying.tested(NAME), None)
    run = run_of(event, NAME)
    trying.journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    trying.journal.runs[run.id] = replace(run, state=state)

    assert trying.standing(event).over is over
