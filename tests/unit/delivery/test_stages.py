"""Which version an event meets: the tested one on the records for tests, the live one on the others."""

from dataclasses import replace

import pytest

from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Change, Source
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import RemoteRefused
from passerelle.journal.versions import Kind
from tests.fakes import NOW, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

NAME = AUTOMATION["name"]
MARKED = {"where": [{"path": "deal.dealname", "contains": "[TEST]"}]}


@pytest.fixture
def tested(bridge: Bridge) -> Bridge:
    """Version 1 is live; version 2 is tested on deal 43 and on those with a mark in their names."""
    bridge.publish(test={"records": ["43"], **MARKED}, missing="skip")
    bridge.stand(Deployment(live=1, test=2))
    for deal in ("43", "44"):
        bridge.hubspot.records["deal", deal] = {"amount": "1", "dealname": "Refonte"}
        bridge.hubspot.associations[deal, "company"] = ["7"]
    return bridge


def test_a_listed_record_meets_the_tested_version_with_the_dedicated_template(tested: Bridge):
    [run] = tested.deliver(won("43")).runs

    assert (run.version, run.stage, run.state) == (2, Stage.TEST, RunState.DONE)
    assert tested.create.made[0]["template"] == "template-test"
    assert tested.create.requests[0].stage is Stage.TEST


def test_a_marked_record_meets_the_tested_version_and_the_others_the_live_one(tested: Bridge):
    tested.hubspot.records["deal", "44"]["dealname"] = "[TEST] Refonte"

    [marked] = tested.deliver(won("44")).runs
    [other] = tested.deliver(won("42")).runs

    assert (marked.version, marked.stage) == (2, Stage.TEST)
    assert (other.version, other.stage) == (1, Stage.LIVE)
    assert [made["template"] for made in tested.create.made] == ["template-test", "template-live"]


def test_a_record_that_cannot_be_read_is_not_taken_for_one_of_the_tests(tested: Bridge):
    tested.hubspot.faults = [RemoteRefused(Sentence(fr="supprimée", en="deleted"))]

    [run] = tested.deliver(won("44")).runs

    assert (run.version, run.stage) == (1, Stage.LIVE)


def test_what_is_not_live_yet_runs_on_no_other_record_and_says_so(bridge: Bridge):
    bridge.publish(test=MARKED)
    bridge.stand(Deployment(test=2))
    event = won()

    outcome = bridge.deliver(event)

    reason = bridge.journal.events[event.id].reasons[NAME]
    assert (outcome.state, reason.code) == ("ignored", "not_a_test_record")
    assert "passerelle promote" in reason.sentence.fr
    assert bridge.create.made == []


def test_a_test_leaves_the_real_effect_to_be_done(tested: Bridge):
    tested.deliver(won("43"))
    tested.deliver(deal_event("43", Change("dealstage", "contractsent", "closedwon"), at=NOW.replace(hour=10)))
    tested.stand(Deployment(live=2))

    [run] = tested.deliver(won("43", at=NOW.replace(hour=11))).runs

    assert (run.stage, run.state) == (Stage.LIVE, RunState.DONE)
    assert [made["template"] for made in tested.create.made] == ["template-test", "template-live"]


def test_a_run_keeps_the_version_and_the_stage_it_started_with(tested: Bridge):
    tested.hubspot.records["company", "7"].pop("name")
    tested.publish(test={"records": ["43"]}, missing="park")
    tested.stand(Deployment(live=1, test=3))
    [parked] = tested.deliver(won("43")).runs
    tested.stand(Deployment(live=3))

    assert (parked.version, parked.stage, parked.state) == (3, Stage.TEST, RunState.PARKED)
    assert tested.catalogue.current_version(parked) is None


def test_a_canary_counts_as_live_for_its_share(tested: Bridge):
    for deal in map(str, range(100, 140)):
        tested.hubspot.records["deal", deal] = {"amount": "1", "dealname": "x"}
        tested.hubspot.associations[deal, "company"] = ["7"]
    tested.stand(Deployment(live=1, test=2, canary=50))

    runs = [tested.deliver(won(str(deal))).runs[0] for deal in range(100, 140)]

    assert {(run.version, run.stage) for run in runs} == {(1, Stage.LIVE), (2, Stage.LIVE)}


def test_what_is_tried_meets_the_version_that_was_pushed_a_moment_ago(bridge: Bridge):
    bridge.deliver(won("42"))
    bridge.versions.documents[Kind.AUTOMATION, NAME, 2] = {**AUTOMATION, "test": MARKED}
    bridge.versions.deploy(NAME, Deployment(live=1, test=2))
    bridge.hubspot.records["deal", "43"] = {"amount": "1", "dealname": "[TEST] Refonte"}
    bridge.hubspot.associations["43", "company"] = ["7"]

    [run] = bridge.deliver(replace(won("43"), tries=NAME, source=Source.TEST)).runs

    assert (run.version, run.stage) == (2, Stage.TEST)
