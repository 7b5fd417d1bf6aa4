"""What is planned on the deployed stack is told and not done, by a person's command and by the shadow of a version."""

import json
import shutil

import pytest

from local.processes import ROOT
from passerelle.core.events import RecordRef
from passerelle.core.records import Key
from passerelle.journal.cursors import Cursors
from passerelle.journal.table import Table
from tests.e2e.world import World

WON = "contract-when-deal-won"


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture
def folder(installation, tmp_path):
    """A copy of config/ to change; what it held is pushed again at the end."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    yield tmp_path / "config"
    installation.push()


def edit(folder, right, wrong):
    path = folder / f"automations/{WON}.yaml"
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong))


def writes_about(world, text):
    """What the platforms were asked to do about something, beside what they were only asked."""
    requests = [one for name in ("hubspot", "tomorro") for one in world.control(name, "GET", "requests")]
    mine = [one for one in requests if text in json.dumps(one, ensure_ascii=False)]
    return [one for one in mine if one["method"] != "GET" and not one["path"].endswith("/search")]


def test_a_plan_of_a_real_record_makes_no_write(world, installation, journal):
    name = "Société planifiée"
    deal = world.new_deal(world.new_company(name))

    printed = installation.passerelle("plan", WON, "--record", deal, "--env", "local", "--json")

    [plan] = json.loads(printed)
    calls = [call["request"] for step in plan["steps"] for call in step["calls"]]
    assert plan["state"] == "done"
    assert [call["method"] for call in calls] == ["POST", "POST", "PATCH"]
    assert calls[0]["body"] == {"name": name}
    assert world.contracts_of(deal) == []
    assert writes_about(world, deal) == writes_about(world, name) == []
    state = journal.record_state(Key("hubspot", RecordRef("deal", deal)))
    assert (state.effects, state.links, state.held) == ({}, (), {})


def test_a_shadow_tells_what_a_version_would_do_otherwise_and_writes_nothing(
    world, installation, folder, client, stack, eventually
):
    edit(folder, "field.SIRET, from: company.siret, as: siret", "field.SIRET, from: company.name")
    installation.passerelle("push", "--env", "local", *installation.at_simulators(), "--folder", str(folder))
    installation.passerelle("promote", WON, "--shadow", "--env", "local")
    cursors = Cursors(Table(client("dynamodb"), stack.table_name))
    eventually(lambda: cursors.get("hubspot", "deal"))  # the first poll takes what it finds as known
    deal = world.new_deal(world.new_company())
    world.change_deal(deal, dealstage="closedwon")
    eventually(lambda: world.contracts_of(deal))

    def compared():
        answer = client("lambda").invoke(FunctionName=stack.watch_function_name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        found = json.loads(installation.passerelle("shadow", WON, "--env", "local", "--json"))
        return found if found["compared"] else None

    found = eventually(compared)

    assert found["names"]["do.field.SIRET"] >= 1
    assert len(world.contracts_of(deal)) == 1
