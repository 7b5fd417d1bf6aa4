"""Change a counterparty that is known, or bring one into being where there is none yet: both directions of a CRM's
companies.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import models, refusals, targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from passerelle.platforms.tomorro.counterparty_search import identity_of
from passerelle.platforms.tomorro.names import key, plain_id, same_id
from passerelle.platforms.tomorro.targets import Wanted, wanted_of
from passerelle.platforms.tomorro.values import field_and_value, same_value

STATUSES = ("active", "archived")


@dataclass(frozen=True, slots=True)
class UpdateCounterparty:
    """Only what differs is sent."""

    client: TomorroClient
    catalogue: Catalogue
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        if not request.linked_id:
            raise refusals.no_linked_record()
        return self.prepared(request.linked_id, wanted_of(request))

    def prepared(self, counterparty_id: str, wanted: Wanted) -> Json:
        """A name that differs by case or spaces alone is the same: it is not a reason to write."""
        present = self.client.counterparty(counterparty_id)
        pairs = [
            field_and_value(self.catalogue, one.to, one.value, "external_party") for one in wanted.counterparty_fields
        ]
        name, status = wanted.text(targets.COUNTERPARTY_NAME), _status(wanted)
        changes = {
            "name": name if name and key(name) != key(present.name) else None,
            "status": status if status != present.status else None,
            "attributes": [
                {"attributeDefinitionId": one.id, "value": value}
                for one, value in pairs
                if not _holds(present, one.id, value)
            ],
        }
        return {"id": plain_id(present.id), "changes": {to: value for to, value in changes.items() if value}}

    def perform(self, call: Json) -> Json:
        changes = call["changes"]
        present = (
            self.client.update_counterparty(call["id"], changes) if changes else self.client.counterparty(call["id"])
        )
        return _result(present, changed=bool(changes))

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - the present values tell enough
        present, changes = self.client.counterparty(call["id"]), call["changes"]
        written = (
            changes.get("name", present.name) == present.name
            and changes.get("status", present.status) == present.status
            and all(
                _holds(present, one["attributeDefinitionId"], one["value"]) for one in changes.get("attributes", [])
            )
        )
        return _result(present, changed=bool(changes)) if written else None


@dataclass(frozen=True, slots=True)
class SyncCounterparty:
    """The linked one is changed; one that is known by its name, or by the field that `by` names, is taken and changed;
    else it is created.
    """

    ensure: EnsureCounterparty
    update: UpdateCounterparty
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        wanted = wanted_of(request)
        if request.linked_id:
            return {"update": self.update.prepared(request.linked_id, wanted)}
        _status(wanted)
        who = identity_of(wanted, request.params.get("by"), self.update.catalogue)
        call = self.ensure.prepared(wanted, who, request.mark)
        if "create" in call:
            return {"ensure": call}
        known = call.get("adopt") or call["reactivate"]
        update = self.update.prepared(known, wanted)
        if "reactivate" in call:
            update["changes"].setdefault("status", "active")
        return {"update": update}

    def perform(self, call: Json) -> Json:
        if "ensure" in call:
            return {**self.ensure.perform(call["ensure"]), "changed": False}
        return {**self.update.perform(call["update"]), "created": False}

    def find(self, call: Json, since: datetime) -> Json | None:
        if "ensure" in call:
            found = self.ensure.find(call["ensure"], since)
            return None if found is None else {**found, "changed": False}
        found = self.update.find(call["update"], since)
        return None if found is None else {**found, "created": False}


def _status(wanted: Wanted) -> str | None:
    status = wanted.text(targets.COUNTERPARTY_STATUS)
    if status is not None and status not in STATUSES:
        raise refusals.wrong_form(targets.COUNTERPARTY_STATUS, " ou ".join(STATUSES), " or ".join(STATUSES))
    return status


def _holds(present: models.Counterparty, field_id: str, value: Any) -> bool:
    held = (one for known, one in present.fields.items() if same_id(known, field_id))
    return same_value(value, next(held, None))


def _result(counterparty: models.Counterparty, *, changed: bool) -> Json:
    return {
        "id": plain_id(counterparty.id),
        "name": counterparty.name,
        "status": counterparty.status,
        "changed": changed,
    }
