"""Reads a Tomorro record into the plain form that an automation's expressions (`from:`) see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.steps import Json
from passerelle.errors import RemoteRefused
from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import key, plain_id
from passerelle.platforms.tomorro.results import contract_result


@dataclass(frozen=True, slots=True)
class TomorroReader:
    client: TomorroClient
    catalogue: Catalogue

    def read(self, kind: str, record_id: str) -> Json:
        match kind:
            case "contract":
                return _or_gone(lambda: self._contract(record_id), "contrat", "contract")
            case "counterparty":
                return _or_gone(lambda: self._counterparty(record_id), "cocontractant", "counterparty")
            case _:
                raise refusals.unknown_kind(kind)

    def _contract(self, contract_id: str) -> Json:
        contract = self.client.contract(contract_id)
        fields = {one.name or one.attribute_definition_id: one.value for one in contract.fields}
        return {
            **contract_result(contract, self.client.settings),
            "counterparty": _reference(contract.counterparty),
            "contract_type": _reference(contract.contract_type),
            "template_id": plain_id(contract.template_id) if contract.template_id else None,
            "fields": fields,
            "signatories": [{"name": one.name, "email": one.email, "type": one.type} for one in contract.signatories],
            "integration": contract.integration.model_dump() if contract.integration else None,
            "created_at": _text(contract.created_at),
            "updated_at": _text(contract.updated_at),
            "start_at": _text(contract.start_at),
            "end_at": _text(contract.end_at),
            "signature_date": _text(contract.signature_date) or self._native_date(fields),
        }

    def _native_date(self, fields: dict[str, Any]) -> Any:
        """Newer versions of the API show the contract's dates among its fields only."""
        wanted = key(self.client.settings.signature_date_field)
        return next((value for name, value in fields.items() if key(name) == wanted), None)

    def _counterparty(self, counterparty_id: str) -> Json:
        counterparty = self.client.counterparty(counterparty_id)
        return {
            "id": plain_id(counterparty.id),
            "name": counterparty.name,
            "status": counterparty.status,
            "fields": {
                self.catalogue.field_name(field_id, "external_party"): value
                for field_id, value in counterparty.fields.items()
            },
            "created_at": _text(counterparty.created_at),
            "updated_at": _text(counterparty.updated_at),
        }


def _or_gone(read: Callable[[], Json], kind_fr: str, kind_en: str) -> Json:
    try:
        return read()
    except RemoteRefused as error:
        if error.code != "not_found":
            raise
        raise refusals.record_gone(kind_fr, kind_en) from error


def _reference(value: models.Reference | None) -> Json | None:
    return {"id": plain_id(value.id), "name": value.name} if value else None


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
