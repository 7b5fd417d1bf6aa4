"""The versions in use, looked at again and again: each is compared with what it was like at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.drift import Look
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, Rejected, Unavailable
from passerelle.operations.drifting import DriftWatch
from tests.fakes import NOW
from tests.unit.checking.conftest import CREATION, DEAL, FILE

LINE = {"to": "field.SIRET", "from": "deal.custom_fields.a1", "as": "siret"}
WITHOUT_SIRET = replace(DEAL, fields={name: one for name, one in DEAL.fields.items() if name != "custom_fields.a1"})


@dataclass
class Platforms:
    """Both sides, as they are now."""

    deal: RecordSchema = DEAL
    creation: TargetSchema = CREATION
    down: bool = False

    def record_schema(self, _kind: str, _wanted: frozenset[str]) -> RecordSchema:
        if self.down:
            raise Unavailable(Sentence(fr="En panne.", en="Down."))
        return self.deal

    def target_schema(self, *_asked: Any) -> TargetSchema:
        return self.creation


@dataclass
class Stack:
    """What is pushed, and what was seen of it."""

    deployed: dict[str, Deployment]
    unreadable: frozenset[int] = frozenset()
    seen: dict[tuple[str, int, Stage], Look] = field(default_factory=dict)

    def deployments(self) -> Mapping[str, Deployment]:
        return self.deployed

    def automation(self, name: str, number: int, stage: Stage) -> Automation:
        if number in self.unreadable:
            raise InvalidAutomation(Sentence(fr="Illisible.", en="Unreadable."))
        file = {**FILE, "name": name, "exchange": [*FILE["exchange"], LINE]}
        return compile_automation(AutomationFile.model_validate(file), number, stage)

    def last(self, automation: Automation) -> Look | None:
        return self.seen.get((automation.name, automation.version, automation.stage))

    def keep(self, automation: Automation, look: Look) -> None:
        self.seen[automation.name, automation.version, automation.stage] = look


@pytest.fixture
def platforms() -> Platforms:
    return Platforms()


@pytest.fixture
def stack() -> Stack:
    return Stack({"won": Deployment(live=3)})


def look(stack: Stack, platforms: Platforms, *accepted: str):
    return DriftWatch(stack, stack, lambda _name: platforms, lambda: NOW).look(frozenset(accepted))


def test_a_version_is_first_looked_at_and_then_compared(stack, platforms):
    [first] = look(stack, platforms)
    [second] = look(stack, platforms)

    assert (first.first, first.differences) == (True, ())
    assert (second.first, second.differences, second.breaks) == (False, (), False)


def test_what_drifted_is_told_until_another_version_answers_it(stack, platforms):
    look(stack, platforms)
    platforms.deal = WITHOUT_SIRET

    for _ in range(2):
        [found] = look(stack, platforms)
        assert [one.path for one in found.differences] == ["deal.custom_fields.a1"]
        assert found.breaks

    stack.deployed["won"] = Deployment(live=4)
    [answered] = look(stack, platforms)
    assert (answered.first, answered.differences) == (True, ())


def test_what_a_person_accepts_is_what_is_compared_with_from_then_on(stack, platforms):
    stack.deployed["other"] = Deployment(live=5)
    look(stack, platforms)
    platforms.deal = WITHOUT_SIRET

    look(stack, platforms, "won")

    assert {one.automation.name: len(one.differences) for one in look(stack, platforms)} == {"won": 0, "other": 1}


def test_an_automation_that_is_not_deployed_cannot_be_accepted(stack, platforms):
    with pytest.raises(Rejected, match="wonn"):
        look(stack, platforms, "wonn")


def test_what_was_found_last_is_kept_with_the_first_fingerprint(stack, platforms):
    look(stack, platforms)
    before = stack.seen["won", 3, Stage.LIVE].fingerprint
    platforms.deal = WITHOUT_SIRET

    look(stack, platforms)

    kept = stack.seen["won", 3, Stage.LIVE]
    assert kept.fingerprint == before
    assert [one.path for one in kept.found] == ["deal.custom_fields.a1"]


def test_each_stage_of_an_automation_is_looked_at_with_its_own_template(stack, platforms):
    stack.deployed["won"] = Deployment(test=4, live=3)

    found = look(stack, platforms)

    assert [(one.automation.version, one.automation.stage) for one in found] == [(4, Stage.TEST), (3, Stage.LIVE)]


def test_a_platform_that_is_down_is_no_drift_and_makes_no_first_fingerprint(stack, platforms):
    platforms.down = True

    [found] = look(stack, platforms)

    assert (found.differences, set(found.unanswered)) == ((), {"crm"})
    assert stack.seen == {}


def test_a_version_that_cannot_be_read_does_not_stop_the_others(stack, platforms):
    stack.deployed["other"] = Deployment(live=9)
    stack.unreadable = frozenset({9})

    assert [one.automation.name for one in look(stack, platforms)] == ["won"]
