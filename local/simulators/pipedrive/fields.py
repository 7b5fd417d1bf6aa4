"""The definitions of the fields of a Pipedrive account, in both versions of the API."""

from typing import Any, Final

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.pipedrive.store import BLANK, ENTITIES, STATUSES, Store

_TYPES: Final = {
    "value": "monetary",
    "status": "status",
    "stage_id": "stage",
    "pipeline_id": "pipeline",
    "org_id": "org",
    "person_id": "people",
    "owner_id": "user",
    "address": "address",
    "emails": "varchar",
    "phones": "phone",
    "expected_close_date": "date",
}
_WITHOUT_DEFINITION: Final = frozenset({"currency"})


def list_fields(store: Store, call: Call) -> Reply:
    """`dealFields`, `organizationFields` or `personFields`: those of every account, then those of this one."""
    kind = _kind(call)
    standard = [_standard(name) for name in BLANK[kind] if name not in _WITHOUT_DEFINITION]
    times = [_standard(name, "date") for name in ("add_time", "update_time")]
    custom = [_custom(one) for one in store.fields[kind]]
    return Reply(body={"success": True, "data": [*standard, *times, *custom], "additional_data": {"next_cursor": None}})


def list_fields_before(store: Store, call: Call) -> Reply:
    """The first version: custom fields alone, which is what its users look for."""
    return Reply(body={"success": True, "data": list(store.fields[_kind(call)]), "additional_data": {}})


def _kind(call: Call) -> str:
    entity = call.params["fields"].removesuffix("Fields")
    kind = {singular: plural for plural, singular in ENTITIES.items()}.get(entity)
    if kind is None:
        raise RefusedError(404, "Unknown method", code="ERR_NOT_FOUND")
    return kind


def _standard(name: str, field_type: str | None = None) -> Json:
    options = [{"id": one, "label": one.capitalize()} for one in STATUSES] if name == "status" else None
    return {
        "field_name": name.replace("_", " ").capitalize(),
        "field_code": name,
        "field_type": field_type or _TYPES.get(name, "varchar"),
        "options": options,
        "subfields": None,
        "is_custom_field": False,
        "is_optional_response_field": False,
    }


def _custom(definition: dict[str, Any]) -> Json:
    return {
        "field_name": definition["name"],
        "field_code": definition["key"],
        "field_type": definition["field_type"],
        "options": definition.get("options"),
        "subfields": None,
        "is_custom_field": True,
        "is_optional_response_field": False,
    }
