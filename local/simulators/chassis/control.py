"""The control of a platform: what a person or a test may look up and switch, under `/_control/{platform}`."""

from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import BaseModel, TypeAdapter, ValidationError

from local.simulators.chassis.calls import Call, RefusedError, Reply, Route
from local.simulators.chassis.deliveries import Order
from local.simulators.chassis.faults import Fault
from local.simulators.chassis.limits import RateLimit
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.chassis.web import CALL, read, respond

Model = TypeVar("Model", bound=BaseModel)

_FAULTS = TypeAdapter(list[Fault])
_RATE_LIMIT = TypeAdapter(RateLimit | None)
_ORDER = TypeAdapter(Order)


def changed(model: Model, changes: Any) -> Model:
    """The same settings with some of them replaced, checked as a whole."""
    if not isinstance(changes, dict):
        raise RefusedError(400, "The body must be a JSON object")
    return type(model).model_validate({**model.model_dump(), **changes})


def control_routes(platform: Platform) -> list[Route]:
    """The control that every platform has; its own routes are added to these."""
    return [
        Route("GET", "/requests", lambda call: _requests(platform, call)),
        Route("DELETE", "/requests", _doing(platform.journal.clear)),
        Route("GET", "/faults", lambda _call: _faults(platform)),
        Route("POST", "/faults", lambda call: _set_faults(platform, call)),
        Route("DELETE", "/faults", _doing(platform.faults.clear)),
        Route("POST", "/rate_limit", lambda call: _set_rate_limit(platform, call)),
        Route("POST", "/reset", _doing(platform.reset)),
        *(_sender_routes(platform.sender) if platform.sender is not None else ()),
        *platform.control,
    ]


def control_doorway() -> Middleware:
    """Control is never faulty; a refusal is a sentence in `error`."""

    @web.middleware
    async def serve(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[CALL] = await read(request)
        try:
            return await handler(request)
        except RefusedError as refused:
            return respond(Reply(refused.status, {"error": refused.message}))
        except ValidationError as error:
            return respond(Reply(400, {"error": error.errors(include_url=False, include_context=False)}))

    return serve


def _sender_routes(sender: Sender) -> list[Route]:
    return [
        Route("GET", "/deliveries", lambda call: _deliveries(sender, call)),
        Route("PATCH", "/delivery", lambda call: _set_delivery(sender, call)),
        Route("POST", "/delivery/release", lambda call: _release(sender, call)),
        Route("GET", "/subscriptions", lambda _call: _subscriptions(sender)),
        Route("DELETE", "/subscriptions/{id}", lambda call: _unsubscribe(sender, call)),
    ]


def _doing(action: Callable[[], None]) -> Callable[[Call], Reply]:
    def run(_call: Call) -> Reply:
        action()
        return Reply(204)

    return run


def _set_rate_limit(platform: Platform, call: Call) -> Reply:
    platform.limiter.set(_RATE_LIMIT.validate_python(call.json()))
    return Reply(204)


def _requests(platform: Platform, call: Call) -> Reply:
    return Reply(body=platform.journal.find(call.one("method"), call.one("path") or ""))


def _faults(platform: Platform) -> Reply:
    return Reply(body=[fault.model_dump(mode="json") for fault in platform.faults.list()])


def _set_faults(platform: Platform, call: Call) -> Reply:
    platform.faults.set(_FAULTS.validate_python(call.json()))
    return _faults(platform)


def _deliveries(sender: Sender, call: Call) -> Reply:
    topic, state = call.one("topic"), call.one("state")
    return Reply(
        body=[
            delivery.to_json()
            for delivery in sender.log
            if topic in (None, delivery.topic) and state in (None, delivery.state.value)
        ]
    )


def _set_delivery(sender: Sender, call: Call) -> Reply:
    sender.options = changed(sender.options, call.json())
    return Reply(body=sender.options.model_dump(mode="json"))


def _release(sender: Sender, call: Call) -> Reply:
    order = _ORDER.validate_python((call.json() or {}).get("order", Order.KEPT))
    return Reply(body={"released": sender.release(order)})


def _subscriptions(sender: Sender) -> Reply:
    return Reply(body=[subscription.to_json() for subscription in sender.subscriptions.values()])


def _unsubscribe(sender: Sender, call: Call) -> Reply:
    if sender.subscriptions.pop(call.params["id"], None) is None:
        raise RefusedError(404, "No such subscription")
    return Reply(204)
