"""A pause holds an automation's events; a resume lets them go, each record's in their order. Nothing is lost."""

from datetime import timedelta

import pytest

from passerelle.core.deployment import Deployment, Hold
from passerelle.core.events import Change
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Effect, Unavailable
from passerelle.operations.stages import StageOperations
from tests.fakes import NOW, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

NAME = AUTOMATION["name"]
DOWN = Sentence(fr="indisponible", en="down")


@pytest.fixture
def operations(bridge: Bridge) -> StageOperations:
    return StageOperations(bridge.versions, bridge.journal, bridge.queue, bridge.clock, "claire")


def drain(bridge: Bridge) -> list:
    """Deliver what the queue holds, and what that puts into it."""
    outcomes = []
    while bridge.queue.put_events:
        outcomes.append(bridge.deliver(bridge.queue.put_events.pop(0)))
    return outcomes


def paused(bridge: Bridge, operations: StageOperations) -> None:
    operations.pause(NAME, "the template is being changed")
    bridge.clock.advance(minutes=1)


def win_again(bridge: Bridge, hours: int):
    """The deal leaves the stage and comes back."""
    bridge.clock.advance(seconds=1)
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=hours)))
    return bridge.deliver(won(at=NOW + timedelta(hours=hours, minutes=1)))


def test_an_event_of_a_paused_automation_is_held_and_leaves_the_queue(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)

    outcome = bridge.deliver(won())

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.HELD, "paused")]
    assert outcome.wait_s is None
    assert bridge.create.made == []


def test_a_resume_lets_the_events_of_a_record_go_in_their_order(bridge: Bridge, operations: StageOperations):
    bridge.publish(when={**AUTOMATION["when"], "again": "create"})
    paused(bridge, operations)
    held = [bridge.deliver(won()).runs[0], *(win_again(bridge, hours).runs[0] for hours in (1, 2))]

    records = operations.resume(NAME, "")
    sent_at_first = len(bridge.queue.put_events)
    bridge.clock.advance(minutes=1)
    drain(bridge)

    assert (records, sent_at_first) == (1, 1)
    assert [made["mark"] for made in bridge.create.made] == [run.mark for run in held]
    assert {run.state for run in bridge.journal.runs.values()} == {RunState.DONE}
    assert bridge.journal.held == {}


def test_an_event_that_comes_while_others_are_let_go_waits_for_its_turn(bridge: Bridge, operations: StageOperations):
    bridge.publish(when={**AUTOMATION["when"], "again": "create"})
    paused(bridge, operations)
    first = bridge.deliver(won()).runs[0]
    operations.resume(NAME, "")
    bridge.clock.advance(minutes=1)

    late = win_again(bridge, 1).runs[0]
    drain(bridge)

    assert (late.state, late.reason.code) == (RunState.HELD, "behind_held")
    assert [made["mark"] for made in bridge.create.made] == [first.mark, late.mark]


def test_a_run_that_waits_in_the_queue_is_held_too_and_goes_on_where_it_stood(
    bridge: Bridge, operations: StageOperations
):
    bridge.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)
    paused(bridge, operations)

    outcome = bridge.deliver(event)
    while_paused = outcome.runs[0].state
    operations.resume(NAME, "")
    drain(bridge)

    assert (while_paused, outcome.wait_s) == (RunState.HELD, None)
    assert bridge.only_run().state is RunState.DONE
    assert len(bridge.create.made) == 1


def test_a_resume_is_seen_at_once_by_a_worker_that_looked_a_moment_ago(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)
    bridge.deliver(won())

    operations.resume(NAME, "")
    drain(bridge)

    assert bridge.only_run().state is RunState.DONE


def test_an_event_that_comes_back_while_the_pause_lasts_stays_held(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)
    event = won()
    bridge.deliver(event)
    writes = bridge.journal.writes

    outcome = bridge.deliver(event)

    assert outcome.runs[0].state is RunState.HELD
    assert outcome.wait_s is None
    assert bridge.journal.writes == writes + 1  # the attempt to accept it a second time


def test_what_was_held_starts_with_the_version_that_is_live_when_it_goes(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)
    bridge.deliver(won())
    bridge.publish(missing="skip")
    bridge.stand(Deployment(live=2, hold=Hold.PAUSED))

    operations.resume(NAME, "")
    bridge.clock.advance(minutes=1)
    drain(bridge)

    assert (bridge.only_run().version, bridge.only_run().state) == (2, RunState.DONE)


def test_a_long_pause_does_not_use_up_the_patience_of_a_run(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)
    bridge.deliver(won())
    bridge.clock.advance(days=10)
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]

    operations.resume(NAME, "")
    [outcome] = drain(bridge)

    assert outcome.runs[0].state is RunState.WAITING


def test_the_next_one_is_sent_again_when_the_worker_died_before_it_sent_it(bridge: Bridge, operations: StageOperations):
    bridge.publish(when={**AUTOMATION["when"], "again": "create"})
    paused(bridge, operations)
    first = won()
    bridge.deliver(first)
    win_again(bridge, 1)
    operations.resume(NAME, "")
    bridge.clock.advance(minutes=1)
    bridge.deliver(bridge.queue.put_events.pop(0))
    bridge.queue.put_events.clear()  # it died there

    bridge.deliver(first)
    drain(bridge)

    assert {run.state for run in bridge.journal.runs.values()} == {RunState.DONE}


def test_another_automation_of_the_same_record_is_not_held(bridge: Bridge, operations: StageOperations):
    message = {"connection": "slack", "action": "post_message", "text": "gagné"}
    bridge.publish(name="tell-the-channel", read={}, do=message, exchange=[], then=[])
    paused(bridge, operations)

    outcome = bridge.deliver(won())

    states = {run.automation: run.state for run in outcome.runs}
    assert states == {NAME: RunState.HELD, "tell-the-channel": RunState.DONE}


def test_pausing_and_resuming_twice_is_harmless(bridge: Bridge, operations: StageOperations):
    paused(bridge, operations)
    operations.pause(NAME, "again")
    bridge.deliver(won())

    operations.resume(NAME, "")
    operations.resume(NAME, "")
    bridge.clock.advance(minutes=1)
    drain(bridge)

    assert len(bridge.create.made) == 1
    assert [move.what for move in bridge.versions.history] == ["paused", "resumed"]
