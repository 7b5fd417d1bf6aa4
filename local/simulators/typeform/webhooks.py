"""Typeform's webhooks: one response a request, signed over its bytes; some answers end them at once."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import datetime
from typing import Final

from local.simulators.chassis.calls import Json
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.typeform import seed
from local.simulators.typeform.form import definition

_MINUTE: Final = 60.0
_ONLY_LISTED: Final = frozenset({"landing_id", "response_id", "response_type"})

MANNERS: Final = Manners(
    timeout_s=30.0,
    retry_after_s=tuple(minutes * _MINUTE for minutes in (5, 10, 20, 60, 120)),
    at_a_time=10,
    ended_by=frozenset({404, 410}),
)


def signature_headers(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    digest = hmac.new(subscription.secret.encode(), body, hashlib.sha256).digest()
    return {"Typeform-Signature": f"sha256={base64.b64encode(digest).decode()}"}


def publish(sender: Sender, response: Json) -> None:
    """Each webhook has an event of its own for the same response."""
    told = {key: value for key, value in response.items() if key not in _ONLY_LISTED}
    for subscription in sender.subscriptions.values():
        event = {
            "event_id": uuid.uuid4().hex,
            "event_type": "form_response",
            "form_response": {"form_id": seed.FORM_ID, **told, "definition": definition()},
        }
        sender.send(subscription, "form_response", _same(json.dumps(event, ensure_ascii=False).encode()))


def _same(body: bytes) -> Body:
    return lambda _attempt: body
