"""docs/simulators.md describes everything that can be asked of the simulators' control."""

import re
from pathlib import Path

import pytest

from local.simulators.chassis.control import control_routes
from local.simulators.chassis.deliveries import Mode, Options, Order, State
from local.simulators.chassis.faults import Kind
from local.simulators.hubspot.crm import Switches as HubspotSwitches
from local.simulators.pipedrive.store import Switches as PipedriveSwitches
from local.simulators.server import platforms
from local.simulators.teams import Switches as TeamsSwitches
from local.simulators.tomorro.switches import Switches as TomorroSwitches

TEXT = Path("docs/simulators.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("switches", [TomorroSwitches, HubspotSwitches, PipedriveSwitches, TeamsSwitches])
def test_every_switch_is_described(switches):
    assert [name for name in switches.model_fields if f"`{name}`" not in TEXT] == []


@pytest.mark.parametrize("words", [Kind, Mode, Order, State, Options.model_fields])
def test_every_fault_and_way_of_delivering_is_described(words):
    assert [word for word in words if not re.search(rf"\b{word}\b", TEXT)] == []


@pytest.mark.parametrize("platform", platforms(), ids=lambda one: one.name)
def test_every_control_is_described(platform):
    last_words = {re.sub(r"/{\w+}", "", route.path).rpartition("/")[2] for route in control_routes(platform)}

    assert [word for word in last_words if f"/{word}" not in TEXT] == []
