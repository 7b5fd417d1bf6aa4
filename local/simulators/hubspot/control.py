"""What a person would do in HubSpot's web app, and the webhook subscriptions of its application."""

from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from local.simulators.chassis.calls import Call, Json, Reply, Route
from local.simulators.chassis.control import changed
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.hubspot import seed
from local.simulators.hubspot.crm import USER, Crm, Record
from local.simulators.hubspot.objects import record_view
from local.simulators.hubspot.schema import Kind, Property, object_type
from local.simulators.hubspot.webhooks import subscription_numbers


class NewSubscription(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    host: str | None = None
    public_url: str | None = None
    client_secret: str = seed.CLIENT_SECRET
    types: tuple[str, ...]
    signature: Literal["v1", "v2", "v3"] = "v3"


class Write(BaseModel):
    """Without an id, a record is made; `associations` names records of other types by their ids."""

    model_config = ConfigDict(extra="forbid")

    type: str
    id: str | None = None
    properties: dict[str, Any] = {}
    associations: dict[str, list[str]] = {}


class PropertyChanges(BaseModel):
    """`options` are pairs of value and label, `hidden` the values that nobody can choose any more."""

    model_config = ConfigDict(extra="forbid")

    label: str | None = None
    kind: Kind | None = None
    options: tuple[tuple[str, str], ...] | None = None
    hidden: frozenset[str] | None = None
    read_only: bool | None = None


_WRITES = TypeAdapter(list[Write])


def routes(crm: Crm, sender: Sender) -> list[Route]:
    numbers = count(100_000, 1_000)
    return [
        Route("GET", "/state", lambda _call: Reply(body=_state(crm))),
        Route("GET", "/switches", lambda _call: Reply(body=crm.switches.model_dump())),
        Route("PATCH", "/switches", partial(_switch, crm)),
        Route("GET", "/records/{type}", partial(_list, crm)),
        Route("POST", "/records/{type}", partial(_create, crm)),
        Route("GET", "/records/{type}/{id}", partial(_get, crm)),
        Route("PATCH", "/records/{type}/{id}", partial(_update, crm)),
        Route("DELETE", "/records/{type}/{id}", partial(_delete, crm)),
        Route("PATCH", "/properties/{type}/{name}", partial(_redefine, crm)),
        Route("DELETE", "/properties/{type}/{name}", partial(_undefine, crm)),
        Route("POST", "/writes", partial(_write_together, crm)),
        Route("POST", "/subscriptions", lambda call: _subscribe(sender, next(numbers), call)),
    ]


def _state(crm: Crm) -> Json:
    return {name: [_whole(record) for record in records.values()] for name, records in crm.records.items()}


def _whole(record: Record) -> Json:
    return record_view(record, tuple(record.type.properties))


def _switch(crm: Crm, call: Call) -> Reply:
    crm.switches = changed(crm.switches, call.json())
    return Reply(body=crm.switches.model_dump())


def _list(crm: Crm, call: Call) -> Reply:
    return Reply(body=_state(crm)[object_type(call.params["type"]).name])


def _get(crm: Crm, call: Call) -> Reply:
    return Reply(body=_whole(crm.find(object_type(call.params["type"]), call.params["id"])))


def _create(crm: Crm, call: Call) -> Reply:
    wanted = Write.model_validate({**call.json_object(), "type": call.params["type"]})
    return Reply(201, _whole(_written(crm, wanted)))


def _update(crm: Crm, call: Call) -> Reply:
    wanted = Write.model_validate({**call.json_object(), **call.params})
    return Reply(body=_whole(_written(crm, wanted)))


def _delete(crm: Crm, call: Call) -> Reply:
    crm.delete(crm.find(object_type(call.params["type"]), call.params["id"]), USER)
    return Reply(204)


def _write_together(crm: Crm, call: Call) -> Reply:
    """Several writes whose events leave in the same requests, up to 100 events in each."""
    with crm.together():
        records = [_written(crm, one) for one in _WRITES.validate_python(call.json())]
    return Reply(body=[_whole(record) for record in records])


def _redefine(crm: Crm, call: Call) -> Reply:
    """What the list of properties tells from now on; records stay as they are."""
    defined, name = crm.properties[object_type(call.params["type"]).name], call.params["name"]
    changes = PropertyChanges.model_validate(call.json()).model_dump(exclude_unset=True)
    defined[name] = replace(defined.get(name) or Property(name, name), **changes)
    return Reply(204)


def _undefine(crm: Crm, call: Call) -> Reply:
    crm.properties[object_type(call.params["type"]).name].pop(call.params["name"], None)
    return Reply(204)


def _written(crm: Crm, wanted: Write) -> Record:
    kind = object_type(wanted.type)
    others = [crm.find(object_type(to), one) for to, ids in wanted.associations.items() for one in ids]
    if wanted.id is None:
        record = crm.create(kind, wanted.properties, USER)
    else:
        record = crm.find(kind, wanted.id)
        crm.update(record, wanted.properties, USER)
    for other in others:
        crm.associate(record, other)
    return record


def _subscribe(sender: Sender, number: int, call: Call) -> Reply:
    wanted = NewSubscription.model_validate(call.json())
    subscription = Subscription(
        id=str(number),
        url=wanted.url,
        secret=wanted.client_secret,
        topics=wanted.types,
        host=wanted.host,
        public_url=wanted.public_url,
        details={"signature": wanted.signature, "numbers": subscription_numbers(number, wanted.types)},
    )
    return sender.subscribe(subscription)
