"""Tomorro's webhooks: the contract in its first-generation (GraphQL) shape, signed over the exact bytes sent."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, Final

from local.simulators.chassis.calls import Json, iso
from local.simulators.chassis.deliveries import Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.tomorro import seed
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.model import Contract, Member

EVENT_TYPES: Final = (
    "contractCreated",
    "contractDeleted",
    "contractSigned",
    "contractStatusUpdated",
    "reminderEventCreated",
)

MANNERS: Final = Manners(timeout_s=3.0, retry_after_s=(300.0,) * 10)


def signature_headers(subscription: Subscription, body: bytes, moment: datetime) -> dict[str, str]:
    """The same value under both names: the second one is kept for old receivers."""
    timestamp = str(int(moment.timestamp() * 1000))
    digest = hmac.new(subscription.secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    value = f"t={timestamp},sha256={digest}"
    return {"Leeway-Signature": value, "Leeway_Signature": value}


def publish(account: Account, sender: Sender, event_type: str, contract: Contract) -> None:
    """Webhooks are personal: one with an owner is told only of the contracts that member takes part in."""
    for subscription in sender.subscriptions.values():
        owner = subscription.details.get("ownerMemberId")
        if event_type in subscription.topics and (owner is None or owner in contract.member_ids):
            emit(sender, subscription, event_type, _data(account, event_type, contract), account.now())


def emit(sender: Sender, subscription: Subscription, event_type: str, data: Any, moment: datetime) -> None:
    event = {
        "eventId": new_id(),
        "webhookId": subscription.id,
        "createdAt": iso(moment),
        "eventType": event_type,
        "data": data,
    }
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    sender.send(subscription, event_type, lambda _attempt: body)


def _data(account: Account, event_type: str, contract: Contract) -> Json:
    if event_type != "reminderEventCreated":
        return {"contract": _contract(account, contract)}
    reminder = {
        "id": new_id(),
        "name": "1 mois avant le préavis",
        "date": iso(account.now()),
        "contract": {"id": contract.id, "name": contract.name},
    }
    return {"reminderEvent": reminder}


def _contract(account: Account, contract: Contract) -> Json:
    counterparty = account.counterparties[contract.counterparty_id]
    referent_id = contract.referent_id or contract.author_id
    return {
        "id": contract.id,
        "name": contract.name,
        "organizationId": seed.ORGANIZATION_ID,
        "author": _member(account.members[contract.author_id]),
        "referent": _member(account.members[referent_id]),
        "referentId": referent_id,
        "supervisorId": contract.supervisor_id,
        "externalCompany": {"id": counterparty.id, "name": counterparty.name},
        "priorNoticeDuration": "undefined",
        "priorNoticeValue": None,
        "renewal": "no",
        "signatureDate": iso(contract.signature_date) if contract.signature_date else None,
        "status": contract.status.value,
        "createdAt": iso(contract.created_at),
        "updatedAt": iso(contract.updated_at.replace(microsecond=0)),
        "documentId": contract.versions[-1].id if contract.versions else None,
    }


def _member(member: Member) -> Json:
    return {
        "id": member.id,
        "user": {
            "id": member.user_id,
            "username": member.email,
            "firstname": member.firstname,
            "lastname": member.lastname,
        },
    }
