"""Operations on clauses and on the rows of dynamic tables."""

from typing import Any

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply, iso
from local.simulators.tomorro import seed
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.catalogue import smart_field_view
from local.simulators.tomorro.fields import accepted
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import Clause, CustomObject
from local.simulators.tomorro.switches import Shape


def list_clauses(account: Account, call: Call) -> Reply:
    """Two answers are documented: an array of whole clauses, or a page of short ones."""
    part = (call.one("name") or "").casefold()
    found = [one for one in account.clauses.values() if part in one.name.casefold()]
    full = account.switches.full_clauses
    listing = Listing[Clause](
        name="clauses",
        shape=Shape.P5 if full else Shape.P1,
        view=clause_view if full else _short_view,
        identify=lambda one: one.id,
        filters={},
        sorts={},
    )
    return listed(listing, found, call, account.switches)


def get_clause(account: Account, call: Call) -> Reply:
    return Reply(body=clause_view(account.clause(call.params["id"])))


def list_contract_clauses(account: Account, call: Call) -> Reply:
    contract = account.contract(call.params["id"])
    listing = Listing[tuple[str, str]](
        name="clauses",
        shape=Shape.P5,
        view=lambda pair: {
            "id": pair[0],
            "contractId": contract.id,
            "isCustom": False,
            "clause": {"id": pair[1], "name": account.clauses[pair[1]].name},
        },
        identify=lambda pair: pair[0],
        filters={},
        sorts={},
    )
    return listed(listing, contract.clause_ids, call, account.switches)


def get_custom_object(account: Account, call: Call) -> Reply:
    custom_object = account.custom_object(call.params["id"])
    return Reply(
        body={
            "id": custom_object.id,
            "name": custom_object.name,
            "smart_fields": [smart_field_view(account.smart_fields[one]) for one in custom_object.field_ids],
            "help_text": custom_object.help_text,
        }
    )


def upsert_records(account: Account, call: Call) -> Reply:
    """Rows are created or updated by id; those that are left out go, or stay when the switch says so."""
    custom_object = account.custom_object(call.params["customObjectId"])
    contract = account.contract(call.params["contractId"])
    known = contract.records.get(custom_object.id, {})
    rows: dict[str, Json] = {}
    for row in call.json_object()["records"]:
        row_id = row.get("id") or new_id()
        if row.get("id") and row_id not in known:
            raise RefusedError(404, "Record not found")
        rows[row_id] = {**known.get(row_id, {}), **_row(account, custom_object, row.get("fields", []))}
    kept = known if account.switches.rows_left_out == "kept" else {}
    contract.records[custom_object.id] = {**kept, **rows}
    return Reply(200)


def clause_view(clause: Clause) -> Json:
    return {
        **_short_view(clause),
        "organizationId": seed.ORGANIZATION_ID,
        "content": clause.content,
        "listNumbering": None,
        "translations": [{"language": "fr", "content": clause.content, "order": 0}],
        "languages": ["fr"],
        "createdAt": iso(clause.created_at),
        "updatedAt": iso(clause.created_at),
    }


def _short_view(clause: Clause) -> Json:
    return {"id": clause.id, "name": clause.name, "description": clause.description}


def _row(account: Account, custom_object: CustomObject, given: list[Json]) -> dict[str, Any]:
    values = {}
    for one in given:
        field_id = one.get("smartFieldId")
        if field_id not in custom_object.field_ids:
            raise RefusedError(400, "A smartFieldId is not a column of the table")
        values[field_id] = accepted(account.smart_fields[field_id], one.get("value"))
    return values
