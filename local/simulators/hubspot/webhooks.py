"""HubSpot's webhooks: the events of one write together, up to 100 a request, signed in one of three ways."""

import base64
import hashlib
import hmac
import json
import random
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from local.simulators.chassis.calls import Json
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.hubspot.crm import Happening
from local.simulators.hubspot.seed import APP_ID, PORTAL_ID

MAX_BATCH: Final = 100

MANNERS: Final = Manners(
    timeout_s=5.0,
    retry_after_s=(60, 300, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 25_740),
    at_a_time=10,
)
"""Ten retries over 24 hours; HubSpot randomises the waits, the simulator does not."""

_DECODED: Final = {f"%{ord(char):02X}": char for char in ":/?@!$'()*,;"}
"""The only escapes that the signed URI has undone."""


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    return _SIGNERS[subscription.details["signature"]](subscription, body, moment)


def publish(sender: Sender, randomness: random.Random, happenings: Sequence[Happening]) -> None:
    for subscription in sender.subscriptions.values():
        events = [
            _event(subscription, topic, happening, randomness.getrandbits(31))
            for happening in happenings
            for topic in subscription.topics
            if _concerns(topic, happening)
        ]
        for start in range(0, len(events), MAX_BATCH):
            part = events[start : start + MAX_BATCH]
            topic = ",".join(dict.fromkeys(str(event["subscriptionType"]) for event in part))
            sender.send(subscription, topic, partial(_body, part))


def subscription_numbers(first: int, topics: Sequence[str]) -> dict[str, int]:
    """HubSpot numbers each topic of an application on its own."""
    return {topic: first + position for position, topic in enumerate(topics)}


def _concerns(topic: str, happening: Happening) -> bool:
    """A topic is `deal.creation`, `deal.deletion`, or `deal.propertyChange:dealstage`."""
    what, _, name = topic.partition(":")
    return what == f"{happening.record.type.singular}.{happening.kind}" and name == (happening.name or "")


def _event(subscription: Subscription, topic: str, happening: Happening, event_id: int) -> Json:
    event: Json = {
        "eventId": event_id,
        "subscriptionId": subscription.details["numbers"][topic],
        "portalId": PORTAL_ID,
        "appId": APP_ID,
        "occurredAt": int(happening.at.timestamp() * 1000),
        "subscriptionType": topic.partition(":")[0],
        "objectId": int(happening.record.id),
        "changeSource": happening.source.type,
        "sourceId": happening.source.id,
    }
    if happening.kind == "propertyChange":
        return {**event, "propertyName": happening.name, "propertyValue": happening.value or ""}
    return {**event, "changeFlag": {"creation": "CREATED", "deletion": "DELETED"}[happening.kind]}


def _body(events: Sequence[Json], attempt: int) -> bytes:
    numbered = [{**event, "attemptNumber": attempt - 1} for event in events]
    return json.dumps(numbered, ensure_ascii=False, separators=(",", ":")).encode()


def _v3(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    timestamp = str(int(moment.timestamp() * 1000))
    uri = re.sub("%[0-9A-Fa-f]{2}", lambda found: _DECODED.get(found[0].upper(), found[0]), subscription.signed_url)
    message = b"POST" + uri.encode() + body + timestamp.encode()
    digest = hmac.new(subscription.secret.encode(), message, hashlib.sha256).digest()
    return {"X-HubSpot-Signature-v3": base64.b64encode(digest).decode(), "X-HubSpot-Request-Timestamp": timestamp}


def _v2(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    message = subscription.secret.encode() + b"POST" + subscription.signed_url.encode() + body
    return {"X-HubSpot-Signature": hashlib.sha256(message).hexdigest(), "X-HubSpot-Signature-Version": "v2"}


def _v1(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    message = subscription.secret.encode() + body
    return {"X-HubSpot-Signature": hashlib.sha256(message).hexdigest(), "X-HubSpot-Signature-Version": "v1"}


_SIGNERS: Final[dict[str, Callable[[Subscription, bytes, datetime], dict[str, str]]]] = {
    "v1": _v1,
    "v2": _v2,
    "v3": _v3,
}
