"""Does this event meet that trigger? Each answer with its reason, in both languages."""

from datetime import timedelta

import pytest

from passerelle.core.automation import (
    Automation,
    Condition,
    FieldChange,
    Missing,
    Operator,
    Stage,
    Trigger,
    UnknownFormer,
)
from passerelle.core.events import UNKNOWN, Change
from passerelle.core.expressions import compile_expression
from passerelle.core.history import Seen, fingerprint, seen_after
from passerelle.core.matching import Met, NotMet, Undecided, concerns, decide, needs_history, unmet_condition
from passerelle.core.sentences import Sentence
from tests.fakes import NOW, deal_event

WON = FieldChange("stage", ("won",), ("open", "sent"), UnknownFormer.PARK)
ANY_FORMER = FieldChange("stage", ("won",), None, UnknownFormer.PARK)
CREATED = seen_after(deal_event(kind="created"), {}, frozenset())
ANY_VALUE = FieldChange("stage", None, None, UnknownFormer.PARK)


def automation(change=WON, *, event="changed", stage=Stage.LIVE, connection="hubspot", record="deal"):
    return Automation(
        name="contract-when-deal-won",
        version=1,
        want=Sentence(fr="Créer le contrat", en="Create the contract"),
        stage=stage,
        trigger=Trigger(connection, record, event, change, (), None),
        reads=(),
        steps=(),
        missing=Missing.PARK,
    )


def seen(value, **before):
    return {"stage": Seen(fingerprint(value), NOW - timedelta(**before))}


@pytest.mark.parametrize(
    ("wanted", "event", "known", "code"),
    [
        (automation(), deal_event(kind="created"), {}, "other_event"),
        (automation(None, event="created"), deal_event("1", Change("stage", "won")), {}, "other_event"),
        (automation(), deal_event("1", Change("amount", "5")), {}, "other_field"),
        (automation(), deal_event(kind="changed"), {}, "other_field"),
        (automation(), deal_event("1", Change("stage", "lost", "open")), {}, "other_value"),
        (automation(), deal_event("1", Change("stage", None, "open")), {}, "other_value"),
        (automation(), deal_event("1", Change("stage", "won", "new")), {}, "other_former"),
        (automation(), deal_event("1", Change("stage", "won", None)), {}, "other_former"),
        (automation(), deal_event("1", Change("stage", "won")), seen("new", hours=1), "other_former"),
        (automation(), deal_event("1", Change("stage", "won", "open")), seen("won", seconds=5), "same_change"),
        (automation(), deal_event("1", Change("stage", "won", "open")), seen("lost", hours=-1), "stale"),
        (automation(None, event="created"), deal_event(kind="created"), CREATED, "same_change"),
    ],
)
def test_an_event_that_does_not_meet_the_trigger_is_told_why(wanted, event, known, code):
    decision = decide(wanted, event, known)

    assert isinstance(decision, NotMet)
    assert decision.code == code
    assert decision.reason.fr != decision.reason.en


@pytest.mark.parametrize(
    ("wanted", "event", "known"),
    [
        (automation(), deal_event("1", Change("stage", "won", "open")), {}),
        (automation(), deal_event("1", Change("stage", "won", "sent")), seen("lost", hours=1)),
        (automation(), deal_event("1", Change("stage", "won")), seen("open", hours=1)),
        (automation(), deal_event("1", Change("amount", 5), Change("stage", "won", "open")), {}),
        (automation(), deal_event("1", Change("stage", "won", "open")), seen("won", hours=1)),
        (automation(stage=Stage.TEST), deal_event("1", Change("stage", "won", "open")), {}),
        (automation(ANY_FORMER), deal_event("1", Change("stage", "won", "whatever")), {}),
        (automation(ANY_FORMER), deal_event("1", Change("stage", "won")), {}),
        (automation(ANY_VALUE), deal_event("1", Change("stage", None, "won")), {}),
        (automation(None, event="created"), deal_event(kind="created"), {}),
        (automation(None, event="changed"), deal_event("1", Change("amount", 5)), {}),
    ],
)
def test_an_event_that_meets_the_trigger_is_met(wanted, event, known):
    assert isinstance(decide(wanted, event, known), Met)


@pytest.mark.parametrize(("sent", "written"), [(5, "5"), (5.0, "5"), (True, "true"), (None, "")])
def test_values_are_compared_as_texts(sent, written):
    wanted = automation(FieldChange("stage", (written,), None, UnknownFormer.PARK))
    former = automation(FieldChange("stage", None, (written,), UnknownFormer.PARK))

    assert isinstance(decide(wanted, deal_event("1", Change("stage", sent)), {}), Met)
    assert isinstance(decide(former, deal_event("1", Change("stage", "x", sent)), {}), Met)


