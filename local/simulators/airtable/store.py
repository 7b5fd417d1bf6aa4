"""The table: its records, and the payloads that tell what happened to them, in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from local.simulators.airtable import seed
from local.simulators.chassis.calls import Clock, Json, RefusedError, iso

_NAMES = {one["name"]: one for one in seed.FIELDS}


@dataclass(slots=True)
class Store:
    """`ping` tells that something changed, without saying what."""

    clock: Clock
    ping: Callable[[], None]
    records: dict[str, Json] = field(default_factory=dict)
    payloads: list[Json] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.ids = count(1)
        self.records = {seed.RECORD_ID: self._record(seed.RECORD_ID, dict(seed.RECORD))}
        self.payloads.clear()

    def find(self, record_id: str) -> Json:
        if record_id not in self.records:
            raise RefusedError(404, "Record not found", code="NOT_FOUND")
        return self.records[record_id]

    def create(self, fields: Mapping[str, Any]) -> Json:
        self._known(fields)
        record_id = f"rec{next(self.ids):014d}"
        self.records[record_id] = self._record(record_id, dict(fields))
        self._told(createdRecordsById={record_id: {"createdTime": iso(self.clock()), "cellValuesByFieldId": {}}})
        return self.records[record_id]

    def update(self, record_id: str, fields: Mapping[str, Any]) -> Json:
        """An empty value empties the field, which is then left out."""
        self._known(fields)
        record = self.find(record_id)
        kept = {**record["fields"], **fields}
        record["fields"] = {name: value for name, value in kept.items() if value not in (None, "")}
        self._told(changedRecordsById={record_id: {"current": {"cellValuesByFieldId": {}}}})
        return record

    def upsert(self, keys: list[str], fields: Mapping[str, Any]) -> tuple[Json, bool]:
        """The record, and whether it was created."""
        wanted = [fields.get(key) for key in keys]
        found = [one for one in self.records.values() if [one["fields"].get(key) for key in keys] == wanted]
        if len(found) > 1:
            raise RefusedError(422, "More than one record matches", code="INVALID_VALUE_FOR_COLUMN")
        return (self.update(found[0]["id"], fields), False) if found else (self.create(fields), True)

    def destroy(self, record_id: str) -> None:
        self.find(record_id)
        del self.records[record_id]
        self._told(destroyedRecordIds=[record_id])

    def _record(self, record_id: str, fields: Json) -> Json:
        return {"id": record_id, "createdTime": iso(self.clock()), "fields": fields}

    def _known(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            described = _NAMES.get(name)
            if described is None:
                raise RefusedError(422, f'Unknown field name: "{name}"', code="UNKNOWN_FIELD_NAME")
            options = [one["name"] for one in described.get("options", {}).get("choices", ())]
            if options and value not in ("", None, *options):
                raise RefusedError(422, "Insufficient permissions to create new select option", code="INVALID_OPTION")

    def _told(self, **changes: Any) -> None:
        self.payloads.append(
            {
                "timestamp": iso(self.clock()),
                "baseTransactionNumber": len(self.payloads) + 1,
                "payloadFormat": "v0",
                "changedTablesById": {seed.TABLE_ID: changes},
            }
        )
        self.ping()
