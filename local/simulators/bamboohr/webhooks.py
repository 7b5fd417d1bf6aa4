"""BambooHR's event-based webhooks: which employee and which fields, never a value; signed over body and moment."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from local.simulators.bamboohr import seed
from local.simulators.chassis.calls import Call, Json, Reply
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.records import Happening
from local.simulators.chassis.sender import Sender

# The time allowed and the waits are assumed: BambooHR publishes that it tries again, and not when.
MANNERS: Final = Manners(timeout_s=10.0, retry_after_s=(60.0, 300.0, 900.0, 3600.0), at_a_time=5)

EVENTS: Final = ("employee.created", "employee.updated", "employee.deleted")


class NewWebhook(BaseModel):
    """Without `monitor_fields`, all of them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    private_key: str = seed.PRIVATE_KEY
    events: tuple[str, ...] = EVENTS
    monitor_fields: tuple[str, ...] = ()
    host: str | None = None


def subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(len(sender.subscriptions) + 1),
        url=wanted.url,
        secret=wanted.private_key,
        topics=wanted.events,
        host=wanted.host,
        details={"monitorFields": wanted.monitor_fields},
    )
    return sender.subscribe(subscription)


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    """The body first, then the moment, with nothing between them."""
    seconds = str(int(moment.timestamp()))
    digest = hmac.new(subscription.secret.encode(), body + seconds.encode(), hashlib.sha256).hexdigest()
    return {"X-BambooHR-Signature": digest, "X-BambooHR-Timestamp": seconds}


def publish(sender: Sender, happening: Happening) -> None:
    for subscription in sender.subscriptions.values():
        monitored = subscription.details["monitorFields"] or [one["alias"] for one in seed.FIELDS if "alias" in one]
        for topic, changed in _events(happening):
            fields = [name for name in changed if name in monitored]
            if topic in subscription.topics and (fields or topic != "employee.updated"):
                sender.send(subscription, topic, _body(happening, topic, fields))


def _events(happening: Happening) -> Iterator[tuple[str, list[str]]]:
    """A hire is told twice: the employee is created, then filled in."""
    if happening.action != "updated":
        yield f"employee.{happening.action}", []
    if happening.action != "deleted":
        yield "employee.updated", list(happening.changed or happening.record)


def _body(happening: Happening, topic: str, fields: list[str]) -> Body:
    data: Json = {"companyId": seed.COMPANY_ID, "employeeId": happening.record["id"]}
    if topic == "employee.updated":
        data["changedFields"] = fields
    moment = happening.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    body = json.dumps({"type": topic, "timestamp": moment, "data": data}, separators=(",", ":")).encode()
    return lambda _attempt: body
