"""Accounts that are known, as far as a test gives them, and a need that is answered but for what a test changes."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from passerelle.configuration.folder import read_folder
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.schema import Field, FieldType, RecordSchema, TargetSchema
from passerelle.drafting.draft import Draft, Unasked
from passerelle.drafting.interview import answered, next_question
from passerelle.telling.labels import NoLabels
from tests.unit.checking.conftest import CREATION, DEAL

FOLDER = read_folder(Path(__file__).parents[3] / "config")
AROUND = Surroundings(FOLDER.accounts(), FOLDER.manifests())
COMPANY = RecordSchema(
    "company", {name: Field(name, name, FieldType.TEXT) for name in ("id", "name", "siret", "address", "country")}
)

WON = {
    "do.connection": "tomorro",
    "do.action": "create_contract",
    "do.contract_type": "t1",
    "do.template.test": "m-test",
    "do.template.live": "m-live",
    "when.connection": "hubspot",
    "when.record": "deal",
    "when.event": "change",
    "when.change.field": "dealstage",
    "when.change.to": "closedwon",
    "exchange.0.to": "counterparty.name",
    "exchange.0.from": "company.name",
    "exchange.1.to": "field.Montant HT",
    "exchange.1.from": "deal.amount",
}


@dataclass
class Known:
    """Two accounts whose fields, options and templates are told."""

    records: dict[tuple[str, str], RecordSchema] = field(
        default_factory=lambda: {("hubspot", "deal"): DEAL, ("hubspot", "company"): COMPANY}
    )
    creation: TargetSchema = CREATION

    def record(self, connection, kind, wanted):
        return self.records.get((connection, kind))

    def target(self, connection, action, params, kind, wanted):
        return self.creation if action == "create_contract" else None

    def labels(self, file):
        return NoLabels()


@pytest.fixture
def begun():
    """`begun(online=True)`: a draft with no answer yet; `online` where the accounts can be asked."""

    def begun(online: bool = True, others=None) -> Draft:
        return Draft({}, AROUND, Known() if online else Unasked(), others or {})

    return begun


@pytest.fixture
def finished(begun):
    """`finished({"when.where": ...})`: every question answered, by what is given or by what is proposed."""

    def finished(given=None, draft: Draft | None = None, need=WON) -> Draft:
        answers = {**need, **(given or {})}
        draft = draft or begun()
        while (question := next_question(draft)) is not None:
            draft = answered(draft, question, answers.get(question.slot) or "")
        return draft

    return finished
