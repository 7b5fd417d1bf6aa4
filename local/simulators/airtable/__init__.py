"""The simulator of Airtable: one table of one base, and a webhook that pings without a word of what changed."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import datetime
from functools import partial
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from local.simulators.airtable import api, seed
from local.simulators.airtable.store import Store
from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route, iso
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender

MANNERS: Final = Manners(timeout_s=25.0, retry_after_s=(10.0, 60.0, 300.0, 1800.0), at_a_time=10)


class NewWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    mac_secret: str = seed.MAC_SECRET
    host: str | None = None


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fields: dict[str, Any]


def airtable(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(MANNERS, mac_headers, clock, speed)
    store = Store(clock, partial(_ping, sender, clock))
    table, one = "/{base_id}/{table_id}", "/{base_id}/{table_id}/{id}"
    return Platform(
        name="airtable",
        clock=clock,
        routes=[
            Route("GET", "/meta/whoami", api.whoami),
            Route("GET", "/meta/bases/{base_id}/tables", api.tables),
            Route("GET", "/bases/{base_id}/webhooks", partial(api.webhooks, sender)),
            Route("GET", "/bases/{base_id}/webhooks/{webhook_id}/payloads", partial(api.payloads, store)),
            Route("GET", table, partial(api.list_records, store)),
            Route("POST", table, partial(api.create_record, store)),
            Route("PATCH", table, partial(api.update_records, store)),
            Route("GET", one, partial(api.get_record, store)),
            Route("PATCH", one, partial(api.update_record, store)),
        ],
        control=[
            Route("GET", "/state", lambda _call: Reply(body={"records": list(store.records.values())})),
            Route("GET", "/records/records", lambda _call: Reply(body=list(store.records.values()))),
            Route("POST", "/records/records", partial(_create, store)),
            Route("GET", "/records/records/{id}", lambda call: Reply(body=store.find(call.params["id"]))),
            Route("PATCH", "/records/records/{id}", partial(_update, store)),
            Route("DELETE", "/records/records/{id}", partial(_destroy, store)),
            Route("POST", "/subscriptions", partial(_subscribe, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=store.forget,
        gates=(_authenticated,),
    )


def explain(refused: RefusedError) -> Reply:
    """A record that is not there is told by a word, everything else by a type and a message."""
    if refused.code == "NOT_FOUND":
        return Reply(refused.status, {"error": "NOT_FOUND"}, refused.headers)
    body = {"error": {"type": refused.code or "ERROR", "message": refused.message}}
    return Reply(refused.status, body, refused.headers)


def mac_headers(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    try:
        key = base64.b64decode(subscription.secret, validate=True)
    except ValueError:  # the control asks for a wrong secret: one that is no base64 either
        key = subscription.secret.encode()
    return {"X-Airtable-Content-MAC": f"hmac-sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"}


def _authenticated(call: Call) -> None:
    if call.headers.get("authorization") != f"Bearer {seed.TOKEN}":
        raise RefusedError(401, "Authentication required", code="AUTHENTICATION_REQUIRED")


def _ping(sender: Sender, clock: Clock) -> None:
    for subscription in sender.subscriptions.values():
        told = {"base": {"id": seed.BASE_ID}, "webhook": {"id": seed.WEBHOOK_ID}, "timestamp": iso(clock())}
        body = json.dumps(told).encode()
        sender.send(subscription, "ping", partial(_same, body))


def _same(body: bytes, _attempt: int) -> bytes:
    return body


def _create(store: Store, call: Call) -> Reply:
    return Reply(201, store.create(Row.model_validate(call.json()).fields))


def _update(store: Store, call: Call) -> Reply:
    return Reply(body=store.update(call.params["id"], Row.model_validate(call.json()).fields))


def _destroy(store: Store, call: Call) -> Reply:
    store.destroy(call.params["id"])
    return Reply(204)


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()), url=wanted.url, secret=wanted.mac_secret, topics=(), host=wanted.host
    )
    return sender.subscribe(subscription)
