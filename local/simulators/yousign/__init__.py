"""The simulator of Yousign (API v3): signature requests, read by key, and webhooks."""

from functools import partial

from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.yousign import control, seed, webhooks
from local.simulators.yousign.store import Store


def yousign(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    store = Store(clock, partial(webhooks.publish, sender, clock))
    return Platform(
        name="yousign",
        clock=clock,
        routes=[
            Route("GET", "/v3/signature_requests", partial(_list, store)),
            Route("GET", "/v3/signature_requests/{id}", lambda call: Reply(body=store.find(call.params["id"]))),
        ],
        control=control.routes(store, sender),
        explain=explain,
        sender=sender,
        forget=store.forget,
        gates=(_authenticated,),
    )


def explain(refused: RefusedError) -> Reply:
    body = {"type": refused.code or "error", "title": refused.message, "detail": refused.message}
    return Reply(refused.status, body, refused.headers)


def _authenticated(call: Call) -> None:
    if call.headers.get("authorization") != f"Bearer {seed.API_KEY}":
        raise RefusedError(401, "Access unauthorized", code="unauthorized")


def _list(store: Store, _call: Call) -> Reply:
    return Reply(body={"meta": {"next_cursor": None}, "data": list(store.requests.values())})