@pytest.mark.parametrize("way", UnknownFormer)
def test_an_unknown_former_value_goes_the_way_that_the_automation_chose(way):
    change = Change("stage", "won", UNKNOWN)
    wanted = automation(FieldChange("stage", ("won",), ("open",), way))

    assert decide(wanted, deal_event("1", change), {}) == Undecided(change, way)


@pytest.mark.parametrize(("told", "expected"), [("open", Met), ("new", NotMet)])
def test_the_history_of_the_platform_decides_where_nobody_told_the_former_value(told, expected):
    decision = decide(automation(), deal_event("1", Change("stage", "won")), {}, {"stage": fingerprint(told)})

    assert isinstance(decision, expected)


@pytest.mark.parametrize(
    ("wanted", "event", "known", "asked"),
    [
        (automation(), deal_event("1", Change("stage", "won")), {}, True),
        (automation(), deal_event("1", Change("stage", "won", "open")), {}, False),
        (automation(), deal_event("1", Change("stage", "won")), seen("open", hours=1), False),
        (automation(), deal_event("1", Change("stage", "lost")), {}, False),
        (automation(ANY_FORMER), deal_event("1", Change("stage", "won")), {}, False),
        (automation(None, event="created"), deal_event(kind="created"), {}, False),
    ],
)
def test_the_history_is_asked_for_only_where_it_decides(wanted, event, known, asked):
    assert (needs_history(wanted, event, known) is not None) is asked


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (automation(), True),
        (automation(connection="hubspot-paris"), False),
        (automation(record="company"), False),
    ],
)
def test_an_automation_listens_to_one_kind_of_record_of_one_connection(wanted, expected):
    assert concerns(wanted, deal_event("1")) is expected


DATA = {
    "deal": {
        "amount": "12500.50",
        "count": 3,
        "name": "Refonte",
        "tags": ["a", 5],
        "empty": "",
        "none": None,
        "open": True,
        "huge": 10**400,
        "odd": "inf",
        "text": "douze",
    }
}


@pytest.mark.parametrize(
    ("path", "operator", "operand", "holds"),
    [
        ("deal.count", Operator.IS, ("3",), True),
        ("deal.count", Operator.IS, (2, 3), True),
        ("deal.open", Operator.IS, (True,), True),
        ("deal.none", Operator.IS, ("",), True),
        ("deal.name", Operator.IS, ("refonte",), False),
        ("deal.name", Operator.IS_NOT, ("Autre",), True),
        ("deal.name", Operator.IS_NOT, ("Autre", "Refonte"), False),
        ("deal.name", Operator.EXISTS, True, True),
        ("deal.empty", Operator.EXISTS, True, False),
        ("deal.missing", Operator.EXISTS, False, True),
        ("deal.name", Operator.EXISTS, False, False),
        ("deal.name", Operator.CONTAINS, "fon", True),
        ("deal.name", Operator.CONTAINS, "Fon", False),
        ("deal.none", Operator.CONTAINS, "fon", False),
        ("deal.tags", Operator.CONTAINS, "a", True),
        ("deal.tags", Operator.CONTAINS, "5", True),
        ("deal.tags", Operator.CONTAINS, 5, True),
        ("deal.tags", Operator.CONTAINS, "b", False),
        ("deal.open", Operator.CONTAINS, True, True),
        ("deal.amount", Operator.AT_LEAST, 12500, True),
        ("deal.amount", Operator.AT_LEAST, 12500.5, True),
        ("deal.amount", Operator.AT_LEAST, 12501, False),
        ("deal.amount", Operator.AT_MOST, 12501, True),
        ("deal.count", Operator.AT_MOST, 2, False),
        ("deal.none", Operator.AT_LEAST, 0, False),
        ("deal.none", Operator.AT_MOST, 0, False),
        ("deal.text", Operator.AT_MOST, 0, False),
        ("deal.open", Operator.AT_LEAST, 0, False),
        ("deal.odd", Operator.AT_LEAST, 0, False),
        ("deal.huge", Operator.AT_LEAST, 0, True),
    ],
)
def test_a_condition_on_what_was_read(path, operator, operand, holds):
    condition = Condition(compile_expression(path), operator, operand)

    unmet = unmet_condition((condition,), DATA)

    assert (unmet is None) is holds


def test_the_first_condition_that_does_not_hold_is_named():
    conditions = tuple(
        Condition(compile_expression(path), Operator.EXISTS, True) for path in ("deal.name", "deal.empty", "deal.none")
    )

    unmet = unmet_condition(conditions, DATA)

    assert unmet is not None
    assert unmet.code == "condition"
    assert "deal.empty" in unmet.reason.fr
    assert "deal.empty" in unmet.reason.en
