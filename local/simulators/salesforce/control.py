"""What people would do in Salesforce itself: change records, add outbound messages."""

import uuid
from functools import partial
from typing import Literal

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, RefusedError, Reply, Route
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.salesforce import seed
from local.simulators.salesforce.store import PLURALS, Store


class NewOutboundMessage(BaseModel):
    """The secret of the address is added to `url`."""

    model_config = ConfigDict(extra="forbid")

    url: str
    objects: tuple[Literal["Opportunity", "Account", "Contact"], ...] = ("Opportunity",)
    address: str = seed.ADDRESS
    organization: str = seed.ORGANIZATION_ID
    host: str | None = None


def routes(store: Store, sender: Sender) -> list[Route]:
    return [
        Route("GET", "/state", lambda _call: Reply(body=store.records)),
        Route("POST", "/records/{plural}", partial(_create, store)),
        Route("GET", "/records/{plural}/{id}", lambda call: Reply(body=store.find(_kind(call), call.params["id"]))),
        Route("PATCH", "/records/{plural}/{id}", partial(_update, store)),
        Route("DELETE", "/records/{plural}/{id}", partial(_delete, store)),
        Route("POST", "/subscriptions", partial(_subscribe, sender)),
    ]


def _create(store: Store, call: Call) -> Reply:
    made = store.create(_kind(call), call.json_object())
    return Reply(201, {"id": made["Id"], **made})


def _update(store: Store, call: Call) -> Reply:
    return Reply(body=store.update(_kind(call), call.params["id"], call.json_object()))


def _delete(store: Store, call: Call) -> Reply:
    store.delete(_kind(call), call.params["id"])
    return Reply(204)


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewOutboundMessage.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()),
        url=f"{wanted.url}/{wanted.address}",
        secret=wanted.organization,
        topics=tuple(wanted.objects),
        host=wanted.host,
    )
    return sender.subscribe(subscription)


def _kind(call: Call) -> str:
    kind = PLURALS.get(call.params["plural"])
    if kind is None:
        raise RefusedError(404, "The requested resource does not exist", code="NOT_FOUND")
    return kind
