"""Greenhouse's webhooks: signed over bytes in which all that is not plain ASCII is escaped; only a 200 counts."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Json, Reply
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.records import Happening
from local.simulators.chassis.sender import Sender
from local.simulators.greenhouse import seed

_MINUTE: Final = 60.0

# How long Greenhouse waits for an answer is not published.
MANNERS: Final = Manners(
    timeout_s=10.0,
    retry_after_s=tuple(minutes * _MINUTE for minutes in (1, 15, 60, 120, 240, 480)),
    at_a_time=5,
    accepted=frozenset({200}),
)

ATTACHMENT: Final = {
    "filename": "cv.pdf",
    "url": "https://files.example.com/cv.pdf?X-Amz-Signature=greenhouse-attachment-signature",
    "type": "resume",
}
_HIRED: Final = "hire_candidate"


class NewWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    secret_key: str = seed.SECRET_KEY
    events: tuple[str, ...] = ()
    host: str | None = None


def subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(len(sender.subscriptions) + 1),
        url=wanted.url,
        secret=wanted.secret_key,
        topics=wanted.events,
        host=wanted.host,
    )
    return sender.subscribe(subscription)


def ping(sender: Sender, call: Call) -> Reply:
    """What saving a webhook there causes."""
    _send(sender, sender.subscriptions[call.params["id"]], "ping", {"greenhouse_event_id": "ping"})
    return Reply(204)


def signature_headers(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    """The event's id is the same at every attempt: it is made of the bytes."""
    digest = hmac.new(subscription.secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "Signature": f"sha256 {digest}",
        "Greenhouse-Event-ID": str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(body).hexdigest())),
    }


def publish(sender: Sender, records: Mapping[str, Mapping[str, Json]], happening: Happening) -> None:
    """Of applications alone, the hire and what else changes one."""
    if happening.kind != "applications":
        return
    action = {"created": "new_candidate_application", "deleted": "delete_application"}.get(happening.action)
    if action is None:
        action = _HIRED if happening.changed.get("status") == "hired" else "application_updated"
    payload = {"application": _whole(records, happening.record, happening.at)}
    for subscription in sender.listeners(action):
        _send(sender, subscription, action, payload)


def _whole(records: Mapping[str, Mapping[str, Json]], application: Json, at: datetime) -> Json:
    candidate = records["candidates"].get(str(application["candidate_id"]), {})
    offers = [one for one in records["offers"].values() if one["application_id"] == application["id"]]
    return {
        **application,
        "candidate": {**candidate, "attachments": [ATTACHMENT]},
        "jobs": [one for one in records["jobs"].values() if one["id"] == application["job_id"]],
        "offer": offers[0] if offers else None,
        "last_activity_at": at.isoformat(),
    }


def _send(sender: Sender, subscription: Subscription, action: str, payload: Mapping[str, Any]) -> None:
    text = json.dumps({"action": action, "payload": payload}, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    body = text.encode()
    sender.send(subscription, action, lambda _attempt: body)
