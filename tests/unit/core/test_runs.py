"""A run's name, its mark, and the course of its steps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.runs import RunState, StepRecord, StepState, split_run_id
from tests.fakes import NOW, deal_event, run_of

LEASE = timedelta(seconds=90)


def run(automation="contract-when-deal-won", key="a"):
    return run_of(deal_event(key=key), automation, 3)


def test_a_run_is_held_by_its_maker_from_the_start():
    made = run()

    assert (made.state, made.fence, made.lease_until) == (RunState.RUNNING, 1, NOW + LEASE)
    assert made.version == 3
    assert made.tried_since == made.created_at == NOW


def test_a_run_id_leads_back_to_its_event_and_its_automation():
    made = run()

    assert split_run_id(made.id) == (made.event_id, "contract-when-deal-won")


@pytest.mark.parametrize("text", ["", "abc", ".contract", "abc.", "."])
def test_what_is_no_run_id_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        split_run_id(text)


def test_the_mark_stays_the_same_over_every_attempt_and_version():
    made = run()
    later = replace(made, attempts=5, fence=9, state=RunState.WAITING, version=4)

    assert made.mark == later.mark == run().mark
    assert made.mark.startswith("psr-")


def test_two_runs_never_share_a_mark():
    assert len({run().mark, run(key="b").mark, run("another").mark}) == 3


def test_a_step_is_replaced_in_its_place_and_a_new_one_comes_last():
    first = run().with_step(StepRecord("do.counterparty")).with_step(StepRecord("do.contract"))

    changed = first.with_step(StepRecord("do.counterparty", StepState.DONE, result={"id": "1"}))

    assert [step.name for step in changed.steps] == ["do.counterparty", "do.contract"]
    assert changed.step("do.counterparty").state is StepState.DONE
    assert changed.results() == {"do.counterparty": {"id": "1"}}


def test_a_step_that_was_never_begun_is_pending():
    assert run().step("then1") == StepRecord("then1", StepState.PENDING)


@pytest.mark.parametrize(
    ("state", "ended"),
    [
        (RunState.RUNNING, False),
        (RunState.WAITING, False),
        (RunState.DONE, True),
        (RunState.IGNORED, True),
        (RunState.PARKED, True),
        (RunState.DISMISSED, True),
    ],
)
def test_only_what_is_in_flight_holds_its_message_back(state, ended):
    assert state.ended is ended
