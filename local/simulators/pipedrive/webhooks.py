"""Pipedrive's webhooks, second version: the record, what it was, and who changed it; proved by Basic credentials."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from local.simulators.chassis.calls import Call, Json, Reply, iso
from local.simulators.chassis.deliveries import Ban, Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.pipedrive import seed
from local.simulators.pipedrive.store import ENTITIES, Happening

MANNERS: Final = Manners(timeout_s=10.0, retry_after_s=(3.0, 30.0, 150.0), ban=Ban(after_failures=10, lasts_s=1_800.0))


def credentials(subscription: Subscription, _body: bytes, _moment: datetime) -> dict[str, str]:
    """No signature: the user and password that were given with the webhook, if any."""
    user = subscription.details["user"]
    if user is None:
        return {}
    text = base64.b64encode(f"{user}:{subscription.secret}".encode()).decode()
    return {"Authorization": f"Basic {text}"}


def list_webhooks(sender: Sender, _call: Call) -> Reply:
    """Those of the company, as its API shows them."""
    return Reply(body={"success": True, "data": [_webhook_view(one) for one in sender.subscriptions.values()]})


def _webhook_view(subscription: Subscription) -> Json:
    action, _, entity = subscription.topics[0].partition(".")
    return {
        "id": int(subscription.id),
        "subscription_url": subscription.url,
        "event_action": action,
        "event_object": entity,
        "is_active": 1,
        "http_auth_user": subscription.details["user"],
    }


def publish(sender: Sender, happening: Happening) -> None:
    entity = ENTITIES[happening.kind]
    for subscription in sender.subscriptions.values():
        action, _, wanted = subscription.topics[0].partition(".")
        if action in ("*", happening.action) and wanted in ("*", entity):
            sender.send(subscription, f"{happening.action}.{entity}", _body(subscription, happening))


def _body(subscription: Subscription, happening: Happening) -> Callable[[int], bytes]:
    """The same event at every attempt, but for the attempt's number."""
    event_id, correlation_id = str(uuid.uuid4()), str(uuid.uuid4())
    record = happening.data or happening.previous or {}
    payload = {"data": _view(happening.data, happening.kind), "previous": _previous(happening)}
    by_application = happening.by == "api"
    meta: Json = {
        "action": happening.action,
        "company_id": str(seed.COMPANY_ID),
        "correlation_id": correlation_id,
        "entity_id": str(record["id"]),
        "entity": ENTITIES[happening.kind],
        "id": event_id,
        "is_bulk_edit": False,
        "timestamp": iso(happening.at),
        "type": "general",
        "user_id": str(seed.APPLICATION_USER_ID if by_application else seed.OWNER_ID),
        "version": "2.0",
        "webhook_id": subscription.id,
        "webhook_owner_id": str(seed.OWNER_ID),
        "change_source": happening.by,
        "permitted_user_ids": [str(seed.OWNER_ID)],
    }

    def body(attempt: int) -> bytes:
        whole = {**payload, "meta": {**meta, "attempt": attempt}}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    return body


def _previous(happening: Happening) -> Json | None:
    """Nothing for a creation, the whole record for a deletion, only what changed for a change."""
    before, after = _view(happening.previous, happening.kind), _view(happening.data, happening.kind)
    if before is None or after is None:
        return before
    changed = {key: value for key, value in before.items() if after[key] != value}
    if "custom_fields" in changed:
        fields = before["custom_fields"].items()
        changed["custom_fields"] = {key: value for key, value in fields if after["custom_fields"][key] != value}
    return changed


def _view(record: Json | None, kind: str) -> Json | None:
    if record is None:
        return None
    types = {one["key"]: one["field_type"] for one in seed.CUSTOM_FIELDS[kind]}
    fields = {key: _typed(types.get(key, "varchar"), value) for key, value in record["custom_fields"].items()}
    return {**record, "custom_fields": fields}


def _typed(field_type: str, value: Any) -> Json | None:
    """In webhooks, and only there, a custom field comes with its type; an option by its id alone."""
    if value is None:
        return None
    return {"type": field_type, "id" if field_type == "enum" else "value": value}
