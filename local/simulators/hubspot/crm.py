"""The records of a HubSpot account: properties with their whole history, and associations."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from local.simulators.chassis.calls import Clock, RefusedError, iso
from local.simulators.hubspot.schema import OBJECT_TYPES, ObjectType, stored


@dataclass(frozen=True, slots=True)
class Source:
    """Who wrote: a person (`CRM_UI`) or an application (`INTEGRATION`)."""

    type: str
    id: str


USER = Source("CRM_UI", "userId:4242")
APPLICATION = Source("INTEGRATION", "31337")


@dataclass(frozen=True, slots=True)
class PastValue:
    value: str | None
    at: datetime
    source: Source


@dataclass(slots=True)
class Record:
    id: str
    type: ObjectType
    created_at: datetime
    updated_at: datetime
    properties: dict[str, str | None] = field(default_factory=dict)
    history: dict[str, list[PastValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happening:
    """`kind` is `creation`, `propertyChange` or `deletion`."""

    kind: str
    record: Record
    source: Source
    at: datetime
    name: str | None = None
    value: str | None = None


class Switches(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    property_changes_on_creation: bool = True
    """Whether what a creation sets is also told as property changes (assumed)."""
    search_lag_s: float = Field(default=0.0, ge=0)
    daily_limit_reached: bool = False


class Crm:
    """`tell` is given everything that one write, or several made together, made happen."""

    def __init__(self, clock: Clock, tell: Callable[[list[Happening]], None], fill: Callable[["Crm"], None]) -> None:
        self.clock = clock
        self._tell_at_once = tell
        self._kept: list[Happening] | None = None
        self._fill = fill
        self.forget()

    def forget(self) -> None:
        self.switches = Switches()
        self.records: dict[str, dict[str, Record]] = {one.name: {} for one in OBJECT_TYPES}
        self.properties = {one.name: dict(one.properties) for one in OBJECT_TYPES}
        self._associations: dict[tuple[str, str, str], list[str]] = {}
        self._ids = count(9_000_000_001)
        self._fill(self)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What happens inside is told at the end, in one go."""
        self._kept = []
        try:
            yield
        finally:
            kept, self._kept = self._kept, None
            self._tell(kept)

    def _tell(self, happenings: list[Happening]) -> None:
        if self._kept is None:
            self._tell_at_once(happenings)
        else:
            self._kept += happenings

    def find(self, kind: ObjectType, identifier: str, id_property: str | None = None) -> Record:
        records = self.records[kind.name]
        if id_property is None:
            record = records.get(identifier)
        else:
            record = next((one for one in records.values() if one.properties.get(id_property) == identifier), None)
        if record is None:
            raise RefusedError(404, "resource not found", code="OBJECT_NOT_FOUND")
        return record

    def create(
        self, kind: ObjectType, properties: Mapping[str, Any], source: Source, identifier: str | None = None
    ) -> Record:
        values = self._checked(kind, properties)
        now = self.clock()
        record = Record(identifier or str(next(self._ids)), kind, now, now)
        record.properties = {"hs_object_id": record.id, "createdate": iso(now)}
        self.records[kind.name][record.id] = record
        changes = self._set(record, values, source, now)
        told = changes if self.switches.property_changes_on_creation else []
        self._tell([Happening("creation", record, source, now), *told])
        return record

    def update(self, record: Record, properties: Mapping[str, Any], source: Source) -> None:
        """A value that is already there is no change: it has no history, moves no date and tells nothing."""
        self._tell(self._set(record, self._checked(record.type, properties), source, self.clock()))

    def delete(self, record: Record, source: Source) -> None:
        del self.records[record.type.name][record.id]
        self._tell([Happening("deletion", record, source, self.clock())])

    def associate(self, one: Record, other: Record) -> None:
        for start, end in ((one, other), (other, one)):
            linked = self._associations.setdefault((start.type.name, start.id, end.type.name), [])
            if end.id not in linked:
                linked.append(end.id)

    def associated(self, record: Record, to: ObjectType) -> list[str]:
        linked = self._associations.get((record.type.name, record.id, to.name), [])
        return [identifier for identifier in linked if identifier in self.records[to.name]]

    def _checked(self, kind: ObjectType, properties: Mapping[str, Any]) -> dict[str, str | None]:
        values = {}
        for name, value in properties.items():
            prop = kind.properties.get(name)
            if prop is None:
                raise RefusedError(400, f'Property "{name}" does not exist', code="PROPERTY_DOESNT_EXIST")
            if prop.read_only:
                raise RefusedError(400, f'Property "{name}" is read only', code="READ_ONLY_VALUE")
            values[name] = stored(prop, value)
        return values

    def _set(self, record: Record, values: Mapping[str, str | None], source: Source, now: datetime) -> list[Happening]:
        changed = {name: value for name, value in values.items() if record.properties.get(name) != value}
        for name, value in changed.items():
            record.properties[name] = value
            record.history.setdefault(name, []).insert(0, PastValue(value, now, source))
        if changed or record.type.modified not in record.properties:
            record.updated_at = now
            record.properties[record.type.modified] = iso(now)
        return [Happening("propertyChange", record, source, now, name, value) for name, value in changed.items()]
