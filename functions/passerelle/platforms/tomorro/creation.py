"""Create a contract from a template, complete at once, and recognise it if the answer was lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import models, refusals, targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.marks import Mark, link_of, mark_for
from passerelle.platforms.tomorro.names import plain_id, same_id
from passerelle.platforms.tomorro.naming import new_name
from passerelle.platforms.tomorro.people import signatories
from passerelle.platforms.tomorro.results import contract_result
from passerelle.platforms.tomorro.targets import Wanted, param, wanted_of
from passerelle.platforms.tomorro.values import field_and_value


@dataclass(frozen=True, slots=True)
class CreateContract:
    """Runs after EnsureCounterparty, whose result it reads under the step name `counterparty`."""

    client: TomorroClient
    catalogue: Catalogue
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        wanted = wanted_of(request)
        contract_type, template = param(request, "contract_type"), param(request, "template")
        counterparty_id = request.results.get(targets.COUNTERPARTY_STEP, {}).get("id")
        if not counterparty_id:
            raise refusals.missing_value(targets.COUNTERPARTY_NAME)
        mark = mark_for(request, self.catalogue)
        fields = self._fields(wanted)
        if self.client.settings.check_form:
            self._check_form(contract_type, template, fields, lambda: self._of_counterparty(request, wanted))
        if mark.in_field:
            fields[mark.in_field["fieldId"]] = mark.in_field["value"]
        body = {
            "contractTypeId": contract_type,
            "templateId": template,
            "counterparty": {"id": counterparty_id},
            "name": new_name(
                wanted.text(targets.CONTRACT_NAME),
                wanted.text(targets.COUNTERPARTY_NAME) or "",
                mark.in_name,
                request.stage,
                self.client.settings,
            ),
            "fields": [{"fieldId": field_id, "value": value} for field_id, value in fields.items()],
            "signatories": signatories(wanted, self.catalogue),
            "contractMembersIds": [{"memberId": self.catalogue.member(one).id} for one in wanted.texts(targets.MEMBER)],
            "folderId": wanted.text(targets.FOLDER),
            "referentId": self._member(wanted, targets.REFERENT),
            "supervisorId": self._member(wanted, targets.SUPERVISOR),
            "integration": link_of(request, self.client.settings),
        }
        return {"create": {name: value for name, value in body.items() if value}, "mark": mark.to_json()}

    def perform(self, call: Json) -> Json:
        made = self.client.create_contract(call["create"])
        return self._result(made, call)

    def find(self, call: Json, since: datetime) -> Json | None:
        """By our mark, among the contracts of that counterparty and type that are not older than the intent."""
        body, mark = call["create"], Mark.from_json(call["mark"])
        earliest = since - timedelta(seconds=self.client.settings.clock_margin_s)
        candidates = self.client.contracts(
            counterparty_id=body["counterparty"]["id"],
            contract_type_id=body["contractTypeId"],
            created_from=earliest.astimezone(UTC).date(),
        )
        for candidate in candidates:
            contract = self.client.contract(candidate.id)
            recent = contract.created_at is None or contract.created_at >= earliest
            same_template = contract.template_id is None or same_id(contract.template_id, body["templateId"])
            if recent and same_template and mark.is_on(contract):
                return self._result(contract, call)
        return None

    def _result(self, contract: models.Contract, call: Json) -> Json:
        result = contract_result(contract, self.client.settings)
        return {**result, "counterparty_id": plain_id(call["create"]["counterparty"]["id"])}

    def _fields(self, wanted: Wanted) -> dict[str, Any]:
        """Nothing is sent for a value that is absent: Tomorro pre-fills some fields itself."""
        filled = [line for line in wanted.fields if line.value is not None]
        pairs = [field_and_value(self.catalogue, line.to, line.value) for line in filled]
        return {smart_field.id: value for smart_field, value in pairs}

    def _check_form(
        self, contract_type: str, template: str, fields: Mapping[str, Any], of_counterparty: Callable[[], list[str]]
    ) -> None:
        """Before, and with the names of the fields: a refusal of Tomorro would not name them in words people know.

        A field may also have a default in the template, or be taken from the counterparty's own data.
        """
        form = self.catalogue.creation_form(contract_type, template).fields
        missing = _not_in([one.smart_field_id for one in form if one.required], list(fields))
        if missing:
            defaults = self.catalogue.template(contract_type, template).smart_fields
            missing = _not_in(missing, [one.id for one in defaults if one.default_value is not None])
        if missing:
            missing = _not_in(missing, of_counterparty())
        if missing:
            raise refusals.form_incomplete([self.catalogue.field_name(field_id) for field_id in missing])

    def _of_counterparty(self, request: Request, wanted: Wanted) -> list[str]:
        """The fields that the counterparty has. One that is only planned has what it is going to be made with."""
        if targets.COUNTERPARTY_STEP in request.planned:
            filled = [line for line in wanted.counterparty_fields if line.value is not None]
            return [field_and_value(self.catalogue, one.to, one.value, "external_party")[0].id for one in filled]
        known = self.client.counterparty(request.results[targets.COUNTERPARTY_STEP]["id"]).fields
        return [field_id for field_id, value in known.items() if value is not None]

    def _member(self, wanted: Wanted, to: str) -> str | None:
        reference = wanted.text(to)
        return self.catalogue.member(reference).id if reference else None


def _not_in(wanted: list[str], known: list[str]) -> list[str]:
    return [one for one in wanted if not any(same_id(one, other) for other in known)]
