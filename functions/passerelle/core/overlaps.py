"""Whether two triggers may be met by the same event: a trigger should be unique, or its sharing be intended."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from passerelle.core.automation import Condition, FieldChange, Operator, Trigger
from passerelle.core.history import as_text


def overlap(one: Trigger, other: Trigger) -> bool:
    """Only what surely excludes the other counts: values without one in common, on the same field or path."""
    if (one.connection, one.record, one.event) != (other.connection, other.record, other.event):
        return False
    if one.change is not None and other.change is not None and not _changes_overlap(one.change, other.change):
        return False
    return not any(_exclude(*pair) for pair in product(one.conditions, other.conditions))


def _changes_overlap(one: FieldChange, other: FieldChange) -> bool:
    return one.field == other.field and _meet(one.to, other.to) and _meet(one.former, other.former)


def _meet(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    """None is any value."""
    return one is None or other is None or not set(one).isdisjoint(other)


def _exclude(one: Condition, other: Condition) -> bool:
    if one.path.text != other.path.text:
        return False
    return _contradicts(one, other) or _contradicts(other, one)


def _contradicts(one: Condition, other: Condition) -> bool:  # noqa: PLR0911 - one line a pair reads better than nesting
    """Whether no value meets both, as seen from the first."""
    match one.operator, other.operator:
        case Operator.IS, Operator.IS:
            return _texts(one.operand).isdisjoint(_texts(other.operand))
        case Operator.IS, Operator.IS_NOT:
            return _texts(one.operand) <= _texts(other.operand)
        case Operator.IS, Operator.EXISTS:
            return all((text != "") is not other.operand for text in _texts(one.operand))
        case Operator.EXISTS, Operator.EXISTS:
            return one.operand is not other.operand
        case Operator.AT_LEAST, Operator.AT_MOST:
            return bool(one.operand > other.operand)
        case Operator.EXISTS, Operator.AT_LEAST | Operator.AT_MOST | Operator.CONTAINS:
            return one.operand is False
        case _:
            return False


def _texts(operand: Iterable[Any]) -> set[str]:
    return {as_text(value) for value in operand}
