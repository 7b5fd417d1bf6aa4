"""Personio's webhooks: what happened to whom, never a value; the sender shows a token and signs nothing."""

import json
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Reply, iso
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.records import Happening
from local.simulators.chassis.sender import Sender
from local.simulators.personio import seed

_HOUR: Final = 3600.0

MANNERS: Final = Manners(
    timeout_s=3.0,
    retry_after_s=(300.0, _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR, 29 * _HOUR),
    at_a_time=5,
    given_up_on=frozenset({*range(400, 500), 501}),
)


class NewWebhook(BaseModel):
    """Without `events`, all of them. Its token is sent as it is."""

    model_config = ConfigDict(extra="forbid")

    url: str
    token: str = seed.TOKEN
    events: tuple[str, ...] = ()
    host: str | None = None


def subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    subscription = Subscription(
        id=str(len(sender.subscriptions) + 1),
        url=wanted.url,
        secret=wanted.token,
        topics=wanted.events,
        host=wanted.host,
    )
    return sender.subscribe(subscription)


def credentials(subscription: Subscription, _body: bytes, _moment: datetime) -> dict[str, str]:
    return {"Authorization": subscription.secret}


def publish(sender: Sender, happening: Happening) -> None:
    name = f"person.{happening.action}"
    told = {
        "company_id": seed.COMPANY_ID,
        "event_name": name,
        "occurred_at": iso(happening.at),
        "payload": {"person_id": happening.record["id"]},
    }
    body = json.dumps(told, separators=(",", ":")).encode()
    for subscription in sender.listeners(name):
        sender.send(subscription, name, lambda _attempt: body)
