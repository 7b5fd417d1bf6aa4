"""Slack's Events API: one event a request, signed with its moment, sent again at once, after one and five minutes."""

import hashlib
import hmac
import json
import uuid
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, Json, Reply
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.slack import seed

MANNERS: Final = Manners(timeout_s=3.0, retry_after_s=(0.0, 60.0, 300.0), at_a_time=5)


class NewSubscription(BaseModel):
    """Without `events`, all of them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    secret: str = seed.SIGNING_SECRET
    events: tuple[str, ...] = ()
    host: str | None = None


def subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewSubscription.model_validate(call.json())
    subscription = Subscription(
        id=str(uuid.uuid4()), url=wanted.url, secret=wanted.secret, topics=wanted.events, host=wanted.host
    )
    return sender.subscribe(subscription)


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    seconds = str(int(moment.timestamp()))
    digest = hmac.new(subscription.secret.encode(), f"v0:{seconds}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": seconds}


def publish(sender: Sender, clock: Clock, event: Json) -> None:
    """The same bytes at every attempt, with the old verification token that nobody should keep."""
    for subscription in sender.subscriptions.values():
        if subscription.topics and event["type"] not in subscription.topics:
            continue
        told = {
            "token": "slack-local-verification-token",
            "team_id": "T0LOCAL",
            "api_app_id": "A0LOCAL",
            "type": "event_callback",
            "event_id": f"Ev{uuid.uuid4().hex[:12].upper()}",
            "event_time": int(clock().timestamp()),
            "event": event,
        }
        sender.send(subscription, event["type"], _same(json.dumps(told, ensure_ascii=False).encode()))


def _same(body: bytes) -> Body:
    return lambda _attempt: body
