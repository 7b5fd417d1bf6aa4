"""Tomorro's API as functions: the paths, the headers and the envelopes; no decision is taken here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from passerelle import http_faults
from passerelle.core.sentences import Sentence
from passerelle.http import Answer, Caller, Params, segment
from passerelle.http_failures import ErrorRules, Meaning, Rule
from passerelle.platforms.tomorro import models, shapes
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.paging import CreatedAt, every_item
from passerelle.platforms.tomorro.settings import Settings

ERROR_RULES: Final = ErrorRules(
    rows=(
        Rule(
            Meaning.REFUSED,
            frozenset({410}),
            code="version_gone",
            sentence=Sentence(
                fr="Tomorro ne sert plus la version de son API que la connexion « {connection} » demande ({detail}). "
                "Changez le réglage « version » de la connexion pour une version actuelle, puis rejouez l'exécution.",
                en='Tomorro no longer serves the version of its API that "{connection}" asks for ({detail}). '
                'Change the "version" setting of the connection to a current one, then replay the run.',
            ),
        ),
    )
)

Body = Mapping[str, Any]
OnDeprecated = Callable[[str, str], None]
FieldOwner = Literal["contract", "external_party"]

_Model = TypeVar("_Model", bound=BaseModel)


def request_headers(api_key: str, settings: Settings) -> dict[str, str]:
    """For the Caller. The version is always named: without it, Tomorro answers with its latest one."""
    return {"x-api-key": api_key, "tomorro-version": settings.version}


@dataclass(frozen=True, slots=True)
class TomorroClient:
    """`on_deprecated` is told the text and the end date of a version that Tomorro is going to withdraw."""

    caller: Caller
    settings: Settings
    on_deprecated: OnDeprecated

    def contracts(
        self,
        *,
        counterparty_id: str | None = None,
        contract_type_id: str | None = None,
        created_from: date | None = None,
    ) -> Iterator[models.ContractSummary]:
        """Oldest first. Days, not instants: the only form of date that the documentation shows in a filter."""
        params = {
            "sort": "createdAt",
            **({"counterpartyId": plain_id(counterparty_id)} if counterparty_id else {}),
            **({"contractTypeId": plain_id(contract_type_id)} if contract_type_id else {}),
            **({"createdAt": f"gte:{created_from.isoformat()}"} if created_from else {}),
        }
        return self._list(models.ContractSummary, "/contracts", params, created_at=self._created_at)

    def contract(self, contract_id: str) -> models.Contract:
        return self._read(models.Contract, f"/contracts/{_segment(contract_id)}")

    def create_contract(self, body: Body) -> models.Contract:
        return self._create(models.Contract, "/contracts", body)

    def update_contract(self, contract_id: str, body: Body) -> models.Contract:
        return self._change(models.Contract, f"/contracts/{_segment(contract_id)}", body)

    def send_for_signature(self, contract_id: str, body: Body) -> models.SignatureRequest:
        path = self.settings.signature_path.replace("{id}", _segment(contract_id))
        return self._create(models.SignatureRequest, path, body)

    def signed_files(self, contract_id: str) -> list[models.SignedFile]:
        """Their links are short-lived and need no key: fetch them at once, without our headers."""
        return list(self._list(models.SignedFile, f"/contracts/{_segment(contract_id)}/signed-files"))

    def create_version(self, contract_id: str, body: Body) -> models.ContractVersion:
        return self._create(models.ContractVersion, f"/contracts/{_segment(contract_id)}/versions", body)

    def contract_clauses(self, contract_id: str) -> list[models.ContractClause]:
        return list(self._list(models.ContractClause, f"/contracts/{_segment(contract_id)}/clauses"))

    def counterparties(self, name_part: str) -> Iterator[models.CounterpartySummary]:
        """Oldest first, archived ones included, all those whose name holds `name_part`."""
        params = {"name": name_part, "status": "in:active,archived", "sort": "createdAt"}
        return self._list(models.CounterpartySummary, "/counterparties", params)

    def changed_counterparties(self) -> Iterator[models.CounterpartySummary]:
        """All of them, the one that changed last first: no filter on dates is documented, but this order is."""
        params = {"status": "in:active,archived", "sort": "-updatedAt"}
        return self._list(models.CounterpartySummary, "/counterparties", params)

    def counterparty(self, counterparty_id: str) -> models.Counterparty:
        return self._read(models.Counterparty, f"/counterparties/{_segment(counterparty_id)}")

    def create_counterparty(self, body: Body) -> models.Counterparty:
        return self._create(models.Counterparty, "/counterparties", body)

    def update_counterparty(self, counterparty_id: str, body: Body) -> models.Counterparty:
        return self._change(models.Counterparty, f"/counterparties/{_segment(counterparty_id)}", body)

    def contract_types(self, *, published: bool | None = None) -> list[models.ContractType]:
        params = {} if published is None else {"isPublished": "true" if published else "false"}
        return list(self._list(models.ContractType, "/contract-types", params))

    def templates(self, contract_type_id: str) -> list[models.Template]:
        return list(self._list(models.Template, f"/contract-types/{_segment(contract_type_id)}/templates"))

    def creation_form(self, contract_type_id: str, template_id: str) -> models.CreationForm:
        path = f"/contract-types/{_segment(contract_type_id)}/creation-form"
        return self._read(models.CreationForm, path, {"templateId": plain_id(template_id)})

    def smart_fields(self, owner: FieldOwner) -> list[models.SmartField]:
        params = {"object": owner, "lang": self.settings.option_language}
        return list(self._list(models.SmartField, "/smart-fields", params))

    def options(self, field_id: str) -> list[models.Option]:
        return list(self._list(models.Option, f"/smart-fields/{_segment(field_id)}/options"))

    def headers(self) -> Mapping[str, str]:
        """Those of the answer to a harmless read."""
        return self._ask("GET", "/contract-types", {"limit": 1}).headers

    def members(self) -> list[models.Member]:
        return list(self._list(models.Member, "/members"))

    def member(self, member_id: str) -> models.Member:
        return self._read(models.Member, f"/members/{_segment(member_id)}")

    def create_member(self, body: Body) -> models.Member:
        return self._create(models.Member, "/members", body)

    def update_member(self, member_id: str, body: Body) -> models.Member:
        return self._change(models.Member, f"/members/{_segment(member_id)}", body)

    def clauses(self, name_part: str) -> list[models.ClauseSummary]:
        return list(self._list(models.ClauseSummary, "/clauses", {"name": name_part}))

    def clause(self, clause_id: str) -> models.Clause:
        return self._read(models.Clause, f"/clauses/{_segment(clause_id)}")

    def custom_object(self, object_id: str) -> models.CustomObject:
        return self._read(models.CustomObject, f"/custom-objects/{_segment(object_id)}")

    def set_table_rows(self, object_id: str, contract_id: str, body: Body) -> None:
        """No answer is documented: that there is one is enough."""
        path = f"/custom-objects/{_segment(object_id)}/contract/{_segment(contract_id)}/records"
        self._ask("PUT", path, body=body)

    def upload_slot(self, file_name: str, content_type: str) -> models.UploadSlot:
        """To ask for a place changes nothing, until a version names what was put there."""
        body = {"filename": file_name, "contentType": content_type}
        answer = self._ask("POST", "/files/upload-url", body=body, only_reads=True)
        return self._parsed(models.UploadSlot, shapes.single(answer.body), answer.status, only_reads=True)

    def _created_at(self, item: Mapping[str, Any]) -> str | None:
        """List items show no date in the documentation: the contract itself has it."""
        summary = self._parsed(models.ContractSummary, item, 200, only_reads=True)
        created_at = summary.created_at or self.contract(summary.id).created_at
        return created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if created_at else None

    def _list(
        self, model: type[_Model], path: str, params: Params | None = None, *, created_at: CreatedAt | None = None
    ) -> Iterator[_Model]:
        def fetch(asked: Params) -> shapes.Page:
            answer = self._ask("GET", path, {**asked, "limit": self.settings.page_size})
            try:
                return shapes.page(answer.body)
            except shapes.UnknownShapeError as error:
                raise http_faults.unreadable(self.caller.connection, answer.status, only_reads=True) from error

        for item in every_item(fetch, params or {}, created_at):
            yield self._parsed(model, item, 200, only_reads=True)

    def _read(self, model: type[_Model], path: str, params: Params | None = None) -> _Model:
        answer = self._ask("GET", path, params)
        return self._parsed(model, shapes.single(answer.body), answer.status, only_reads=True)

    def _create(self, model: type[_Model], path: str, body: Body) -> _Model:
        answer = self._ask("POST", path, body=body)
        return self._parsed(model, shapes.single(answer.body), answer.status, only_reads=False)

    def _change(self, model: type[_Model], path: str, body: Body) -> _Model:
        answer = self._ask("PATCH", path, body=body)
        if answer.body is None:  # the documentation does not show every answer
            return self._read(model, path)
        return self._parsed(model, shapes.single(answer.body), answer.status, only_reads=False)

    def _ask(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        body: Body | None = None,
        *,
        only_reads: bool | None = None,
    ) -> Answer:
        answer = self.caller.request(method, path, params, body, only_reads=only_reads)
        warning, sunset = answer.headers.get("x-api-deprecation-warning", ""), answer.headers.get("sunset", "")
        if warning or sunset:
            self.on_deprecated(warning, sunset)
        return answer

    def _parsed(self, model: type[_Model], value: Any, status: int, *, only_reads: bool) -> _Model:
        try:
            return model.model_validate(value)
        except ValidationError:
            # Not chained: the error quotes the answer.
            raise http_faults.unreadable(self.caller.connection, status, only_reads=only_reads) from None


def _segment(identifier: str) -> str:
    return segment(plain_id(identifier))
