"""What an automation calls sensitive is held as long as it takes to act, and shown to nobody."""

import json

import pytest

from passerelle.core.automation import Stage
from passerelle.core.records import RecordState
from passerelle.core.runs import RunState, StepState
from passerelle.core.sentences import Sentence
from passerelle.delivery.dry_run import DryRun
from passerelle.errors import Effect, Unavailable
from passerelle.journal.items import run_item
from passerelle.operations.runs import RunOperations
from passerelle.shown.plans import plan_json
from passerelle.shown.stories import told_run
from tests.fakes import won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

SALARY = "48213 EUR"
DOWN = Sentence(fr="en panne", en="down")
EXCHANGE = [*AUTOMATION["exchange"], {"to": "field.Salaire", "from": "deal.salary", "privacy": "sensitive"}]


@pytest.fixture
def bridge(bridge: Bridge) -> Bridge:
    bridge.publish(exchange=EXCHANGE)
    bridge.hubspot.records["deal", "42"]["salary"] = SALARY
    return bridge


def held(bridge: Bridge) -> str:
    """All that the journal holds of events and runs, as it would be written."""
    runs = [str(run_item(run)) for run in bridge.journal.runs.values()]
    return "".join([*runs, *(json.dumps(known.event.to_json()) for known in bridge.journal.events.values())])


def test_nothing_sensitive_is_kept_once_the_run_is_over(bridge: Bridge):
    bridge.deliver(won(data={"salary": SALARY}))

    assert bridge.create.made[0]["values"]["field.Salaire"] == SALARY
    assert bridge.only_run().state is RunState.DONE
    assert SALARY not in held(bridge)
    assert "field.Salaire" in held(bridge)


def test_a_call_that_may_have_to_be_repeated_is_kept(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]

    bridge.deliver(won())

    assert bridge.only_run().state is RunState.WAITING
    assert SALARY in held(bridge)


@pytest.mark.parametrize("shows", [True, False])
def test_a_run_that_waits_for_a_person_keeps_no_call_and_prepares_it_again(bridge: Bridge, shows: bool):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)
    bridge.clock.advance(days=4)
    bridge.deliver(event)
    parked = bridge.only_run()
    kept = held(bridge)
    if shows:
        bridge.create.made.append({"id": "made-late", "mark": parked.mark})

    operations = RunOperations(bridge.journal, bridge.queue, lambda _: 1, bridge.clock)
    operations.replay(parked.id)
    bridge.deliver(event)
    bridge.clock.advance(seconds=60)
    bridge.deliver(event)

    assert (parked.state, parked.step("do.contract").state) == (RunState.PARKED, StepState.INTENDED)
    assert SALARY not in kept
    assert bridge.only_run().state is RunState.DONE
    assert [made["mark"] for made in bridge.create.made] == [parked.mark]


def test_an_event_that_a_sensitive_automation_passes_over_is_kept_without_values(bridge: Bridge):
    bridge.deliver(won(former="somewhere else", data={"salary": SALARY}))

    assert bridge.journal.runs == {}
    assert SALARY not in held(bridge)


def test_the_event_of_a_run_that_waits_is_kept_for_its_replay(bridge: Bridge):
    bridge.hubspot.records["company", "7"]["siret"] = "1"

    bridge.deliver(won(data={"salary": SALARY}))

    assert bridge.only_run().state is RunState.PARKED
    assert SALARY in held(bridge)


def test_no_role_and_no_plan_shows_what_is_sensitive(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won(data={"salary": SALARY})
    bridge.deliver(event)
    run, planner = bridge.only_run(), bridge.deliverer.planner
    automation = bridge.catalogue.automation(run.automation, run.version, Stage.LIVE)

    story = told_run(run, bridge.journal.events[event.id], bridge.catalogue, values=True)
    plan = DryRun(planner, planner.platforms, bridge.clock).plan(automation, event, RecordState())

    assert SALARY in held(bridge)
    assert any(line.value == SALARY for step in plan.steps for line in step.lines)
    assert SALARY not in json.dumps([story, plan_json(plan)])
    assert "field.Salaire" in json.dumps([story, plan_json(plan)])
