"""Lucca's webhooks: the event resource itself, signed over its moment and its bytes; 404 or 410 suspends at once."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Json, Reply, iso
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.lucca import seed

_HOUR: Final = 3600.0

MANNERS: Final = Manners(
    timeout_s=3.0,
    retry_after_s=(300.0, _HOUR, 6 * _HOUR, 17 * _HOUR),
    at_a_time=3,
    ended_by=frozenset({404, 410}),
)


class NewWebhook(BaseModel):
    """Without `topics`, all of them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    secret: str = seed.SECRET
    topics: tuple[str, ...] = ()
    host: str | None = None


def subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(len(sender.subscriptions) + 1),
        url=wanted.url,
        secret=wanted.secret,
        topics=wanted.topics,
        host=wanted.host,
    )
    return sender.subscribe(subscription)


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    told = iso(moment)
    digest = hmac.new(subscription.secret.encode(), f"{told}.".encode() + body, hashlib.sha256).digest()
    return {"Lucca-Signature": base64.b64encode(digest).decode(), "Lucca-Timestamp": told}


def publish(sender: Sender, event: Json) -> None:
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    for subscription in sender.listeners(event["topic"]):
        sender.send(subscription, event["topic"], lambda _attempt: body)
