"""Change a contract that exists: its data, or its status to cancel it. Both may be repeated without harm."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import models, refusals, targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import plain_id, same_id
from passerelle.platforms.tomorro.naming import changed_name
from passerelle.platforms.tomorro.people import already_signatories, signatories
from passerelle.platforms.tomorro.results import contract_result
from passerelle.platforms.tomorro.targets import Wanted, linked_contract, wanted_of
from passerelle.platforms.tomorro.values import field_and_value, same_value


@dataclass(frozen=True, slots=True)
class UpdateContract:
    """Only what differs is sent, so that a run that changes nothing makes no event either.

    `of_creation` takes the exchange of a creation once more, and leaves what cannot change as it is.
    """

    client: TomorroClient
    catalogue: Catalogue
    of_creation: bool = False
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        contract_id = linked_contract(request)
        wanted = wanted_of(request)
        # Tomorro's documentation shows no way to change these through a contract.
        fixed = [to for to in wanted.plain if to not in targets.OF_CONTRACT] + [
            f"{targets.COUNTERPARTY_FIELD}{line.to}" for line in wanted.counterparty_fields
        ]
        if fixed and not self.of_creation:
            raise refusals.unknown_target(fixed[0], None)
        contract = self.client.contract(contract_id)
        return {"id": plain_id(contract_id), "changes": self._changes(wanted, contract)}

    def perform(self, call: Json) -> Json:
        changes = call["changes"]
        contract = self.client.update_contract(call["id"], changes) if changes else self.client.contract(call["id"])
        return {**contract_result(contract, self.client.settings), "changed": bool(changes)}

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - the present values tell enough
        """Signatories, members and folders are not looked at: writing them again does no harm."""
        contract, changes = self.client.contract(call["id"]), call["changes"]
        named = "name" not in changes or contract.name == changes["name"]
        written = all(_holds(contract, one["fieldId"], one["value"]) for one in changes.get("fields", []))
        if named and written and changes.keys() <= {"name", "fields"}:
            return {**contract_result(contract, self.client.settings), "changed": bool(changes)}
        return None

    def _changes(self, wanted: Wanted, contract: models.Contract) -> Json:
        pairs = [field_and_value(self.catalogue, line.to, line.value) for line in wanted.fields]
        fields = [{"fieldId": one.id, "value": value} for one, value in pairs if not _holds(contract, one.id, value)]
        asked = wanted.text(targets.CONTRACT_NAME)
        name = changed_name(asked, contract.name, self.client.settings) if asked else contract.name
        changes = {
            "name": name if name != contract.name else None,
            "fields": fields,
            "signatories": None
            if already_signatories(wanted, self.catalogue, contract)
            else signatories(wanted, self.catalogue),
            "contractMembersIds": self._members(wanted, contract),
            "folderId": wanted.text(targets.FOLDER),
        }
        return {key: value for key, value in changes.items() if value}

    def _members(self, wanted: Wanted, contract: models.Contract) -> list[str]:
        """With those who are there already: it is not documented whether a list replaces or adds."""
        present = [one.id for one in contract.contract_members]
        asked = [self.catalogue.member(one).id for one in wanted.texts(targets.MEMBER)]
        new = [one for one in asked if not any(same_id(one, other) for other in present)]
        return [*present, *new] if new else []


@dataclass(frozen=True, slots=True)
class CancelContract:
    client: TomorroClient
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        contract_id = linked_contract(request)
        contract = self.client.contract(contract_id)
        if contract.status == "signed":
            raise refusals.contract_signed()
        return {"id": plain_id(contract_id), "cancel": contract.status != "canceled"}

    def perform(self, call: Json) -> Json:
        contract = (
            self.client.update_contract(call["id"], {"status": "canceled"})
            if call["cancel"]
            else self.client.contract(call["id"])
        )
        return {**contract_result(contract, self.client.settings), "changed": call["cancel"]}

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - the status tells enough
        contract = self.client.contract(call["id"])
        if contract.status != "canceled":
            return None
        return {**contract_result(contract, self.client.settings), "changed": call["cancel"]}


def _holds(contract: models.Contract, field_id: str, value: Any) -> bool:
    present = (one.value for one in contract.fields if same_id(one.attribute_definition_id, field_id))
    return same_value(value, next(present, None))
