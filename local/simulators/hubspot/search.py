"""HubSpot's search: filter groups, sorts, pages of 200 at most and 10,000 results at most."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.hubspot.crm import Crm, Record
from local.simulators.hubspot.objects import record_view, type_of
from local.simulators.hubspot.schema import ObjectType, Property, instant

DEFAULT_LIMIT = 10
MAX_LIMIT = 200
MAX_RESULTS = 10_000
MAX_GROUPS = 5

Comparable = float | str


def search(crm: Crm, call: Call) -> Reply:
    kind, body = type_of(call), call.json_object()
    limit, start = _integer(body.get("limit", DEFAULT_LIMIT)), _integer(body.get("after") or 0)
    _check_window(limit, start)
    groups = body.get("filterGroups", [])
    if len(groups) > MAX_GROUPS:
        raise _invalid(f"The maximum number of filterGroups is {MAX_GROUPS}")
    indexed_until = crm.clock() - timedelta(seconds=crm.switches.search_lag_s)
    found = [
        record
        for record in crm.records[kind.name].values()
        if record.updated_at <= indexed_until and _meets_groups(record, groups)
    ]
    found = _sorted(kind, found, body.get("sorts", []))
    page = found[start : start + limit]
    names = tuple(body.get("properties", ()))
    answer: Json = {"total": len(found), "results": [record_view(record, names) for record in page]}
    if start + limit < len(found):
        answer["paging"] = {"next": {"after": str(start + limit)}}
    return Reply(body=answer)


def _check_window(limit: int, start: int) -> None:
    if not 0 < limit <= MAX_LIMIT:
        raise _invalid(f"limit must be between 1 and {MAX_LIMIT}")
    if start < 0 or start + limit > MAX_RESULTS:
        raise _invalid(f"The maximum number of results that can be paged through is {MAX_RESULTS}")


def _meets_groups(record: Record, groups: list[Json]) -> bool:
    """Any group, all of its filters; no group at all meets everything."""
    return not groups or any(all(_meets(record, one) for one in group.get("filters", [])) for group in groups)


def _meets(record: Record, wanted: Json) -> bool:
    prop = _property(record.type, str(wanted.get("propertyName")))
    operator = str(wanted.get("operator"))
    value = record.properties.get(prop.name)
    if operator == "HAS_PROPERTY":
        return value is not None
    if operator == "NOT_HAS_PROPERTY":
        return value is None
    test = _OPERATORS.get(operator)
    if test is None:
        raise _invalid("The operator is not known")
    return value is not None and test(prop, _comparable(prop, value), wanted)


def _bound(prop: Property, wanted: Json, key: str = "value") -> Comparable:
    return _comparable(prop, str(wanted.get(key)))


def _among(prop: Property, value: Comparable, wanted: Json) -> bool:
    return value in [_comparable(prop, str(one)) for one in wanted.get("values", [])]


_OPERATORS: dict[str, Callable[[Property, Any, Json], bool]] = {
    "EQ": lambda prop, value, wanted: bool(value == _bound(prop, wanted)),
    "NEQ": lambda prop, value, wanted: bool(value != _bound(prop, wanted)),
    "GT": lambda prop, value, wanted: bool(value > _bound(prop, wanted)),
    "GTE": lambda prop, value, wanted: bool(value >= _bound(prop, wanted)),
    "LT": lambda prop, value, wanted: bool(value < _bound(prop, wanted)),
    "LTE": lambda prop, value, wanted: bool(value <= _bound(prop, wanted)),
    "BETWEEN": lambda prop, value, wanted: bool(_bound(prop, wanted) <= value <= _bound(prop, wanted, "highValue")),
    "IN": _among,
    "NOT_IN": lambda prop, value, wanted: not _among(prop, value, wanted),
    "CONTAINS_TOKEN": lambda prop, value, wanted: str(_bound(prop, wanted)).strip("*") in str(value),
}


def _sorted(kind: ObjectType, records: list[Record], sorts: list[Any]) -> list[Record]:
    """One sort at most, as HubSpot allows; else by creation."""
    if not sorts:
        return sorted(records, key=lambda record: (record.created_at, record.id))
    wanted = sorts[0] if isinstance(sorts[0], dict) else {"propertyName": sorts[0]}
    prop = _property(kind, str(wanted.get("propertyName")))

    def key(record: Record) -> tuple[bool, Comparable]:
        value = record.properties.get(prop.name)
        return (value is not None, _comparable(prop, value) if value is not None else 0.0)

    return sorted(records, key=key, reverse=wanted.get("direction") == "DESCENDING")


def _property(kind: ObjectType, name: str) -> Property:
    prop = kind.properties.get(name)
    if prop is None:
        raise _invalid(f"There is no property named {name}")
    return prop


def _comparable(prop: Property, text: str) -> Comparable:
    if prop.kind == "datetime":
        return instant(prop, text).timestamp()
    if prop.kind == "number":
        try:
            return float(text)
        except ValueError as error:
            raise _invalid(f"{prop.name} is compared with something that is not a number") from error
    return text.casefold()


def _integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise _invalid("limit and after must be integers") from error


def _invalid(message: str) -> RefusedError:
    return RefusedError(400, message, code="VALIDATION_ERROR")
