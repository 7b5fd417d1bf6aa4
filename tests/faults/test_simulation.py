"""Never lost, never twice, always explained: whatever is killed, repeated, delayed or refused."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelle.delivery.execution import Execution
from tests.faults.chance import Drawn, Seeded
from tests.faults.far_side import EVERYTHING
from tests.faults.simulation import Simulation, total

SINGLE = {name: {"none": 80, name: 20} for name in EVERYTHING if name != "none"}


@pytest.mark.parametrize("fault", SINGLE)
@pytest.mark.parametrize("seed", range(5))
def test_one_kind_of_fault_loses_and_doubles_nothing(fault, seed):
    account = Simulation(Seeded(seed), SINGLE[fault], events=20).run()

    assert account.balances, account


@pytest.mark.parametrize("seed", range(40))
def test_all_faults_together_lose_and_double_nothing(seed):
    account = Simulation(Seeded(seed), EVERYTHING, events=20, repeats=2).run()

    assert account.balances, account


@pytest.mark.parametrize("seed", range(40))
def test_two_workers_at_once_lose_and_double_nothing(seed):
    account = Simulation(Seeded(seed), EVERYTHING, events=10, interleave=True).run()

    assert account.balances, account


@pytest.mark.parametrize("seed", range(40))
def test_pausing_and_resuming_in_the_middle_of_it_loses_and_doubles_nothing(seed):
    account = Simulation(Seeded(seed), EVERYTHING, events=10, interleave=bool(seed % 2), pauses=True).run()

    assert account.balances, account


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_story_that_hypothesis_tells_loses_or_doubles_anything(data):
    account = Simulation(Drawn(data), EVERYTHING, events=2).run()

    assert account.balances, account


def test_a_single_event_survives_the_death_of_its_process_at_every_call():
    calls = Simulation(Seeded(0), events=1, repeats=0).run().steps

    for die_at in range(1, calls + 1):
        for moment in (die_at, -die_at):
            account = Simulation(Seeded(0), events=1, repeats=0, die_at=moment).run()
            assert account.balances, (moment, account)


def test_without_looking_for_what_was_made_contracts_are_doubled():
    """The harness can fail: take the read-back away and it reports doubles."""
    accounts = [Simulation(Seeded(seed), SINGLE["lost_after"], events=20, findable=False).run() for seed in range(3)]

    assert total(accounts).doubled > 0


def test_without_the_settling_delay_contracts_are_doubled():
    late = SINGLE["late"]
    accounts = [Simulation(Seeded(seed), late, events=8, repeats=0, settle=timedelta(0)).run() for seed in range(10)]

    assert total(accounts).doubled > 0


def test_without_the_intent_contracts_are_doubled(monkeypatch):
    monkeypatch.setattr(Execution, "_intend", lambda _self, _doing, record, _prepared=None: record)
    accounts = [Simulation(Seeded(seed), EVERYTHING, events=8).run() for seed in range(5)]

    assert total(accounts).doubled > 0
