"""Operations on HubSpot records: read, create, update, read in batch, list properties, follow associations."""

from collections.abc import Iterable, Sequence
from typing import Any

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply, iso
from local.simulators.hubspot.crm import APPLICATION, Crm, PastValue, Record
from local.simulators.hubspot.schema import ASSOCIATION_TYPES, ObjectType, Property, object_type

VERSIONS = ("v3", "2026-03", "2026-09")
MAX_BATCH = 100
MAX_BATCH_WITH_HISTORY = 50


def type_of(call: Call) -> ObjectType:
    """The object type of the path, once its version is known to exist."""
    if call.params.get("version", "v3") not in VERSIONS:
        raise RefusedError(404, "resource not found", code="OBJECT_NOT_FOUND")
    return object_type(call.params["type"])


def get_object(crm: Crm, call: Call) -> Reply:
    record = crm.find(type_of(call), call.params["id"], call.one("idProperty"))
    view = record_view(record, call.words("properties"), call.words("propertiesWithHistory"))
    wanted = call.words("associations")
    if wanted:
        view["associations"] = _associations(crm, record, wanted)
    return Reply(body=view)


def create_object(crm: Crm, call: Call) -> Reply:
    kind, body = type_of(call), call.json_object()
    others = [_other(crm, kind, one) for one in body.get("associations", [])]
    record = crm.create(kind, _properties(body), APPLICATION)
    for other in others:
        crm.associate(record, other)
    return Reply(201, record_view(record, tuple(kind.properties)))


def update_object(crm: Crm, call: Call) -> Reply:
    record = crm.find(type_of(call), call.params["id"], call.one("idProperty"))
    properties = _properties(call.json_object())
    crm.update(record, properties, APPLICATION)
    return Reply(body=record_view(record, tuple(properties)))


def batch_read(crm: Crm, call: Call) -> Reply:
    """What is not found is named in `errors`, with the status 207."""
    kind, body = type_of(call), call.json_object()
    histories = tuple(body.get("propertiesWithHistory") or ())
    ids = [str(one.get("id")) for one in body.get("inputs", [])]
    limit = MAX_BATCH_WITH_HISTORY if histories else MAX_BATCH
    if len(ids) > limit:
        raise RefusedError(400, f"The maximum number of inputs is {limit}", code="VALIDATION_ERROR")
    found, missing = [], []
    for identifier in ids:
        try:
            record = crm.find(kind, identifier, body.get("idProperty"))
        except RefusedError:
            missing.append(identifier)
        else:
            found.append(record_view(record, tuple(body.get("properties") or ()), histories))
    now = iso(crm.clock())
    answer: Json = {"status": "COMPLETE", "results": found, "startedAt": now, "completedAt": now}
    if not missing:
        return Reply(body=answer)
    error = {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": "Could not get some objects, they may be deleted or not exist",
        "context": {"ids": missing},
    }
    return Reply(207, {**answer, "numErrors": 1, "errors": [error]})


def list_properties(crm: Crm, call: Call) -> Reply:
    defined = crm.properties[type_of(call).name]
    return Reply(body={"results": [_property_view(one) for one in defined.values()]})


def list_associations(crm: Crm, call: Call) -> Reply:
    record = crm.find(type_of(call), call.params["id"])
    return Reply(body={"results": _linked(crm, record, object_type(call.params["to"]), str_ids=_is_dated(call))})


def batch_read_associations(crm: Crm, call: Call) -> Reply:
    kind, to = type_of(call), object_type(call.params["to"])
    results = []
    for one in call.json_object().get("inputs", []):
        record = crm.records[kind.name].get(str(one.get("id")))
        if record is not None and crm.associated(record, to):
            linked = _linked(crm, record, to, str_ids=_is_dated(call))
            results.append({"from": {"id": record.id}, "to": linked})
    return Reply(body={"status": "COMPLETE", "results": results})


def record_view(record: Record, names: Sequence[str], histories: Iterable[str] = ()) -> Json:
    """Properties that do not exist are left out without a word; three dates are always there."""
    automatic = ("hs_object_id", "createdate", record.type.modified)
    shown = dict.fromkeys([*(names or record.type.shown), *automatic])
    view: Json = {
        "id": record.id,
        "properties": {name: record.properties.get(name) for name in shown if name in record.type.properties},
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.updated_at),
        "archived": False,
    }
    past = {name: [_past_view(one) for one in record.history.get(name, [])] for name in histories}
    return {**view, "propertiesWithHistory": past} if past else view


def _is_dated(call: Call) -> bool:
    """The date-based versions give ids as text, v4 gave them as numbers."""
    return call.params.get("version", "v3") != "v3"


def _past_view(past: PastValue) -> Json:
    return {
        "value": past.value or "",
        "timestamp": iso(past.at),
        "sourceType": past.source.type,
        "sourceId": past.source.id,
    }


def _properties(body: Json) -> dict[str, Any]:
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise RefusedError(400, "properties must be an object", code="VALIDATION_ERROR")
    return properties


def _other(crm: Crm, kind: ObjectType, association: Json) -> Record:
    """The record at the other end, whose type follows from the association's type id."""
    wanted = {one.get("associationTypeId") for one in association.get("types", [])}
    for (start, end), types in ASSOCIATION_TYPES.items():
        if start == kind.name and wanted & {type_id for type_id, _ in types}:
            return crm.find(object_type(end), str(association["to"]["id"]))
    raise RefusedError(400, "The association type is not valid", code="VALIDATION_ERROR")


def _associations(crm: Crm, record: Record, wanted: Iterable[str]) -> Json:
    views = {}
    for name in wanted:
        to = object_type(name)
        label = f"{record.type.singular}_to_{to.singular}"
        linked = crm.associated(record, to)
        if linked:
            views[to.name] = {"results": [{"id": identifier, "type": label} for identifier in linked]}
    return views


def _linked(crm: Crm, record: Record, to: ObjectType, *, str_ids: bool) -> list[Json]:
    types = [
        {"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": label}
        for type_id, label in ASSOCIATION_TYPES.get((record.type.name, to.name), ())
    ]
    return [
        {"toObjectId": identifier if str_ids else int(identifier), "associationTypes": types}
        for identifier in crm.associated(record, to)
    ]


def _property_view(prop: Property) -> Json:
    return {
        "name": prop.name,
        "label": prop.label,
        "type": prop.kind,
        "fieldType": {"enumeration": "select", "number": "number", "datetime": "date"}.get(prop.kind, "text"),
        "options": [
            {"label": label, "value": value, "displayOrder": order, "hidden": value in prop.hidden}
            for order, (value, label) in enumerate(prop.options)
        ],
        "modificationMetadata": {"readOnlyValue": prop.read_only},
    }
