"""A dry run ends as the run would, tells what it would send, and goes on with what it cannot know yet."""

from typing import Any

import pytest

from passerelle.core.automation import Automation, Stage
from passerelle.core.events import Event, RecordRef
from passerelle.core.plans import FieldPlan, Outgoing, Plan, Sent
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.dry_run import DryRun
from passerelle.delivery.planning import Planner
from passerelle.errors import Unavailable
from passerelle.http_dry import NotSent
from tests.fakes import NOW, FakeAction, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

NAME = AUTOMATION["name"]
DEAL = Key("hubspot", RecordRef("deal", "42"))
CONTRACT = Key("tomorro", RecordRef("contract", "c-1"))


@pytest.fixture
def dry(bridge: Bridge) -> Bridge:
    """Nothing that it sends leaves, as through a dry client."""
    for action in (bridge.create, bridge.update, bridge.write, bridge.post):
        stop(action)
    return bridge


def stop(action: FakeAction, times: int = 5) -> None:
    action.before = [NotSent(Outgoing("POST", "/records", None)) for _ in range(times)]


def of(bridge: Bridge, event: Event | None = None, state: RecordState | None = None, stage: Stage = Stage.LIVE) -> Plan:
    platforms = bridge.deliverer.planner.platforms
    dry_run = DryRun(Planner(bridge.catalogue, platforms), platforms, bridge.clock)
    return dry_run.plan(newest(bridge, stage), event or won(), state or RecordState())


def newest(bridge: Bridge, stage: Stage) -> Automation:
    number = max(number for _, name, number in bridge.versions.documents if name == NAME)
    return bridge.catalogue.automation(NAME, number, stage)


def code(plan: Plan) -> tuple[RunState, str | None]:
    return plan.state, plan.reason.code if plan.reason else None


def linked(sure: bool = True) -> RecordState:
    link = Link(DEAL, CONTRACT, NAME, NOW)
    return RecordState(links=(link,), effects={NAME: Effect(NAME, "another.run", sure=sure)})


def test_every_step_is_told_and_nothing_is_done(dry: Bridge):
    plan = of(dry)

    assert code(plan) == (RunState.DONE, None)
    assert [call.name for step in plan.steps for call in step.calls] == ["do.contract", "then1.update_record"]
    assert (dry.create.made, dry.write.made, dry.journal.writes) == ([], [], 0)


def test_what_only_an_earlier_call_gives_is_a_placeholder(dry: Bridge):
    _, write_back = of(dry).steps

    assert [(line.to, line.value, line.later) for line in write_back.lines] == [
        ("contract_id", "<contract.id>", True),
        ("contract_url", "<contract.url>", True),
    ]


def test_a_record_that_exists_is_told_before_and_after(dry: Bridge):
    dry.hubspot.records["deal", "42"]["contract_id"] = "old"

    _, write_back = of(dry).steps

    assert write_back.target == DEAL
    assert write_back.fields[0] == FieldPlan("contract_id", "old", "<contract.id>")


def test_a_step_on_a_record_that_would_be_made_is_told_without_being_asked_about(dry: Bridge):
    dry.publish(then=[{"connection": "tomorro", "action": "update_contract", "set": {"contract.name": "company.name"}}])

    _, update = of(dry).steps

    assert (update.calls[0].request, update.calls[0].later, update.target) == (None, True, None)
    assert update.lines[0].value == "Boulangerie Martin"
    assert dry.update.requests == []


def test_an_action_hears_which_results_are_only_planned(dry: Bridge):
    of(dry)

    assert dry.write.requests[0].planned == {"contract"}


def test_a_call_that_has_nothing_to_send_gives_its_real_result(dry: Bridge):
    dry.create.before = []

    plan = of(dry)

    assert plan.steps[0].calls[0].request is None
    assert plan.steps[1].lines[0].value == "made-1"
    assert not plan.steps[1].lines[0].later


def test_an_update_of_what_was_made_before_is_told_on_that_record(dry: Bridge):
    dry.publish(when={**AUTOMATION["when"], "again": "update"})

    plan = of(dry, state=linked())

    assert plan.steps[0].target == CONTRACT
    assert plan.steps[1].lines[0].value == "c-1"


@pytest.mark.parametrize(("sure", "ending"), [(True, "ignored:already_done"), (False, "parked:earlier_unknown")])
def test_an_effect_that_was_had_before_ends_it_as_it_would_end_the_run(dry: Bridge, sure: bool, ending: str):
    assert of(dry, state=linked(sure)).ending == ending


def test_an_event_that_starts_nothing_is_told_with_its_reason(dry: Bridge):
    assert of(dry, deal_event(kind="created")).ending == "ignored:other_event"


@pytest.mark.parametrize(
    ("way", "ending"), [("park", "parked:former_unknown"), ("ignore", "ignored:former_unknown"), ("match", "done")]
)
def test_a_former_value_that_nothing_tells_goes_the_way_of_the_file(dry: Bridge, way: str, ending: str):
    change = {**AUTOMATION["when"]["change"], "unknown_former": way}
    dry.publish(when={**AUTOMATION["when"], "change": change})
    event = won()
    unknown: Any = event.changes[0].__class__("dealstage", "closedwon")

    assert of(dry, deal_event("42", unknown)).ending == ending


def test_every_line_is_told_although_one_ends_the_run(dry: Bridge):
    dry.hubspot.records["company", "7"] = {"siret": "123"}

    plan = of(dry)

    assert plan.ending == "parked:missing_value"
    assert [line.sent for line in plan.steps[0].lines] == [Sent.REFUSED, Sent.REFUSED, Sent.YES]
    assert [line.refusal.code for line in plan.steps[0].lines if line.refusal] == ["missing_value", "value_refused"]


def test_a_platform_that_does_not_answer_is_what_the_run_would_wait_for(dry: Bridge):
    dry.hubspot.faults = [Unavailable(Sentence(fr="En panne.", en="Down."))]

    assert of(dry).ending == "waiting:unavailable"


def test_a_record_that_is_none_for_tests_is_told_where_the_version_is_in_test(dry: Bridge):
    assert "not one for tests" in of(dry, stage=Stage.TEST).warnings[0].en
    assert of(dry).warnings == ()
