"""Yousign's webhooks: one event a request, signed over its bytes, with one second to answer the first time."""

import hashlib
import hmac
import json
import uuid
from datetime import datetime
from typing import Final

from local.simulators.chassis.calls import Clock, Json, iso
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.sender import Sender

_MINUTE: Final = 60.0

MANNERS: Final = Manners(
    timeout_s=1.0,
    retry_timeout_s=10.0,
    retry_after_s=tuple(minutes * _MINUTE for minutes in (2, 6, 30, 60, 300, 1_080, 1_440, 2_880)),
    at_a_time=10,
)


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    """The moment is told, and not signed."""
    digest = hmac.new(subscription.secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Yousign-Signature-256": f"sha256={digest}", "X-Yousign-Issued-At": iso(moment)}


def publish(sender: Sender, clock: Clock, name: str, data: Json) -> None:
    """The time of the event, in seconds and as text, is the same at every attempt."""
    event_id, moment = str(uuid.uuid4()), str(int(clock().timestamp()))
    for subscription in sender.listeners(name):
        event = {
            "event_id": event_id,
            "event_name": name,
            "event_time": moment,
            "subscription_id": subscription.id,
            "subscription_description": subscription.name,
            "sandbox": False,
            "data": data,
        }
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        sender.send(subscription, name, _same(body))


def _same(body: bytes) -> Body:
    return lambda _attempt: body
