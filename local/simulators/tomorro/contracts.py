"""Operations on contracts: list, create, read, update, send for signature."""

from datetime import date
from typing import Any

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.tomorro import lifecycle, seed
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.counterparties import new_counterparty
from local.simulators.tomorro.fields import accepted, is_filled
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import Contract, ContractType, On, Signatory, Status, Template, bare
from local.simulators.tomorro.switches import Shape
from local.simulators.tomorro.views import contract_id, contract_summary, contract_view, signature_view


def list_contracts(account: Account, call: Call) -> Reply:
    listing = Listing[Contract](
        name="contracts",
        shape=Shape.P2,
        view=lambda one: contract_summary(account, one),
        identify=lambda one: contract_id(account, one),
        filters={
            "status": lambda one: one.status.value,
            "authorId": lambda one: one.author_id,
            "counterpartyId": lambda one: one.counterparty_id,
            "contractTypeId": lambda one: one.contract_type_id,
            "referentId": lambda one: one.referent_id,
            "supervisorId": lambda one: one.supervisor_id,
            "folderId": lambda one: one.folder_id,
            "startAt": lambda one: _day(one.fields.get(seed.START_DATE_ID)),
            "endAt": lambda _one: None,
            "createdAt": lambda one: one.created_at,
            "updatedAt": lambda one: one.updated_at,
        },
        sorts={
            "id": lambda one: one.id,
            "name": lambda one: one.name,
            "status": lambda one: one.status.value,
            "createdAt": lambda one: one.created_at,
            "updatedAt": lambda one: one.updated_at,
        },
        default_sort="-createdAt",
    )
    return listed(listing, list(account.contracts.values()), call, account.switches)


def create_contract(account: Account, call: Call) -> Reply:
    body = call.json_object()
    contract_type = account.contract_type(body["contractTypeId"])
    template = _template(contract_type, body["templateId"])
    _check_integration(account, body.get("integration"))
    moment = account.now()
    contract = Contract(
        id=new_id(),
        name=body.get("name") or template.name,
        counterparty_id="",
        contract_type_id=contract_type.id,
        template_id=template.id,
        author_id=seed.ADMIN_ID,
        created_at=moment,
        updated_at=moment,
        member_ids=_with_author(account, [one["memberId"] for one in body.get("contractMembersIds", [])]),
        integration=body.get("integration"),
        referent_id=_member_id(account, body.get("referentId")) or seed.ADMIN_ID,
        supervisor_id=_member_id(account, body.get("supervisorId")),
        folder_id=body.get("folderId"),
        signatories=_signatories(account, body.get("signatories", {})),
        fields=_values(account, body.get("fields", []), None),
    )
    missing = lifecycle.missing_fields(account, contract)
    if missing and account.switches.mandatory_fields:
        raise RefusedError(400, [f"{name} is mandatory" for name in missing])
    contract.counterparty_id = _counterparty_id(account, body["counterparty"])
    _share_with_counterparty(account, contract)
    contract.fields = account.counterparties[contract.counterparty_id].fields | contract.fields
    account.contracts[contract.id] = contract
    account.tell("contractCreated", contract)
    return Reply(201, contract_view(account, contract))


def get_contract(account: Account, call: Call) -> Reply:
    return Reply(body=contract_view(account, account.contract(call.params["id"])))


def update_contract(account: Account, call: Call) -> Reply:
    """Everything is checked before anything changes: a refused update leaves the contract as it was."""
    contract, body = account.contract(call.params["id"]), call.json_object()
    status = Status(body["status"]) if "status" in body else contract.status
    _check_update(contract, status, body)
    integration = body.get("integration", {}).get("type")
    values = _values(account, body.get("fields", []), integration)
    signatories = _signatories(account, body["signatories"]) if "signatories" in body else contract.signatories
    member_ids = [account.member(one).id for one in body.get("contractMembersIds", contract.member_ids)]
    if "counterparty" in body:
        contract.counterparty_id = _counterparty_id(account, body["counterparty"])
    contract.name = body.get("name", contract.name)
    contract.folder_id = body.get("folderId", contract.folder_id)
    contract.signatories = signatories
    contract.member_ids = member_ids
    contract.fields |= values
    if "signatureDate" in body:
        contract.fields[seed.SIGNATURE_DATE_ID] = body["signatureDate"][: len("2026-01-01")]
    contract.updated_at = account.now()
    _share_with_counterparty(account, contract)
    lifecycle.move(account, contract, status)
    return Reply(body=contract_view(account, contract))


def request_signatures(account: Account, call: Call) -> Reply:
    contract = account.contract(call.params["id"])
    wanted = (call.json() or {}).get("documentId")
    if wanted is not None and wanted not in [version.id for version in contract.versions]:
        raise RefusedError(404, "Document not found")
    lifecycle.request_signature(account, contract)
    return Reply(201, signature_view(contract))


def _check_update(contract: Contract, status: Status, body: Json) -> None:
    if status is not contract.status:
        if status not in lifecycle.SETTABLE:
            raise RefusedError(400, f"The status {status.value} cannot be set")
        if status not in lifecycle.FOLLOWS[contract.status]:
            raise RefusedError(400, f"A contract cannot go from {contract.status.value} to {status.value}")
    elif status is Status.CANCELED and body.keys() - {"status"}:
        raise RefusedError(400, "A canceled contract is locked")


def _template(contract_type: ContractType, template_id: str) -> Template:
    for template in contract_type.usable_templates:
        if template.id == bare(template_id):
            return template
    raise RefusedError(400, "The template does not belong to the contract type")


def _check_integration(account: Account, integration: Json | None) -> None:
    if integration is not None and integration.get("type") not in account.switches.integration_types:
        raise RefusedError(400, f"integration.type must be one of: {', '.join(account.switches.integration_types)}")


def _counterparty_id(account: Account, given: Json) -> str:
    if given.get("id"):
        return account.counterparty(given["id"]).id
    if given.get("name", "").strip():
        return new_counterparty(account, given["name"]).id
    raise RefusedError(400, "counterparty must have an id or a name")


def _member_id(account: Account, given: str | None) -> str | None:
    return account.member(given).id if given else None


def _with_author(account: Account, given: list[str]) -> list[str]:
    return list(dict.fromkeys([seed.ADMIN_ID, *(account.member(one).id for one in given)]))


def _signatories(account: Account, given: Json) -> list[Signatory]:
    inside = [account.member(one) for one in given.get("internalSignatoryMemberIds", [])]
    return [
        *(Signatory(new_id(), member.name, member.email, "member") for member in inside),
        *(Signatory(new_id(), email, email, "external") for email in given.get("externalSignatoryEmailList", [])),
    ]


def _values(account: Account, given: list[Json], integration: str | None) -> dict[str, Any]:
    values = {}
    for one in given:
        smart_field = account.smart_fields.get(bare(one["fieldId"]))
        if smart_field is None:
            raise RefusedError(400, "A fieldId is not the id of a smart field")
        values[smart_field.id] = accepted(smart_field, one["value"], integration)
    return values


def _share_with_counterparty(account: Account, contract: Contract) -> None:
    """A counterparty's field is filled from the contract only where it is empty, and never overwritten."""
    counterparty = account.counterparties[contract.counterparty_id]
    for smart_field in account.smart_fields.values():
        value = contract.fields.get(smart_field.id)
        empty = not is_filled(counterparty.fields.get(smart_field.id))
        if smart_field.on is On.COUNTERPARTY and empty and is_filled(value):
            counterparty.fields[smart_field.id] = value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[: len("2026-01-01")]) if value else None
