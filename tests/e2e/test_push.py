"""What is pushed is used while everything runs; what is broken is refused and changes nothing."""

import shutil
from datetime import timedelta

import pytest

from local.accounts import SECRETS
from local.processes import ROOT, LocalError
from local.simulators.hubspot.seed import CLIENT_SECRET
from passerelle.catalogue import REFRESH
from passerelle.core.deployment import Deployment
from passerelle.inbound.connections import FRESH_S
from passerelle.journal.table import Table
from passerelle.journal.versions import Versions
from tests.e2e.world import World

WON = "automations/contract-when-deal-won.yaml"
NEW_SECRET = "a-new-client-secret"
SLOW_MACHINE_S = 480
"""Far more than it takes: the promise is a minute, the limit is for what never comes."""


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture
def folder(installation, tmp_path):
    """A copy of config/ to change; what it held is pushed again at the end."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    yield tmp_path / "config"
    installation.push()


@pytest.fixture
def active(client, stack):
    """`active()`: which versions the functions are to use."""
    return Versions(Table(client("dynamodb"), stack.table_name)).active


def test_what_is_promised_within_a_minute_is_looked_up_within_a_minute():
    assert timedelta(minutes=1) > REFRESH
    assert FRESH_S <= 60


def test_a_changed_automation_is_used_while_everything_runs(world, installation, folder, active, eventually):
    path = folder / WON
    name = "name, required: true}\n  - {to: contract.name, from: \"join(' ', [`Avenant`, company.name])\"}\n"
    path.write_text(path.read_text().replace("name, required: true}\n", name))
    before = active()

    printed = installation.push("--folder", str(folder))

    former = before.automations["contract-when-deal-won"].live
    after = active().automations["contract-when-deal-won"]
    assert f"changed    automation     contract-when-deal-won version {after.live}" in printed
    assert after == Deployment(live=after.live, former=former)
    assert after.live > former

    def contract_with_the_new_name():
        deal = world.new_deal(world.new_company())
        world.change_deal(deal, dealstage="closedwon")
        [contract] = eventually(lambda: world.contracts_of(deal))
        return contract["name"].startswith("Avenant Société")

    eventually(contract_with_the_new_name, within_s=SLOW_MACHINE_S)


def test_a_broken_automation_is_refused_with_file_line_and_suggestion_and_changes_nothing(installation, folder, active):
    path = folder / WON
    path.write_text(path.read_text().replace("as: siret}", "as: sirret}"))
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if "sirret" in text)
    before = active()

    with pytest.raises(LocalError) as refused:
        installation.push("--folder", str(folder))

    assert f"{path}:{line}: exchange.1.as" in str(refused.value)
    assert 'Is it "siret"?' in str(refused.value)
    assert "Nothing was published." in str(refused.value)
    assert active() == before


def test_a_secret_is_rotated_without_a_deployment(world, installation, post, eventually):
    def status(secret):
        path, body, headers = world.hubspot_request({"objectId": 1, "propertyValue": "qualified"}, secret=secret)
        return post(path, body, headers)[0]

    def secrets(command, *options, stdin=""):
        installation.passerelle("secrets", command, "hubspot", "client_secret", "--env", "local", *options, stdin=stdin)

    try:
        assert (status(NEW_SECRET), status(CLIENT_SECRET)) == (401, 200)
        secrets("set", "--keep-previous", stdin=NEW_SECRET)
        # An unknown signature makes receive look again, at most every five seconds.
        eventually(lambda: status(NEW_SECRET) == 200)
        assert status(CLIENT_SECRET) == 200
        secrets("retire")
        eventually(lambda: status(CLIENT_SECRET) == 401, within_s=SLOW_MACHINE_S)
        assert status(NEW_SECRET) == 200
    finally:
        secrets("set", stdin=SECRETS["hubspot", "client_secret"])
        secrets("retire")
        eventually(lambda: status(CLIENT_SECRET) == 200)
