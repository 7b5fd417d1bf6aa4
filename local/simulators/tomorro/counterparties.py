"""Operations on counterparties. Names are not unique: a name given twice makes two of them."""

from typing import Any

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.fields import accepted
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import Counterparty, On, bare
from local.simulators.tomorro.switches import Shape
from local.simulators.tomorro.views import counterparty_summary, counterparty_view

_LISTING = Listing[Counterparty](
    name="counterparties",
    shape=Shape.P1,
    view=counterparty_summary,
    identify=lambda one: one.id,
    filters={"status": lambda one: one.status},
    sorts={
        "id": lambda one: one.id,
        "name": lambda one: one.name,
        "status": lambda one: one.status,
        "createdAt": lambda one: one.created_at,
        "updatedAt": lambda one: one.updated_at,
    },
    default_sort="-createdAt",
)


def list_counterparties(account: Account, call: Call) -> Reply:
    part = (call.one("name") or "").casefold()
    found = [one for one in account.counterparties.values() if part in one.name.casefold()]
    return listed(_LISTING, found, call, account.switches)


def create_counterparty(account: Account, call: Call) -> Reply:
    body = call.json_object()
    if not body["name"].strip():
        raise RefusedError(400, "name must not be empty")
    values = _values(account, body.get("attributes", []))
    counterparty = new_counterparty(account, body["name"], body.get("status", "active"))
    counterparty.fields |= values
    return Reply(201, counterparty_view(counterparty))


def get_counterparty(account: Account, call: Call) -> Reply:
    return Reply(body=counterparty_view(account.counterparty(call.params["id"])))


def update_counterparty(account: Account, call: Call) -> Reply:
    counterparty, body = account.counterparty(call.params["id"]), call.json_object()
    values = _values(account, body.get("attributes", []))
    counterparty.name = body.get("name", counterparty.name)
    counterparty.status = body.get("status", counterparty.status)
    counterparty.fields |= values
    counterparty.updated_at = account.now()
    return Reply(body=counterparty_view(counterparty))


def new_counterparty(account: Account, name: str, status: str = "active") -> Counterparty:
    moment = account.now()
    counterparty = Counterparty(new_id(), name, status, moment, moment)
    account.counterparties[counterparty.id] = counterparty
    return counterparty


def _values(account: Account, given: list[Json]) -> dict[str, Any]:
    values = {}
    for one in given:
        smart_field = account.smart_fields.get(bare(one["attributeDefinitionId"]))
        if smart_field is None or smart_field.on is not On.COUNTERPARTY:
            raise RefusedError(400, "An attributeDefinitionId is not the id of a counterparty's smart field")
        values[smart_field.id] = accepted(smart_field, one["value"])
    return values
