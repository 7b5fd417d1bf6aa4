"""What a person would do in Pipedrive's web app, and its webhooks."""

from functools import partial
from itertools import count
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from local.simulators.chassis.calls import Call, Json, Reply, Route
from local.simulators.chassis.control import changed
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.pipedrive.api import kind_of
from local.simulators.pipedrive.store import Store


class NewWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    host: str | None = None
    event_action: Literal["create", "change", "delete", "*"] = "*"
    event_object: Literal["deal", "organization", "person", "*"] = "*"
    user: str | None = None
    password: str = ""


class NewField(BaseModel):
    """A custom field, as `/api/v1/dealFields` shows it."""

    model_config = ConfigDict(extra="forbid")

    key: str
    name: str
    field_type: str
    options: list[dict[str, Any]] | None = None


_FIELDS = TypeAdapter(list[NewField])


def routes(store: Store, sender: Sender) -> list[Route]:
    numbers = count(501)
    return [
        Route("GET", "/state", lambda _call: Reply(body=_state(store))),
        Route("GET", "/switches", lambda _call: Reply(body=store.switches.model_dump())),
        Route("PATCH", "/switches", partial(_switch, store)),
        Route("POST", "/records/{type}", partial(_create, store)),
        Route("GET", "/records/{type}/{id}", partial(_get, store)),
        Route("PATCH", "/records/{type}/{id}", partial(_update, store)),
        Route("DELETE", "/records/{type}/{id}", partial(_delete, store)),
        Route("PUT", "/fields/{type}", partial(_define, store)),
        Route("POST", "/subscriptions", lambda call: _subscribe(sender, str(next(numbers)), call)),
    ]


def _state(store: Store) -> Json:
    return {**{kind: list(records.values()) for kind, records in store.records.items()}, "notes": store.notes}


def _switch(store: Store, call: Call) -> Reply:
    store.switches = changed(store.switches, call.json())
    store.spent = 0
    return Reply(body=store.switches.model_dump())


def _create(store: Store, call: Call) -> Reply:
    return Reply(201, store.create(kind_of(call), call.json_object(), "app"))


def _get(store: Store, call: Call) -> Reply:
    return Reply(body=store.find(kind_of(call), call.params["id"]))


def _update(store: Store, call: Call) -> Reply:
    return Reply(body=store.update(kind_of(call), call.params["id"], call.json_object(), "app"))


def _delete(store: Store, call: Call) -> Reply:
    store.delete(kind_of(call), call.params["id"], "app")
    return Reply(204)


def _define(store: Store, call: Call) -> Reply:
    """All custom fields of a type, in the place of those before; what records hold stays as it is."""
    wanted = _FIELDS.validate_python(call.json())
    store.fields[kind_of(call)] = tuple(one.model_dump(exclude_none=True) for one in wanted)
    return Reply(204)


def _subscribe(sender: Sender, identifier: str, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=identifier,
        url=wanted.url,
        secret=wanted.password,
        topics=(f"{wanted.event_action}.{wanted.event_object}",),
        host=wanted.host,
        details={"user": wanted.user},
    )
    return sender.subscribe(subscription)
