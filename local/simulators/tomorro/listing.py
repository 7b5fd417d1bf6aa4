"""Filters, sorting, cursors and the five shapes of a list."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.tomorro.model import bare
from local.simulators.tomorro.switches import Shape, Switches

T = TypeVar("T")
Value = str | datetime | date | None

DEFAULT_LIMIT = 20


@dataclass(frozen=True)  # no slots: Python 3.11 cannot make a slotted frozen instance of a parametrised class
class Listing(Generic[T]):
    """How one endpoint lists: the name of its items, its documented shape, what it filters and sorts by."""

    name: str
    shape: Shape
    view: Callable[[T], Json]
    identify: Callable[[T], str]
    filters: Mapping[str, Callable[[T], Value]]
    sorts: Mapping[str, Callable[[T], Any]]
    default_sort: str | None = None


def listed(listing: Listing[T], items: Sequence[T], call: Call, switches: Switches) -> Reply:
    kept = _sorted(listing, _filtered(listing, items, call), call)
    shape = listing.shape if switches.list_shape is Shape.DOCUMENTED else switches.list_shape
    if shape is Shape.P5:
        return Reply(body=[listing.view(item) for item in kept])
    return Reply(body=_shaped(_page(listing, kept, call), listing.name, shape, switches, call))


def meets(expression: str, value: Value) -> bool:
    """Whether a value meets `v`, `ne:v`, `in:v1,v2`, `gte:v` or `lte:v`."""
    operator, colon, operand = expression.partition(":")
    if not colon or operator not in ("ne", "in", "gte", "lte"):
        operator, operand = "eq", expression
    if value is None:
        return operator == "ne"
    if operator == "in":
        return any(_equals(value, one) for one in operand.split(","))
    if operator in ("gte", "lte"):
        order = _order(value, operand)
        return order >= 0 if operator == "gte" else order <= 0
    return _equals(value, operand) is (operator == "eq")


def _filtered(listing: Listing[T], items: Sequence[T], call: Call) -> list[T]:
    kept = list(items)
    for name, value_of in listing.filters.items():
        expression = call.one(name)
        if expression:
            kept = [item for item in kept if meets(expression, value_of(item))]
    return kept


def _sorted(listing: Listing[T], items: list[T], call: Call) -> list[T]:
    wanted = call.one("sort") if listing.sorts else None
    for key in reversed((wanted or listing.default_sort or "").split(",")):
        name = key.strip().removeprefix("-")
        if not name:
            continue
        if name not in listing.sorts:
            raise RefusedError(400, f"sort must be one of: {', '.join(listing.sorts)}")
        items = sorted(items, key=listing.sorts[name], reverse=key.strip().startswith("-"))
    return items


@dataclass(frozen=True, slots=True)
class _Page:
    items: list[Json]
    limit: int
    after: str | None
    before: str | None


def _page(listing: Listing[T], items: list[T], call: Call) -> _Page:
    limit = int(call.one("limit") or DEFAULT_LIMIT)
    ids = [listing.identify(item) for item in items]
    after, before = call.one("after"), call.one("before")
    if after:
        start = _position(after, ids) + 1
    elif before:
        start = max(0, _position(before, ids) - limit)
    else:
        start = 0
    end = min(start + limit, len(items))
    if before and not after:
        end = min(end, _position(before, ids))
    return _Page(
        items=[listing.view(item) for item in items[start:end]],
        limit=limit,
        after=_cursor(end - 1, ids) if end < len(items) and end > start else None,
        before=_cursor(start, ids) if 0 < start < len(items) else None,
    )


def _shaped(page: _Page, name: str, shape: Shape, switches: Switches, call: Call) -> Json:
    more = {"hasNext": page.after is not None, "hasPrevious": page.before is not None}
    if shape is Shape.P2:
        cursor: Json = {} if switches.cursor_name == "none" else {switches.cursor_name: page.after}
        return {name: page.items, **more, **cursor}
    if shape is Shape.P3:
        return {"data": page.items, "pagination": {**more, "next": page.after, "previous": page.before}}
    if shape is Shape.P4:
        return {"data": page.items, "pagination": {**more, "nextCursor": page.after, "previousCursor": page.before}}
    return {
        "data": page.items,
        "pagination": {
            "limit": page.limit,
            "next_cursor": page.after,
            "prev_cursor": page.before,
            "has_next": page.after is not None,
            "has_previous": page.before is not None,
        },
        "links": {
            "self": _link(call, {}),
            "next": _link(call, {"after": page.after}) if page.after else None,
            "prev": _link(call, {"before": page.before}) if page.before else None,
        },
    }


def _link(call: Call, cursor: dict[str, str]) -> str:
    query = {name: values[0] for name, values in call.query.items() if not cursor or name not in ("after", "before")}
    text = urlencode({**query, **cursor}, errors="replace")
    return f"{call.origin}{call.path}?{text}" if text else f"{call.origin}{call.path}"


def _cursor(position: int, ids: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(f"{position}:{ids[position]}".encode()).decode()


def _position(cursor: str, ids: Sequence[str]) -> int:
    """Where the cursor's item is now, or was if it is gone."""
    try:
        position, _, identifier = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        return ids.index(identifier) if identifier in ids else int(position) - 1
    except (ValueError, binascii.Error) as error:
        raise RefusedError(400, "The cursor is not valid") from error


def _equals(value: str | datetime | date, operand: str) -> bool:
    if isinstance(value, str):
        return bare(value) == bare(operand)
    return _order(value, operand) == 0


def _order(value: str | datetime | date, operand: str) -> int:
    """-1, 0 or 1; a date alone stands for the whole day, in UTC."""
    if isinstance(value, str):
        return (value > operand) - (value < operand)
    bound = _moment(operand)
    if isinstance(bound, datetime) and isinstance(value, datetime):
        return (value > bound) - (value < bound)
    day = value.date() if isinstance(value, datetime) else value
    limit = bound.date() if isinstance(bound, datetime) else bound
    return (day > limit) - (day < limit)


def _moment(text: str) -> date | datetime:
    try:
        if len(text) == len("2026-01-01"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(400, "A date filter must be an ISO 8601 date or date-time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
