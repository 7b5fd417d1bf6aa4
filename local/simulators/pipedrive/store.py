"""The records of a Pipedrive account, and what is told of each change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Clock, Json, RefusedError
from local.simulators.pipedrive import seed

Who = Literal["app", "api"]

ENTITIES: Final = {"deals": "deal", "organizations": "organization", "persons": "person"}

BLANK: Final[dict[str, Json]] = {
    "deals": {
        "title": "",
        "value": 0,
        "currency": "EUR",
        "status": "open",
        "stage_id": 1,
        "pipeline_id": 1,
        "org_id": None,
        "person_id": None,
        "owner_id": seed.OWNER_ID,
        "expected_close_date": None,
        "lost_reason": None,
        "won_time": None,
        "lost_time": None,
        "close_time": None,
    },
    "organizations": {"name": "", "owner_id": seed.OWNER_ID, "address": None},
    "persons": {"name": "", "owner_id": seed.OWNER_ID, "org_id": None, "emails": [], "phones": []},
}

STATUSES: Final = ("open", "won", "lost")


class Switches(BaseModel):
    """`daily_budget` counts tokens: 2 a read, 5 a write, 20 a list (assumed); None is no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    daily_budget: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """`data` and `previous` are whole records; what differs is worked out when it is told."""

    action: Literal["create", "change", "delete"]
    kind: str
    data: Json | None
    previous: Json | None
    by: Who
    at: datetime


@dataclass(slots=True)
class Store:
    clock: Clock
    tell: Callable[[Happening], None]
    switches: Switches = field(default_factory=Switches)
    records: dict[str, dict[int, Json]] = field(default_factory=dict)
    notes: list[Json] = field(default_factory=list)
    fields: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    spent: int = 0
    _ids: dict[str, "count[int]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.switches = Switches()
        self.records = {kind: {} for kind in ENTITIES}
        self.notes = []
        self.fields = dict(seed.CUSTOM_FIELDS)
        self.spent = 0
        self._ids = {kind: count(1) for kind in (*ENTITIES, "notes")}
        for kind, values in seed.RECORDS:
            self.create(kind, values, "app")

    def find(self, kind: str, identifier: str) -> Json:
        record = self.records[kind].get(int(identifier)) if identifier.isdigit() else None
        if record is None:
            raise RefusedError(404, f"{ENTITIES[kind].capitalize()} not found", code="ERR_NOT_FOUND")
        return record

    def create(self, kind: str, values: Mapping[str, Any], by: Who) -> Json:
        name = "title" if kind == "deals" else "name"
        if not values.get(name):
            raise RefusedError(400, f"{name} is required", code="ERR_SCHEMA_VALIDATION_FAILED")
        checked = _checked(kind, values)
        now = self.clock()
        record = {
            "id": next(self._ids[kind]),
            **BLANK[kind],
            **checked,
            "custom_fields": _with_custom_fields(self.fields[kind], {}, checked),
            "add_time": stamp(now),
            "update_time": stamp(now),
            "is_deleted": False,
        }
        self.records[kind][record["id"]] = record
        self.tell(Happening("create", kind, dict(record), None, by, now))
        return record

    def update(self, kind: str, identifier: str, values: Mapping[str, Any], by: Who) -> Json:
        """A change that changes nothing moves nothing and tells nothing."""
        record = self.find(kind, identifier)
        checked = _checked(kind, values)
        now = self.clock()
        custom = _with_custom_fields(self.fields[kind], record["custom_fields"], checked)
        wanted = {**record, **checked, "custom_fields": custom}
        wanted |= _closing(record, wanted, stamp(now))
        if wanted == record:
            return record
        previous = dict(record)
        record |= {**wanted, "update_time": stamp(now)}
        self.tell(Happening("change", kind, dict(record), previous, by, now))
        return record

    def delete(self, kind: str, identifier: str, by: Who) -> None:
        record = self.find(kind, identifier)
        del self.records[kind][record["id"]]
        self.tell(Happening("delete", kind, None, dict(record), by, self.clock()))

    def add_note(self, values: Mapping[str, Any]) -> Json:
        if not values.get("content") or not any(values.get(key) for key in ("deal_id", "org_id", "person_id")):
            raise RefusedError(400, "content and the id of a record are required", code="ERR_SCHEMA_VALIDATION_FAILED")
        note = {"id": next(self._ids["notes"]), "active_flag": True, **values, "add_time": stamp(self.clock())}
        self.notes.append(note)
        return note


def stamp(moment: datetime) -> str:
    """RFC 3339 in whole seconds, as the second version of the API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - BLANK[kind].keys() - {"custom_fields"}
    if unknown:
        raise RefusedError(
            400, f"Unknown parameters: {', '.join(sorted(unknown))}", code="ERR_SCHEMA_VALIDATION_FAILED"
        )
    if "status" in values and values["status"] not in STATUSES:
        raise RefusedError(400, f"status must be one of {', '.join(STATUSES)}", code="ERR_SCHEMA_VALIDATION_FAILED")
    return dict(values)


def _with_custom_fields(fields: Sequence[Json], present: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
    definitions = {one["key"]: one for one in fields}
    given = values.get("custom_fields", {})
    for key, value in given.items():
        options = [one["id"] for one in definitions.get(key, {}).get("options", [])]
        if key not in definitions or (options and value is not None and value not in options):
            raise RefusedError(400, "A custom field or its option does not exist", code="ERR_SCHEMA_VALIDATION_FAILED")
    return {key: given.get(key, present.get(key)) for key in definitions}


def _closing(record: Json, wanted: Json, now: str) -> Json:
    """The dates that follow a deal's status."""
    if wanted.get("status") == record.get("status"):
        return {}
    won, lost = wanted["status"] == "won", wanted["status"] == "lost"
    return {
        "won_time": now if won else None,
        "lost_time": now if lost else None,
        "close_time": now if won or lost else None,
    }
