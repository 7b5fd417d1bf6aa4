"""Values of smart fields: which ones a field accepts, and how a label finds its option."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from local.simulators.chassis.calls import RefusedError
from local.simulators.tomorro.model import FieldType, Option, SmartField


def accepted(smart_field: SmartField, value: Any, integration: str | None = None) -> Any:
    """The value to keep; null clears. With an integration, a select also takes that integration's own value."""
    if smart_field.computed:
        raise RefusedError(400, f"{smart_field.name} is computed and cannot be written")
    if value is None:
        return None
    return _ACCEPT[smart_field.type](smart_field, value, integration)


def is_filled(value: Any) -> bool:
    return value not in (None, "", [])


def _text(smart_field: SmartField, value: Any, _integration: str | None) -> str:
    if not isinstance(value, str):
        raise _refused(smart_field, "a string")
    return value


def _number(smart_field: SmartField, value: Any, _integration: str | None) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _refused(smart_field, "a number")
    if not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError as error:
        raise _refused(smart_field, "a number") from error
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        raise _refused(smart_field, "a number")
    return int(number) if number.is_integer() else number


def _date(smart_field: SmartField, value: Any, _integration: str | None) -> str:
    if not isinstance(value, str):
        raise _refused(smart_field, "an ISO 8601 date")
    try:
        if len(value) == len("2026-01-01"):
            return date.fromisoformat(value).isoformat()
        return datetime.fromisoformat(value).isoformat()
    except ValueError as error:
        raise _refused(smart_field, "an ISO 8601 date") from error


def _select(smart_field: SmartField, value: Any, integration: str | None) -> str:
    if not isinstance(value, str):
        raise _refused(smart_field, "the label of an option")
    return _option(smart_field, value, integration).labels["fr"]


def _multiselect(smart_field: SmartField, value: Any, integration: str | None) -> list[str]:
    if not isinstance(value, list):
        raise _refused(smart_field, "a list of labels")
    return [_select(smart_field, one, integration) for one in value]


def _rich_text(smart_field: SmartField, value: Any, _integration: str | None) -> list[Any]:
    if not isinstance(value, list) or not all(_is_slate(node) for node in value):
        raise _refused(smart_field, "a list of Slate nodes")
    return value


_ACCEPT: dict[FieldType, Callable[[SmartField, Any, str | None], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.SELECT: _select,
    FieldType.MULTISELECT: _multiselect,
    FieldType.RICH_TEXT: _rich_text,
}


def _option(smart_field: SmartField, value: str, integration: str | None) -> Option:
    for option in smart_field.options:
        if integration is not None and option.mappings.get(integration) == value:
            return option
        if value in option.labels.values():
            return option
    raise _refused(smart_field, "the label of one of its options")


def _is_slate(node: Any) -> bool:
    """An element with children down to its texts."""
    if not isinstance(node, dict):
        return False
    if isinstance(node.get("text"), str):
        return True
    children = node.get("children")
    return isinstance(children, list) and bool(children) and all(_is_slate(child) for child in children)


def _refused(smart_field: SmartField, expected: str) -> RefusedError:
    return RefusedError(400, f"The value of {smart_field.name} must be {expected}")
