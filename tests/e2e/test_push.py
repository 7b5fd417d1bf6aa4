"""What is pushed is used while everything runs; what is broken is refused and changes nothing."""

import shutil
import time

import pytest

from local.installation import SECRETS
from local.processes import ROOT, LocalError
from local.simulators.hubspot.seed import CLIENT_SECRET
from tests.e2e.world import World

WON = "automations/contract-when-deal-won.yaml"


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture
def folder(installation, tmp_path):
    """A copy of config/ to change; what it held is pushed again at the end."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    yield tmp_path / "config"
    installation.push()


def test_a_changed_automation_is_used_within_a_minute(world, installation, folder, eventually):
    path = folder / WON
    name = "name, required: true}\n  - {to: contract.name, from: \"join(' ', [`Avenant`, company.name])\"}\n"
    path.write_text(path.read_text().replace("name, required: true}\n", name))
    printed = installation.push("--folder", str(folder))
    pushed = time.monotonic()

    def contract_with_the_new_name():
        deal = world.new_deal(world.new_company())
        world.change_deal(deal, dealstage="closedwon")
        [contract] = eventually(lambda: world.contracts_of(deal))
        return contract["name"].startswith("Avenant Société")

    eventually(contract_with_the_new_name, within_s=60)

    assert time.monotonic() - pushed < 60
    assert "changed    automation  contract-when-deal-won version 2" in printed


def test_a_broken_automation_is_refused_with_file_line_and_suggestion(installation, folder):
    path = folder / WON
    path.write_text(path.read_text().replace("as: siret}", "as: sirret}"))

    with pytest.raises(LocalError) as refused:
        installation.push("--folder", str(folder))

    assert "contract-when-deal-won.yaml:" in str(refused.value)
    assert 'Is it "siret"?' in str(refused.value)
    assert "Nothing was published." in str(refused.value)


def test_a_secret_is_rotated_without_a_deployment(world, installation, post):
    def status(secret):
        path, body, headers = world.hubspot_request({"objectId": 1, "propertyValue": "qualified"}, secret=secret)
        return post(path, body, headers)[0]

    def store(value, *options):
        installation.passerelle("secrets", "set", "hubspot", "client_secret", "--env", "local", *options, stdin=value)

    try:
        assert status("a-new-client-secret") == 401
        time.sleep(6)  # receive reads its secrets again five seconds after the last time at the earliest
        store("a-new-client-secret", "--keep-previous")
        assert (status("a-new-client-secret"), status(CLIENT_SECRET)) == (200, 200)
    finally:
        store(SECRETS["hubspot", "client_secret"])
        installation.passerelle("secrets", "retire", "hubspot", "client_secret", "--env", "local")
