"""The REST answers about contracts, counterparties and members."""

from datetime import datetime

from local.simulators.chassis.calls import Json, iso
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.model import Contract, Counterparty, Member, Status, Version


def contract_id(account: Account, contract: Contract) -> str:
    return f"ctr_{contract.id}" if account.switches.id_prefix else contract.id


def contract_summary(account: Account, contract: Contract) -> Json:
    return {"id": contract_id(account, contract), "name": contract.name, "status": contract.status.value}


def contract_view(account: Account, contract: Contract) -> Json:
    contract_type = account.contract_types[contract.contract_type_id]
    counterparty = account.counterparties[contract.counterparty_id]
    return {
        **contract_summary(account, contract),
        "counterparty": {"id": counterparty.id, "name": counterparty.name},
        "contractType": {"id": contract_type.id, "name": contract_type.name},
        "templateId": contract.template_id,
        "author": _member_ref(account, contract.author_id),
        "fields": _fields(account, contract),
        "signatories": [
            {"id": f"sig_{one.id}", "name": one.name, "email": one.email, "type": one.type}
            for one in contract.signatories
        ],
        "integration": contract.integration,
        "createdAt": iso(contract.created_at),
        "contractMembers": [_member_ref(account, member_id) for member_id in contract.member_ids],
    }


def signature_view(contract: Contract) -> Json:
    """`draft` means that the request was accepted but nothing was sent yet."""
    words = {Status.SIGNING: "sent", Status.SIGNED: "signed", Status.CANCELED: "canceled"}
    return {
        "id": f"sig_{contract.signature_id}",
        "status": words.get(contract.status, "draft"),
        "signatories": [
            {
                "id": f"sig_{one.id}",
                "email": one.email,
                "type": one.type,
                "status": "signed" if one.signed_at else "pending",
                "signedAt": _instant(one.signed_at),
            }
            for one in contract.signatories
        ],
        "sentAt": _instant(contract.sent_at),
    }


def version_view(contract: Contract, version: Version) -> Json:
    return {
        "id": version.id,
        "contractId": contract.id,
        "version": version.number,
        "status": "draft",
        "contentType": version.content_type,
        "createdAt": iso(version.created_at),
    }


def counterparty_summary(counterparty: Counterparty) -> Json:
    return {"id": counterparty.id, "name": counterparty.name, "status": counterparty.status}


def counterparty_view(counterparty: Counterparty) -> Json:
    return {
        **counterparty_summary(counterparty),
        "logoUrl": None,
        "fields": counterparty.fields,
        "createdAt": iso(counterparty.created_at),
        "updatedAt": iso(counterparty.updated_at),
    }


def member_view(member: Member) -> Json:
    return {
        "id": member.id,
        "role": member.role,
        "status": member.status,
        "user": {"email": member.email, "firstname": member.firstname, "lastname": member.lastname},
        "groupIds": member.group_ids,
        "createdAt": iso(member.created_at),
        "updatedAt": iso(member.updated_at),
    }


def _fields(account: Account, contract: Contract) -> list[Json]:
    """The fields of the type, filled or not, then those that were set beside it."""
    of_type = [one.field_id for one in account.contract_types[contract.contract_type_id].fields]
    beside = [field_id for field_id in contract.fields if field_id not in of_type]
    return [
        {
            "attributeDefinitionId": field_id,
            "name": account.smart_fields[field_id].name,
            "value": contract.fields.get(field_id),
        }
        for field_id in [*of_type, *beside]
    ]


def _member_ref(account: Account, member_id: str) -> Json:
    return {"id": member_id, "email": account.members[member_id].email}


def _instant(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
