"""A version played in memory: every scene is told as it went, and nothing reaches a platform."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.cases import Case, Standing
from passerelle.core.steps import Json, Nature
from passerelle.core.trying import made_up
from passerelle.errors import Unavailable
from passerelle.platforms.platform import NamedAction
from passerelle.rehearsal.scenes import Rehearsal
from tests.fakes import NOW, FakeAction, FakePlatform, FakePlatforms
from tests.faults.far_side import DOWN

AUTOMATION: Json = {
    "name": "contract-when-deal-won",
    "want": {"fr": "Créer le contrat", "en": "Create the contract"},
    "when": {"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "closedwon"}},
    "read": {"company": {"record": "company", "of": "deal"}},
    "do": {"connection": "tomorro", "action": "create_contract", "contract_type": "t", "template": "t"},
    "exchange": [
        {"to": "counterparty.name", "from": "company.name", "required": True},
        {"to": "field.Type", "from": "deal.dealtype", "as": {"choice": {"new": "Nouveau"}}},
    ],
    "then": [
        {"write_back": {"record": "deal", "set": {"contract_id": "contract.id"}}},
        {"connection": "slack", "action": "post_message", "text": "{contract.name}"},
    ],
    "test": {"records": ["42"]},
}


@dataclass
class Counterparty(FakeAction):
    known: set[str] = field(default_factory=lambda: {"Boulangerie Martin"})

    def find(self, call: Json, since: Any) -> Json | None:
        name = call["values"]["counterparty.name"]
        return {"id": "cp-1", "name": name, "created": False} if name in self.known else None


@dataclass
class World:
    party: Counterparty = field(default_factory=Counterparty)
    create: FakeAction = field(default_factory=FakeAction)
    write: FakeAction = field(default_factory=lambda: FakeAction(Nature.SET))
    post: FakeAction = field(default_factory=lambda: FakeAction(Nature.NOTIFY))
    hubspot: FakePlatform = field(default_factory=FakePlatform)

    def __post_init__(self) -> None:
        self.hubspot.records = {
            ("deal", "42"): {"dealname": "Refonte", "dealtype": "new"},
            ("company", "7"): {"name": "Boulangerie Martin"},
        }
        self.hubspot.associations = {("42", "company"): ["7"]}
        self.hubspot.named = {"update_record": (NamedAction("update_record", self.write, writes=True),)}

    def rehearse(self, **changes: Any):
        tomorro = FakePlatform(
            named={
                "create_contract": (
                    NamedAction("counterparty", self.party, may_make="counterparty"),
                    NamedAction("contract", self.create, makes="contract", updated_by="update_contract"),
                ),
                "update_contract": (NamedAction("contract", FakeAction(Nature.SET), works_on="contract"),),
            }
        )
        slack = FakePlatform(named={"post_message": (NamedAction("post_message", self.post),)})
        platforms = FakePlatforms({"hubspot": self.hubspot, "tomorro": tomorro, "slack": slack})
        file = AutomationFile.model_validate({**AUTOMATION, **changes})
        automation = compile_automation(file, 3, Stage.TEST)
        event = made_up(automation, "hubspot", "42", {}, NOW)
        return Rehearsal(automation, event, platforms, frozenset({"tomorro"})).results()

    def done(self) -> int:
        return sum(len(action.made) for action in (self.party, self.create, self.write, self.post))


@pytest.fixture
def world() -> World:
    return World()


def standings(results):
    return {case: result.standing for case, result in results.items()}


def test_every_scene_of_a_sound_version_goes_as_meant_and_nothing_is_written(world):
    results = world.rehearse()

    assert standings(results) == dict.fromkeys(
        [
            Case.NOMINAL,
            Case.MISSING,
            Case.UNKNOWN_LABEL,
            Case.COUNTERPARTY_KNOWN,
            Case.COUNTERPARTY_NEW,
            Case.SAME_TWICE,
            Case.AGAIN,
            Case.TOMORRO_DOWN,
            Case.OTHER_DOWN,
        ],
        Standing.REHEARSED,
    )
    assert world.done() == 0


@pytest.mark.parametrize("again", ["ignore", "update", "create"])
def test_what_happens_again_is_held_against_what_the_file_says(world, again):
    results = world.rehearse(when={**AUTOMATION["when"], "again": again})

    assert results[Case.AGAIN].standing is Standing.REHEARSED


@pytest.mark.parametrize("missing", ["park", "skip"])
def test_a_missing_value_ends_as_the_file_says(world, missing):
    assert world.rehearse(missing=missing)[Case.MISSING].standing is Standing.REHEARSED


def test_a_value_that_is_never_missing_is_not_played(world):
    assert Case.MISSING not in world.rehearse(missing="default")


def test_a_record_that_does_not_fit_fails_with_the_reason_of_its_run_and_ends_the_play(world):
    world.hubspot.records["deal", "42"]["dealtype"] = "unknown"

    results = world.rehearse()

    assert standings(results) == {Case.NOMINAL: Standing.FAILED}
    assert "Type" in results[Case.NOMINAL].told.fr


def test_a_platform_that_really_does_not_answer_proves_nothing(world):
    world.hubspot.faults = [Unavailable(DOWN) for _ in range(100)]

    results = world.rehearse()

    assert standings(results) == {Case.NOMINAL: Standing.NOT_TRIED}
    assert DOWN.fr in results[Case.NOMINAL].told.fr


def test_a_record_is_read_once_for_all_scenes_and_once_before_it_is_written_to(world):
    world.rehearse()

    assert sorted(record.kind for record in world.hubspot.reads_done) == ["company", "deal", "deal"]


def test_a_value_on_which_the_run_depends_is_not_taken_away(world):
    where = [{"path": "company.name", "exists": True}]

    assert Case.MISSING not in world.rehearse(when={**AUTOMATION["when"], "where": where})
