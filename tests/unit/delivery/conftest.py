"""A bridge with one automation, everything around it in memory."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.deployment import Deployment
from passerelle.core.events import Event
from passerelle.core.runs import Run
from passerelle.core.steps import Json, Nature
from passerelle.delivery.deliverer import Deliverer, Outcome
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner
from passerelle.delivery.runner import Runner
from passerelle.journal.versions import Kind
from passerelle.platforms.platform import NamedAction
from tests.fakes import Clock, FakeAction, FakePlatform, FakePlatforms, MemoryJournal, MemoryQueue, MemoryVersions

AUTOMATION: Json = {
    "name": "contract-when-deal-won",
    "want": {"fr": "Créer le contrat dès que l'affaire est gagnée", "en": "Create the contract once the deal is won"},
    "when": {
        "connection": "hubspot",
        "record": "deal",
        "change": {"field": "dealstage", "from": ["presentation", "contractsent"], "to": "closedwon"},
    },
    "read": {"company": {"record": "company", "of": "deal"}},
    "do": {
        "connection": "tomorro",
        "action": "create_contract",
        "contract_type": "type-1",
        "template": {"test": "template-test", "live": "template-live"},
    },
    "exchange": [
        {"to": "counterparty.name", "from": "company.name", "required": True},
        {"to": "field.SIRET", "from": "company.siret", "as": "siret"},
        {"to": "field.Montant HT", "from": "deal.amount", "as": {"money": {"currency": "EUR", "decimal": ","}}},
    ],
    "then": [{"write_back": {"record": "deal", "set": {"contract_id": "contract.id", "contract_url": "contract.url"}}}],
}


SETTLE = timedelta(seconds=60)


@dataclass
class Bridge:
    clock: Clock = field(default_factory=Clock)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    versions: MemoryVersions = field(default_factory=MemoryVersions)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    create: FakeAction = field(default_factory=FakeAction)
    update: FakeAction = field(default_factory=lambda: FakeAction(Nature.SET))
    write: FakeAction = field(default_factory=lambda: FakeAction(Nature.SET))
    post: FakeAction = field(default_factory=lambda: FakeAction(Nature.NOTIFY))
    hubspot: FakePlatform = field(default_factory=FakePlatform)
    tomorro: FakePlatform = field(default_factory=FakePlatform)
    slack: FakePlatform = field(default_factory=FakePlatform)

    def __post_init__(self) -> None:
        self.hubspot.records = {
            ("deal", "42"): {"amount": "12 500,00", "dealname": "Refonte"},
            ("company", "7"): {"name": "Boulangerie Martin", "siret": "732 829 320 00074"},
        }
        self.hubspot.associations = {("42", "company"): ["7"]}
        self.hubspot.named = {"update_record": (NamedAction("update_record", self.write, writes=True),)}
        self.tomorro.named = {
            "create_contract": (NamedAction("contract", self.create, makes="contract", updated_by="update_contract"),),
            "update_contract": (NamedAction("contract", self.update, works_on="contract"),),
        }
        self.slack.named = {"post_message": (NamedAction("post_message", self.post),)}
        platforms = FakePlatforms({"hubspot": self.hubspot, "tomorro": self.tomorro, "slack": self.slack})
        self.catalogue = Catalogue(self.versions, self.clock)
        runner = Runner(self.journal, self.catalogue, platforms, self.clock, lambda: 0.0, lambda _: SETTLE)
        holding = Holding(self.journal, self.catalogue, self.queue, self.clock)
        planner = Planner(self.catalogue, platforms)
        self.deliverer = Deliverer(self.journal, self.catalogue, planner, holding, self.clock, runner)

    def publish(self, **changes: Any) -> None:
        document = {**AUTOMATION, **changes}
        self.versions.publish(Kind.AUTOMATION, document["name"], document)
        self.clock.advance(minutes=1)

    def stand(self, deployment: Deployment) -> None:
        """Where the versions of the automation stand from now on."""
        self.versions.deploy(AUTOMATION["name"], deployment)
        self.clock.advance(minutes=1)

    def deliver(self, event: Event) -> Outcome:
        return self.deliverer.deliver(event)

    def only_run(self) -> Run:
        [run] = self.journal.runs.values()
        return run


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.publish()
    return bridge
