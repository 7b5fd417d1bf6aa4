"""What a personal access token may ask: records, the schema of the base, the payloads of a webhook."""

import re
from typing import Final

from local.simulators.airtable import seed
from local.simulators.airtable.store import Store
from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.chassis.sender import Sender

_FORMULA: Final = re.compile(r"FIND\('([^']*)', \{([^{}]+)\}\)")
_PAGE: Final = 100
_PAYLOADS: Final = 50
_AT_A_TIME: Final = 10


def whoami(_call: Call) -> Reply:
    return Reply(body={"id": "usrLocal000000001", "scopes": ["data.records:read", "data.records:write"]})


def tables(call: Call) -> Reply:
    _its_base(call)
    other: Json = {"id": "tblOther000000001", "name": "Autre", "fields": [{"name": "Titre", "type": "singleLineText"}]}
    return Reply(body={"tables": [other, {"id": seed.TABLE_ID, "name": "Demandes", "fields": list(seed.FIELDS)}]})


def get_record(store: Store, call: Call) -> Reply:
    _its_table(call)
    return Reply(body=store.find(call.params["id"]))


def list_records(store: Store, call: Call) -> Reply:
    """A page at a time, by an offset that is no number."""
    _its_table(call)
    found = list(store.records.values())
    formula = call.one("filterByFormula")
    if formula is not None:
        text, name = _formula(formula)
        found = [one for one in found if text in str(one["fields"].get(name, ""))]
    start = int((call.one("offset") or "itr0").removeprefix("itr"))
    more = {"offset": f"itr{start + _PAGE}"} if start + _PAGE < len(found) else {}
    return Reply(body={"records": found[start : start + _PAGE], **more})


def create_record(store: Store, call: Call) -> Reply:
    _its_table(call)
    return Reply(body=store.create(_fields(call.json_object())))


def update_record(store: Store, call: Call) -> Reply:
    _its_table(call)
    return Reply(body=store.update(call.params["id"], _fields(call.json_object())))


def update_records(store: Store, call: Call) -> Reply:
    """With performUpsert: each record is found by the fields to merge on, or created."""
    _its_table(call)
    body = call.json_object()
    records, upsert = body.get("records"), body.get("performUpsert")
    if not isinstance(records, list) or not isinstance(upsert, dict) or len(records) > _AT_A_TIME:
        raise RefusedError(422, "Invalid request", code="INVALID_REQUEST_UNKNOWN")
    done = [store.upsert(upsert["fieldsToMergeOn"], _fields(one)) for one in records]
    return Reply(
        body={
            "records": [record for record, _ in done],
            "createdRecords": [record["id"] for record, created in done if created],
            "updatedRecords": [record["id"] for record, created in done if not created],
        }
    )


def payloads(store: Store, call: Call) -> Reply:
    """From the cursor on; the first payload is number 1."""
    _its_base(call)
    if call.params["webhook_id"] != seed.WEBHOOK_ID:
        raise RefusedError(404, "Webhook not found", code="NOT_FOUND")
    start = int(call.one("cursor") or "1") - 1
    end = min(len(store.payloads), start + _PAYLOADS)
    return Reply(
        body={
            "payloads": store.payloads[start:end],
            "cursor": max(start, end) + 1,
            "mightHaveMore": end < len(store.payloads),
        }
    )


def webhooks(sender: Sender, call: Call) -> Reply:
    _its_base(call)
    return Reply(
        body={
            "webhooks": [
                {
                    "id": seed.WEBHOOK_ID,
                    "notificationUrl": one.url,
                    "isHookEnabled": True,
                    "areNotificationsEnabled": True,
                }
                for one in sender.subscriptions.values()
            ]
        }
    )


def _its_base(call: Call) -> None:
    if call.params["base_id"] != seed.BASE_ID:
        raise RefusedError(404, "Base not found", code="NOT_FOUND")


def _its_table(call: Call) -> None:
    _its_base(call)
    if call.params["table_id"] != seed.TABLE_ID:
        message = "Invalid permissions, or the requested model was not found."
        raise RefusedError(403, message, code="INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")


def _formula(text: str) -> tuple[str, str]:
    found = _FORMULA.fullmatch(text)
    if found is None:
        raise RefusedError(422, "The formula for filtering records is invalid", code="INVALID_FILTER_BY_FORMULA")
    return found[1], found[2]


def _fields(body: Json) -> Json:
    fields = body.get("fields")
    if not isinstance(fields, dict):
        raise RefusedError(422, "Could not find field fields", code="INVALID_REQUEST_MISSING_FIELDS")
    return fields
