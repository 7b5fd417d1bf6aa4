"""The simulator of Typeform: one form, its responses by token, and webhooks."""

import uuid
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.typeform import api, seed, webhooks
from local.simulators.typeform.form import Form


class NewResponse(BaseModel):
    """Answers by the reference of their question. Without a token, a new one."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = seed.ANSWERS
    hidden: Json = {}
    token: str | None = None


class NewWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    secret: str = seed.SECRET
    host: str | None = None


def typeform(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    form = Form(clock, partial(webhooks.publish, sender))
    return Platform(
        name="typeform",
        clock=clock,
        routes=[
            Route("GET", "/me", api.get_me),
            Route("GET", "/forms/{form_id}", api.get_form),
            Route("GET", "/forms/{form_id}/responses", partial(api.list_responses, form)),
            Route("GET", "/forms/{form_id}/webhooks", partial(api.list_webhooks, sender)),
        ],
        control=[
            Route("GET", "/state", lambda _call: Reply(body={"responses": form.responses})),
            Route("POST", "/records/responses", partial(_send, form)),
            Route("POST", "/subscriptions", partial(_subscribe, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=form.forget,
        gates=(_authenticated,),
    )


def explain(refused: RefusedError) -> Reply:
    return Reply(refused.status, {"code": refused.code or "ERROR", "description": refused.message}, refused.headers)


def _authenticated(call: Call) -> None:
    if call.headers.get("authorization") != f"Bearer {seed.TOKEN}":
        raise RefusedError(403, "Authentication credentials not found on the Request", code="AUTHENTICATION_FAILED")


def _send(form: Form, call: Call) -> Reply:
    wanted = NewResponse.model_validate(call.json() or {})
    response = form.send(wanted.answers, wanted.hidden, wanted.token or uuid.uuid4().hex)
    return Reply(201, {"id": response["token"], **response})


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()), url=wanted.url, secret=wanted.secret, topics=(), name="passerelle", host=wanted.host
    )
    return sender.subscribe(subscription)
