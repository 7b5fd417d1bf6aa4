"""Reads a Tomorro record into the plain form that an automation's expressions (`from:`) see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from passerelle.core.steps import Json
from passerelle.errors import RemoteRefused
from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.members import found_member
from passerelle.platforms.tomorro.names import key, plain_id
from passerelle.platforms.tomorro.offers import RECORDS
from passerelle.platforms.tomorro.results import contract_result
from passerelle.platforms.tomorro.rich_text import plain_text

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TomorroReader:
    client: TomorroClient
    catalogue: Catalogue

    def read(self, kind: str, record_id: str, wanted: frozenset[str] = frozenset()) -> Json:
        """`wanted` asks for what costs a call of its own: the clauses and the signed files of a contract."""
        match kind:
            case "contract":
                return _or_gone(lambda: self._contract(record_id, wanted), "contrat", "contract")
            case "counterparty":
                party = _or_gone(lambda: self.client.counterparty(record_id), "cocontractant", "counterparty")
                return self.counterparty(party)
            case "member":
                member = _or_gone(lambda: found_member(record_id, self.client, self.catalogue), "membre", "member")
                return _member(member)
            case "clause":
                return _clause(_or_gone(lambda: self._clause(record_id), "modèle de clause", "clause"))
            case _:
                raise refusals.unknown_kind(kind, RECORDS)

    def _contract(self, contract_id: str, wanted: frozenset[str]) -> Json:
        contract = self.client.contract(contract_id)
        more: dict[str, Callable[[], Any]] = {
            "clauses": lambda: [_attached(one) for one in self.client.contract_clauses(contract_id)],
            "signed_files": lambda: [_signed(one) for one in self.client.signed_files(contract_id)],
        }
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
            **{name: read() for name, read in more.items() if name in wanted},
        }

    def _native_date(self, fields: dict[str, Any]) -> Any:
        """Newer versions of the API show the contract's dates among its fields only."""
        wanted = key(self.client.settings.signature_date_field)
        return next((value for name, value in fields.items() if key(name) == wanted), None)

    def counterparty(self, counterparty: models.Counterparty) -> Json:
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

    def _clause(self, reference: str) -> models.Clause:
        """By id, or by its whole name."""
        named = [one for one in self.client.clauses(reference) if key(one.name) == key(reference)]
        return self.client.clause(named[0].id if len(named) == 1 else reference)


def _or_gone(read: Callable[[], _T], kind_fr: str, kind_en: str) -> _T:
    try:
        return read()
    except RemoteRefused as error:
        if error.code != "not_found":
            raise
        raise refusals.record_gone(kind_fr, kind_en) from error


def _member(member: models.Member) -> Json:
    user = member.user
    return {
        "id": plain_id(member.id),
        "email": member.address,
        "first_name": user.firstname if user else None,
        "last_name": user.lastname if user else None,
        "role": member.role,
        "status": member.status,
        "groups": list(member.group_ids or ()),
        "created_at": _text(member.created_at),
        "updated_at": _text(member.updated_at),
    }


def _clause(clause: models.Clause) -> Json:
    return {
        "id": plain_id(clause.id),
        "name": clause.name,
        "description": clause.description,
        "text": plain_text(clause.content),
        "languages": list(clause.languages),
    }


def _attached(one: models.ContractClause) -> Json:
    return {**(_reference(one.clause) or {"id": None, "name": None}), "custom": one.is_custom}


def _signed(one: models.SignedFile) -> Json:
    """Without its link, which opens the file for whoever has it."""
    return {"id": plain_id(one.id), "name": one.filename, "content_type": one.content_type}


def _reference(value: models.Reference | None) -> Json | None:
    return {"id": plain_id(value.id), "name": value.name} if value else None


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
