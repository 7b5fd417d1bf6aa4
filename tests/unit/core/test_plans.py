"""Two plans of one event are compared by how they end and by what they send, under the names of the file."""

from dataclasses import replace
from typing import Any

from passerelle.core.automation import Stage
from passerelle.core.plans import Comparison, FieldPlan, LinePlan, Plan, Sent, StepPlan, compare
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from tests.fakes import won

ANY = Sentence(fr="Peu importe.", en="Whatever.")


def step(name: str = "do", params: dict[str, Any] | None = None, **values: Any) -> StepPlan:
    lines = tuple(LinePlan(to, f"deal.{to}", value, "text", value, Sent.YES) for to, value in values.items())
    return StepPlan(name, "tomorro", params or {}, lines)


def plan(*steps: StepPlan, state: RunState = RunState.DONE, code: str | None = None) -> Plan:
    reason = Reason(code, ANY) if code else None
    return Plan("contract-when-deal-won", 1, Stage.LIVE, won(), state, reason, steps=steps)


def test_plans_that_end_alike_and_send_the_same_are_the_same():
    one = plan(step(amount=12500, party="Martin"))

    assert compare(one, replace(one, version=2)).same


def test_a_value_that_differs_is_named_and_not_told():
    found = compare(plan(step(amount=12500, party="Martin")), plan(step(amount=125, party="Martin")))

    assert found == Comparison("done", "done", ("do.amount",))


def test_a_line_or_a_step_that_only_one_of_them_has_differs():
    found = compare(plan(step(amount=1)), plan(step(), step("then1", status="won")))

    assert found.names == ("do.amount", "then1.status")


def test_a_line_of_which_nothing_is_sent_is_as_good_as_none():
    assert compare(plan(step(amount=None)), plan(step())).same


def test_a_parameter_of_a_step_is_compared_too():
    found = compare(plan(step(params={"template": "old"})), plan(step(params={"template": "new"})))

    assert found.names == ("do.template",)


def test_values_are_compared_as_texts_whatever_their_type():
    assert compare(plan(step(amount=5)), plan(step(amount="5"))).same


def test_another_ending_differs_even_when_nothing_is_sent():
    found = compare(plan(), plan(state=RunState.PARKED, code="missing_value"))

    assert (found.same, found.before, found.after) == (False, "done", "parked:missing_value")


def test_a_field_that_holds_the_value_already_does_not_change():
    assert not FieldPlan("amount", 5, "5").changes
    assert FieldPlan("amount", None, "5").changes
