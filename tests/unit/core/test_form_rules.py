"""Rules of a creation form: what they need, when, and that what cannot be worked out is said."""

import pytest

from passerelle.core.form_rules import Verdict, read_rule, verdict

LEAF = {"fact": "f1", "operator": "equal", "value": "a"}
NEEDS = {"type": "required", "params": {"smartFieldId": "f9"}}


def rule(conditions, event=NEEDS):
    return read_rule({"conditions": conditions, "event": event})


@pytest.mark.parametrize(
    ("operator", "value", "meets", "does_not"),
    [
        ("equal", "a", "a", "b"),
        ("equal", 1, 1, True),
        ("notEqual", "a", "b", "a"),
        ("in", ["a", "b"], "b", "c"),
        ("notIn", ["a"], "b", "a"),
        ("contains", "a", ["a", "b"], ["b"]),
        ("doesNotContain", "a", ["b"], ["a"]),
        ("lessThan", 5, 4, 5),
        ("lessThanInclusive", 5, "5", 6),
        ("greaterThan", 5, 6, 5),
        ("greaterThanInclusive", 5, 5, "text"),
        ("contains", "a", ["a"], "a text with a in it"),
        ("greaterThan", 5, 6, None),
    ],
)
def test_each_operator_compares_as_the_engine_does(operator, value, meets, does_not):
    read = rule({"all": [{"fact": "f1", "operator": operator, "value": value}]})

    assert verdict(read, {"f1": (meets,)}) is Verdict.ALWAYS
    assert verdict(read, {"f1": (does_not,)}) is Verdict.NEVER


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"f1": ("a",), "f2": ("x",)}, Verdict.ALWAYS),
        ({"f1": ("a", "b"), "f2": ("x",)}, Verdict.SOMETIMES),
        ({"f1": None, "f2": ("x",)}, Verdict.SOMETIMES),
        ({"f1": None, "f2": ("y",)}, Verdict.NEVER),
        ({}, Verdict.NEVER),
    ],
)
def test_what_is_known_settles_a_conjunction_as_far_as_it_can(facts, expected):
    read = rule({"all": [LEAF, {"fact": "f2", "operator": "equal", "value": "x"}]})

    assert verdict(read, facts) is expected


def test_an_alternative_and_a_negation_are_worked_out():
    either = rule({"any": [LEAF, {"not": {"fact": "f2", "operator": "equal", "value": "x"}}]})

    assert verdict(either, {"f1": None, "f2": ("y",)}) is Verdict.ALWAYS
    assert verdict(either, {"f1": ("b",), "f2": ("x",)}) is Verdict.NEVER
    assert verdict(either, {"f1": ("b",), "f2": None}) is Verdict.SOMETIMES


def test_a_rule_without_effect_is_none():
    assert read_rule({"conditions": {"all": []}, "event": {"type": "noop"}}) is None
    assert read_rule({"conditions": {"all": []}}) is None


@pytest.mark.parametrize(
    ("raw", "unread"),
    [
        ({"conditions": {"all": [{**LEAF, "operator": "matches"}]}, "event": NEEDS}, "matches"),
        ({"conditions": {"all": [{**LEAF, "operator": "in"}]}, "event": NEEDS}, "in"),
        ({"conditions": {"all": [{**LEAF, "path": "$.x"}]}, "event": NEEDS}, "path"),
        ({"conditions": {"any": [{"condition": "named"}]}, "event": NEEDS}, "condition"),
        ({"conditions": {"all": [{**LEAF, "value": {"fact": "other"}}]}, "event": NEEDS}, "fact"),
        ({"conditions": {"not": {"operator": "equal"}}, "event": NEEDS}, "fact"),
        ({"conditions": {"all": "f1"}, "event": NEEDS}, "all"),
        ({"conditions": [], "event": NEEDS}, "conditions"),
        ({"conditions": {"all": ["f1"]}, "event": NEEDS}, "conditions"),
        ({"conditions": {"all": [LEAF]}, "event": {"type": "hide"}}, "hide"),
        ({"conditions": {"all": [LEAF]}, "event": {"type": "required", "params": {}}}, "required"),
    ],
)
def test_what_cannot_be_worked_out_from_outside_is_named(raw, unread):
    assert read_rule(raw).unread == unread


def test_a_rule_may_need_several_fields_and_names_its_facts():
    read = rule(
        {"all": [LEAF, {"any": [{"fact": "f2", "operator": "equal", "value": 1}]}, {"not": {**LEAF, "fact": "f3"}}]},
        {"type": "mandatory", "params": {"smartFieldIds": ["f8", "f9"]}},
    )

    assert (read.needs, read.facts()) == (("f8", "f9"), {"f1", "f2", "f3"})
