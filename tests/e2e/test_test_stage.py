"""The test stage on the deployed stack: a record is tried, its contract put aside, and nothing is left unsaid."""

import json
import shutil

import pytest

from local.processes import ROOT
from tests.e2e.world import World

WON = "contract-when-deal-won"
TEST_TEMPLATE = "0d000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture
def in_test(installation, tmp_path):
    """A version of the automation that is in test and nowhere live yet."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "automations" / f"{WON}.yaml"
    path.write_text(path.read_text().replace("Créer le contrat", f"Créer le contrat ({tmp_path.name})"))
    folder = ("--folder", str(tmp_path / "config"))
    installation.passerelle("push", "--env", "local", *installation.at_simulators(), *folder)
    yield
    installation.push()


def test_a_record_is_tried_then_purged_and_another_look_shows_nothing_unlisted(world, installation, in_test):
    def passerelle(*arguments):
        return installation.passerelle(*arguments, "--env", "local")

    company = world.new_company()
    deal = world.new_deal(company, dealname="[TEST] Refonte", dealstage="contractsent")

    tried = json.loads(passerelle("test", WON, "--record", deal, "--wait", "240", "--json"))

    [contract] = world.contracts_of(deal)
    counterparty = contract["counterparty"]["id"]
    assert (tried["run"]["state"], tried["over"]) == ("done", True)
    assert contract["name"].startswith("[TEST] ")
    assert contract["templateId"] == TEST_TEMPLATE
    assert world.deal(deal)["dealstage"] == "contractsent"
    standings = {case["case"]: case["standing"] for case in tried["cases"]}
    assert standings["nominal"] == standings["counterparty_new"] == "observed"
    assert {standings[case] for case in ("missing_value", "same_event_twice", "event_again")} == {"rehearsed"}
    assert {standings[case] for case in ("tomorro_unavailable", "third_party_unavailable")} == {"rehearsed"}
    assert len(world.contracts_of(deal)) == 1

    run_id = tried["run"]["id"]
    passerelle("remark", run_id, "--to-change", "Le nom du contrat")
    assert "Le nom du contrat" in passerelle("show", run_id)

    again = passerelle("test", WON, "--record", deal, "--wait", "240")
    assert "already had its effect" in again
    assert "observed      the event happens again" in again

    receipt = json.loads(passerelle("purge", WON, "--yes", "--json"))

    mine = [line for line in receipt["lines"] if line["run"] == run_id]
    assert [(line["step"].rpartition(".")[2], line["outcome"]) for line in mine] == [
        ("update_record", "done"),
        ("contract", "remains"),
        ("counterparty", "done"),
    ]
    [contract] = world.contracts_of(deal)
    assert contract["status"] == "canceled"
    assert contract["name"].startswith("[À SUPPRIMER] [TEST] ")
    assert world.deal(deal).get("tomorro_contract_id") in (None, "")
    assert _counterparty(world, counterparty)["status"] == "archived"

    listed = {line["record"] for line in mine}
    left = {f"tomorro#contract#{one['plainId']}" for one in world.contracts_of(deal)}
    assert left <= listed
    assert contract["plainId"] in next(line["url"] for line in mine if line["outcome"] == "remains")

    world.control("tomorro", "POST", f"contracts/{contract['plainId']}/delete")
    again = json.loads(passerelle("purge", WON, "--yes", "--json"))
    assert [line["outcome"] for line in again["lines"] if line["run"] == run_id] == ["done"]
    once_more = json.loads(passerelle("purge", WON, "--yes", "--json"))
    assert [line for line in once_more["lines"] if line["run"] == run_id] == []


def test_the_webhook_of_a_connection_is_seen_to_work(world, installation, in_test):
    deal = world.new_deal(world.new_company())
    world.change_deal(deal, dealstage="presentationscheduled")

    found = json.loads(
        installation.passerelle("verify-webhook", "hubspot", "--wait", "120", "--json", "--env", "local")
    )

    assert found["missing"] == []
    assert found["address"].endswith("/in/hubspot")
    [stage] = [one for one in found["arrived"] if one["event"] == "deal changed dealstage"]
    assert stage["verified_by"].startswith("hmac X-HubSpot-Signature-v3")


def _counterparty(world, counterparty_id):
    found = world.control("tomorro", "GET", "state")["counterparties"]
    return next(one for one in found if one["id"].endswith(counterparty_id))
