"""Two triggers overlap unless they surely exclude each other."""

import pytest

from passerelle.core.automation import Condition, FieldChange, Operator, Trigger, UnknownFormer
from passerelle.core.expressions import compile_expression
from passerelle.core.overlaps import overlap


def change(field="stage", to=("won",), former=None):
    return FieldChange(field, to, former, UnknownFormer.PARK)


def where(operator: str, operand, path="deal.kind"):
    given = tuple(operand) if isinstance(operand, list) else operand
    return Condition(compile_expression(path), Operator(operator), given)


def trigger(wanted=None, *conditions, connection="hubspot", record="deal", event="changed"):
    return Trigger(connection, record, event, wanted, conditions, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (change(), change()),
        (change(to=("won", "lost")), change(to=("lost", "open"))),
        (change(to=None), change()),
        (change(former=("open",)), change()),
        (change(former=("open", "sent")), change(former=("sent",))),
    ],
)
def test_changes_with_a_value_in_common_overlap(one, other):
    assert overlap(trigger(one), trigger(other))
    assert overlap(trigger(other), trigger(one))


@pytest.mark.parametrize(
    "other",
    [change(field="amount"), change(to=("lost",)), change(former=("lost",))],
    ids=["another field", "another value", "another former value"],
)
def test_changes_without_one_in_common_do_not(other):
    assert not overlap(trigger(change(former=("open",))), trigger(other))


@pytest.mark.parametrize(
    "other",
    [
        trigger(change(), connection="hubspot-be"),
        trigger(change(), record="company"),
        trigger(None, event="created"),
    ],
    ids=["another connection", "another record", "another event"],
)
def test_what_happens_elsewhere_does_not_overlap(other):
    assert not overlap(trigger(change()), other)


def test_the_same_event_overlaps():
    assert overlap(trigger(None, event="created"), trigger(None, event="created"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (where("is", ["a"]), where("is", ["b", "c"])),
        (where("is", [5]), where("is", ["6"])),
        (where("is", ["a"]), where("is_not", ["a", "b"])),
        (where("is", ["a"]), where("exists", False)),
        (where("is", [""]), where("exists", True)),
        (where("exists", True), where("exists", False)),
        (where("at_least", 1000), where("at_most", 999)),
        (where("exists", False), where("at_least", 0)),
        (where("exists", False), where("contains", "x")),
    ],
)
def test_conditions_on_one_path_that_exclude_each_other_keep_triggers_apart(one, other):
    assert not overlap(trigger(change(), one), trigger(change(), other))
    assert not overlap(trigger(change(), other), trigger(change(), one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (where("is", ["a", "b"]), where("is", ["b"])),
        (where("is", [5]), where("is", ["5"])),
        (where("is", ["a", "b"]), where("is_not", ["a"])),
        (where("is", ["a"]), where("exists", True)),
        (where("is_not", ["a"]), where("is_not", ["b"])),
        (where("at_least", 1000), where("at_most", 1000)),
        (where("contains", "x"), where("contains", "y")),
        (where("is", ["a"]), where("is", ["b"], path="deal.other")),
    ],
)
def test_conditions_that_one_record_can_meet_do_not(one, other):
    assert overlap(trigger(change(), one), trigger(change(), other))
    assert overlap(trigger(change(), other), trigger(change(), one))
