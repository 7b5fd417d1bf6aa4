"""Whether each kind of event that automations need has come by webhook."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.arrivals import expected_of
from passerelle.core.automation import Stage
from passerelle.core.events import Change
from passerelle.errors import Rejected
from passerelle.operations.webhooks import WebhookCheck
from tests.fakes import NOW, Clock, deal_event
from tests.unit.delivery.conftest import AUTOMATION


def automation(name, **when):
    wanted = {**AUTOMATION, "name": name, "when": {**AUTOMATION["when"], **when}}
    wanted["when"] = {key: value for key, value in wanted["when"].items() if value is not None}
    return compile_automation(AutomationFile.model_validate(wanted), 1, Stage.LIVE)


STAGE = automation("a")
CREATED = automation("b", change=None, event="created")


@dataclass
class World:
    automations: list = field(default_factory=lambda: [STAGE, CREATED])
    events: list = field(default_factory=list)
    receives: bool = True
    clock: Clock = field(default_factory=Clock)
    asked: list = field(default_factory=list)

    def connection(self, name):
        return SimpleNamespace(receives=self.receives)

    def in_use(self):
        return self.automations

    def since(self, connection, moment):
        self.asked.append((connection, moment))
        return self.events

    def check(self):
        return WebhookCheck(self, self.since, self.clock, lambda seconds: self.clock.advance(seconds=seconds))


@pytest.fixture
def world():
    return World()


def staged(**others):
    return deal_event("42", Change("dealstage", "closedwon"), verified_by="hmac X-HubSpot-Signature-v3", **others)


def test_each_kind_is_expected_once_with_those_that_wait_for_it():
    found = expected_of([STAGE, automation("c"), CREATED, automation("d", connection="other")], "hubspot")

    assert [(one.name, one.automations) for one in found] == [
        ("deal changed dealstage", ("a", "c")),
        ("deal created", ("b",)),
    ]


def test_it_ends_as_soon_as_all_has_come_and_tells_each_once(world):
    world.events = [staged(), staged(), deal_event("43", kind="created")]
    told = []

    found = world.check().wait("hubspot", 300, told.append)

    assert (found.missing, world.clock.now) == ((), NOW)
    assert [one.expected.name for one in told] == ["deal changed dealstage", "deal created"]
    assert told[0].to_json() == {
        "event": "deal changed dealstage",
        "at": NOW.isoformat(),
        "verified_by": "hmac X-HubSpot-Signature-v3",
    }


def test_it_waits_as_long_as_it_was_told_and_names_what_is_missing(world):
    world.events = [staged()]

    found = world.check().wait("hubspot", 10, lambda _arrival: None)

    assert [one.name for one in found.missing] == ["deal created"]
    assert world.clock.now == NOW + timedelta(seconds=10)


def test_another_field_is_not_what_is_waited_for(world):
    world.automations, world.events = [STAGE], [deal_event("42", Change("amount", "5"))]

    assert len(world.check().wait("hubspot", 0, lambda _arrival: None).missing) == 1


def test_what_came_just_before_counts(world):
    world.check().wait("hubspot", 0, lambda _arrival: None)

    assert world.asked == [("hubspot", NOW - timedelta(minutes=2))]


@pytest.mark.parametrize(
    ("changes", "code"), [({"receives": False}, "receives_nothing"), ({"automations": []}, "nobody_waits")]
)
def test_what_can_never_come_is_not_waited_for(changes, code):
    with pytest.raises(Rejected) as refused:
        World(**changes).check().wait("hubspot", 300, lambda _arrival: None)

    assert refused.value.code == code
