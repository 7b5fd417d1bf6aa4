"""What people would do in DocuSign's own pages: make envelopes, sign, void, add configurations of Connect."""

import uuid
from functools import partial

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Reply, Route
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.docusign import seed
from local.simulators.docusign.store import Store


class NewConfiguration(BaseModel):
    """Without `events`, all of them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    key: str = seed.CONNECT_KEY
    events: tuple[str, ...] = ()
    host: str | None = None


class Signature(BaseModel):
    model_config = ConfigDict(extra="forbid")

    recipient: str


def routes(store: Store, sender: Sender) -> list[Route]:
    return [
        Route("GET", "/state", lambda _call: Reply(body={"envelopes": list(store.envelopes.values())})),
        Route("POST", "/records/envelopes", partial(_create, store)),
        Route("GET", "/records/envelopes/{id}", lambda call: Reply(body=store.find(call.params["id"]))),
        Route("PATCH", "/records/envelopes/{id}", partial(_change, store)),
        Route("DELETE", "/records/envelopes/{id}", partial(_delete, store)),
        Route("POST", "/records/envelopes/{id}/sign", partial(_sign, store)),
        Route("POST", "/subscriptions", partial(_subscribe, sender)),
    ]


def _create(store: Store, call: Call) -> Reply:
    made = store.create(call.json_object())
    return Reply(201, {"id": made["envelopeId"], **made})


def _change(store: Store, call: Call) -> Reply:
    return Reply(body=store.change(call.params["id"], call.json_object()))


def _delete(store: Store, call: Call) -> Reply:
    store.delete(call.params["id"])
    return Reply(204)


def _sign(store: Store, call: Call) -> Reply:
    return Reply(body=store.sign(call.params["id"], Signature.model_validate(call.json()).recipient))


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewConfiguration.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()), url=wanted.url, secret=wanted.key, topics=wanted.events, host=wanted.host
    )
    return sender.subscribe(subscription)
