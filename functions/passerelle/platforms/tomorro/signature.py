"""Send a contract for signature. Tomorro may accept and send later, when approvals are given: the result says which."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.models import Contract
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.results import contract_result
from passerelle.platforms.tomorro.targets import linked_contract

_SENT: Final = frozenset({"signing", "signed"})


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
        if contract.status in _SENT:
            return {"id": plain_id(contract_id), "send": None}
        body = {
            "signatureNote": request.params.get("note"),
            "isReminderEnabled": request.params.get("reminders"),
            "documentId": request.params.get("document"),
        }
        return {"id": plain_id(contract_id), "send": {name: value for name, value in body.items() if value is not None}}

    def perform(self, call: Json) -> Json:
        if call["send"] is None:
            return self._result(self.client.contract(call["id"]))
        request = self.client.send_for_signature(call["id"], call["send"])
        contract = self.client.contract(call["id"])
        return {**self._result(contract), "signature_status": request.status}

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - the status tells enough
        contract = self.client.contract(call["id"])
        return self._result(contract) if contract.status in _SENT else None

    def _result(self, contract: Contract) -> Json:
        return {**contract_result(contract, self.client.settings), "sent": contract.status in _SENT}
