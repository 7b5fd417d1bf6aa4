"""A contract's stages: which ones follow which, and what each passage does and tells."""

from local.simulators.chassis.calls import RefusedError
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.fields import is_filled
from local.simulators.tomorro.model import Contract, Status
from local.simulators.tomorro.seed import SIGNATURE_DATE_ID

FOLLOWS = {
    Status.DRAFT: (Status.NEGOTIATING, Status.SIGNING, Status.CANCELED),
    Status.NEGOTIATING: (Status.DRAFT, Status.SIGNING, Status.CANCELED),
    Status.SIGNING: (Status.NEGOTIATING, Status.SIGNED, Status.CANCELED),
    Status.CANCELED: (Status.NEGOTIATING,),
    Status.SIGNED: (),
}
"""`signed` is final; everything else can be cancelled, and a cancelled negotiation can start again."""

SETTABLE = (Status.DRAFT, Status.NEGOTIATING, Status.CANCELED)
"""What an update may ask for: the other two come from the signature itself."""


def move(account: Account, contract: Contract, to: Status) -> None:
    """Change the status and tell it; staying where it is changes and tells nothing."""
    if contract.status is to:
        return
    if to not in FOLLOWS[contract.status]:
        raise RefusedError(400, f"A contract cannot go from {contract.status.value} to {to.value}")
    contract.status = to
    contract.updated_at = account.now()
    if to is Status.SIGNING:
        contract.sent_at = account.now()
        contract.signature_id = contract.signature_id or new_id()
    if to is not Status.SIGNED or account.switches.signature_events != "signed":
        account.tell("contractStatusUpdated", contract)


def request_signature(account: Account, contract: Contract) -> None:
    """Send for signature if nothing stands in the way; else the request is kept and the status stays."""
    if contract.status not in (Status.DRAFT, Status.NEGOTIATING):
        raise RefusedError(409, f"A contract that is {contract.status.value} cannot be sent for signature")
    contract.signature_id = contract.signature_id or new_id()
    ready = contract.signatories and not missing_fields(account, contract)
    if ready and not account.switches.approval_pending:
        move(account, contract, Status.SIGNING)


def sign(account: Account, contract: Contract) -> None:
    """Everybody signs, as the last of a signature's course; a contract not yet sent is sent first."""
    if contract.status in (Status.DRAFT, Status.NEGOTIATING):
        move(account, contract, Status.SIGNING)
    if contract.status is not Status.SIGNING:
        raise RefusedError(409, f"A contract that is {contract.status.value} cannot be signed")
    moment = account.now()
    for signatory in contract.signatories:
        signatory.signed_at = moment
    contract.signature_date = moment
    contract.fields[SIGNATURE_DATE_ID] = moment.date().isoformat()
    move(account, contract, Status.SIGNED)
    if account.switches.signature_events != "status":
        account.tell("contractSigned", contract)


def missing_fields(account: Account, contract: Contract) -> list[str]:
    """The names of the mandatory fields that are empty."""
    return [
        account.smart_fields[one.field_id].name
        for one in account.contract_types[contract.contract_type_id].fields
        if one.mandatory and not is_filled(contract.fields.get(one.field_id))
    ]
