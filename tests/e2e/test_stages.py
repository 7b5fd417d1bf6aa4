"""Pausing, testing and drifting, on the deployed stack: held events go in their order, and nothing is lost."""

import shutil

import pytest

from local.processes import ROOT, LocalError
from passerelle.core.automation import Stage
from passerelle.core.deployment import Hold
from passerelle.core.runs import RunState
from tests.e2e.world import World

WON = "contract-when-deal-won"
LIVE_TEMPLATE = "0d000000-0000-4000-8000-000000000002"
SLOW_MACHINE_S = 480
"""Far more than it takes: the promise is a minute, the limit is for what never comes."""


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture
def watch(client, stack):
    """What the schedule does."""

    def watch():
        answer = client("lambda").invoke(FunctionName=stack.watch_function_name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()

    return watch


def held(journal, deal):
    return in_state(journal, RunState.HELD, deal)


def parked(journal, deal):
    return in_state(journal, RunState.PARKED, deal)


def in_state(journal, state, deal):
    return [run for run in journal.runs_in(state, 1000) if run.record.id == deal]


def push_changed(installation, directory, right, wrong):
    """A new version of the automation, in test."""
    folder = directory / "config"
    shutil.copytree(ROOT / "config", folder)
    path = folder / f"automations/{WON}.yaml"
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong))
    installation.passerelle("push", "--env", "local", *installation.at_simulators(), "--folder", str(folder))


def win(world, **properties):
    deal = world.new_deal(world.new_company(), **properties)
    world.change_deal(deal, dealstage="closedwon")
    return deal


def test_a_paused_automation_holds_its_events_and_a_resume_lets_them_go(world, installation, journal, eventually):
    installation.passerelle("pause", WON, "--why", "the template is being changed", "--env", "local")

    def a_held_deal():
        """Workers take the pause up within a minute: what came before is not held."""
        deal = win(world)
        eventually(lambda: held(journal, deal) or world.contracts_of(deal))
        return deal if held(journal, deal) else None

    deals = [eventually(a_held_deal, within_s=SLOW_MACHINE_S), win(world)]
    eventually(lambda: held(journal, deals[1]))
    while_paused = [world.contracts_of(deal) for deal in deals]
    printed = installation.passerelle("resume", WON, "--env", "local")

    for deal in deals:
        assert len(eventually(lambda deal=deal: world.contracts_of(deal), within_s=SLOW_MACHINE_S)) == 1
    assert while_paused == [[], []]
    assert "are on their way" in printed
    eventually(lambda: not any(held(journal, deal) for deal in deals))


def test_a_version_in_test_runs_on_test_records_beside_the_live_one(world, installation, stage, tmp_path, eventually):
    try:
        push_changed(installation, tmp_path, "missing: park", "missing: skip")
        standing = stage(WON)

        def a_test_contract():
            deal = win(world, dealname="[TEST] Refonte")
            [contract] = eventually(lambda: world.contracts_of(deal))
            return contract if contract["name"].startswith("[TEST] ") else None

        tested = eventually(a_test_contract, within_s=SLOW_MACHINE_S)
        other = win(world)
        [real] = eventually(lambda: world.contracts_of(other))
    finally:
        installation.push()

    assert standing.test > standing.live
    assert tested["templateId"] != LIVE_TEMPLATE
    assert real["templateId"] == LIVE_TEMPLATE
    assert not real["name"].startswith("[TEST] ")


def test_a_template_that_is_no_longer_published_holds_the_events_before_one_fails_and_lets_them_go(
    world, installation, journal, stage, watch, eventually
):
    watch()
    world.control("tomorro", "PATCH", f"templates/{LIVE_TEMPLATE}", {"published": False})
    try:
        watch()
        assert stage(WON).hold is Hold.DRIFT
        with pytest.raises(LocalError) as drift:
            installation.passerelle("drift", "--env", "local")

        def a_held_deal():
            """Workers take the hold up within a minute: what came before is parked, and can be replayed."""
            deal = win(world)
            eventually(lambda: held(journal, deal) or parked(journal, deal))
            return deal if held(journal, deal) else None

        deal = eventually(a_held_deal, within_s=SLOW_MACHINE_S)
    finally:
        world.control("tomorro", "PATCH", f"templates/{LIVE_TEMPLATE}", {"published": True})
    watch()

    assert "template" in str(drift.value)
    assert len(eventually(lambda: world.contracts_of(deal), within_s=SLOW_MACHINE_S)) == 1
    assert stage(WON).hold is None


def test_a_canary_that_fails_returns_by_itself(world, installation, journal, stage, watch, tmp_path, eventually):
    live = stage(WON).live
    try:
        push_changed(installation, tmp_path, "from: company.name, required", "from: company.no_such_field, required")
        why = ("--force", "--why", "to see it fail", "--env", "local")
        installation.passerelle("promote", WON, "--canary", "99", *why)

        canary = stage(WON).test

        def three_parked():
            deal = win(world)
            eventually(lambda: parked(journal, deal) or world.contracts_of(deal))
            failed = [run for run in journal.runs_in(RunState.PARKED, 1000) if run.version == canary]
            return [run for run in failed if run.stage is Stage.LIVE][2:]

        eventually(three_parked, within_s=SLOW_MACHINE_S)
        watch()

        assert (stage(WON).live, stage(WON).canary) == (live, None)
        assert "runs were parked" in installation.passerelle("history", WON, "--env", "local")
    finally:
        installation.push()
