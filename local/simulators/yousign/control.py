"""What people would do in Yousign's own pages: make requests, sign, cancel, create webhooks."""

import uuid
from functools import partial

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Reply, Route
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.yousign import seed
from local.simulators.yousign.store import Store


class NewWebhook(BaseModel):
    """Without `events`, all of them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    secret_key: str = seed.SECRET_KEY
    events: tuple[str, ...] = ()
    host: str | None = None


class NewRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class NewStatus(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: str


class Signature(BaseModel):
    model_config = ConfigDict(extra="forbid")

    signer: str


def routes(store: Store, sender: Sender) -> list[Route]:
    return [
        Route("GET", "/state", lambda _call: Reply(body={"signature_requests": list(store.requests.values())})),
        Route("POST", "/records/signature_requests", partial(_create, store)),
        Route("GET", "/records/signature_requests/{id}", lambda call: Reply(body=store.find(call.params["id"]))),
        Route("PATCH", "/records/signature_requests/{id}", partial(_take_status, store)),
        Route("POST", "/records/signature_requests/{id}/sign", partial(_sign, store)),
        Route("POST", "/subscriptions", partial(_subscribe, sender)),
    ]


def _create(store: Store, call: Call) -> Reply:
    return Reply(201, store.create(NewRequest.model_validate(call.json()).name))


def _take_status(store: Store, call: Call) -> Reply:
    return Reply(body=store.take_status(call.params["id"], NewStatus.model_validate(call.json()).status))


def _sign(store: Store, call: Call) -> Reply:
    return Reply(body=store.sign(call.params["id"], Signature.model_validate(call.json()).signer))


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()), url=wanted.url, secret=wanted.secret_key, topics=wanted.events, host=wanted.host
    )
    return sender.subscribe(subscription)
