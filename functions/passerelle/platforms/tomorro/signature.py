"""Send a contract for signature. Tomorro may accept and send later, when approvals are given: the result says which."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.results import contract_result
from passerelle.platforms.tomorro.targets import linked_contract

_SENT: Final = frozenset({"signing", "signed"})
# The request has words of its own; others than these leave the contract where it was.
_STATUS_AFTER: Final = {"sent": "signing", "signed": "signed"}


@dataclass(frozen=True, slots=True)
class SendForSignature:
    """Params: `note` for the signatories, `reminders` (true or false), `document` when it is not the last one."""

    client: TomorroClient
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        contract_id = linked_contract(request)
        contract = self.client.contract(contract_id)
        if contract.status == "canceled":
            raise refusals.contract_canceled()
        present = contract_result(contract, self.client.settings)
        if contract.status in _SENT:
            return {"present": present, "send": None}
        body = {
            "signatureNote": request.params.get("note"),
            "isReminderEnabled": request.params.get("reminders"),
            "documentId": request.params.get("document"),
        }
        return {"present": present, "send": {name: value for name, value in body.items() if value is not None}}

    def perform(self, call: Json) -> Json:
        """Ends with the request: a read after it that failed would say that nothing was done."""
        present = call["present"]
        if call["send"] is None:
            return {**present, "sent": True}
        answer = self.client.send_for_signature(present["id"], call["send"])
        status = _STATUS_AFTER.get(answer.status, present["status"])
        return {**present, "status": status, "sent": status in _SENT, "signature_status": answer.status}

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - the status tells enough
        contract = self.client.contract(call["present"]["id"])
        return {**contract_result(contract, self.client.settings), "sent": True} if contract.status in _SENT else None
