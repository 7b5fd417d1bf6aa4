"""Replay and dismiss: a person's decisions about runs that need one."""

from datetime import timedelta

import pytest

from passerelle.core.events import Change, Event, Source
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Effect, Rejected, RemoteRefused, Unavailable
from passerelle.operations.deciding import each
from passerelle.operations.runs import STATE_WORDS, RunOperations, Which
from tests.fakes import NOW, MemoryQueue, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

REFUSED = RemoteRefused(Sentence(fr="refusé", en="refused"))
DOWN = Unavailable(Sentence(fr="en panne", en="down"), effect=Effect.UNKNOWN)


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.publish()
    return bridge


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue()


@pytest.fixture
def operations(bridge: Bridge, queue: MemoryQueue) -> RunOperations:
    return RunOperations(bridge.journal, queue, bridge.catalogue.current_version, bridge.clock)


def parked(bridge: Bridge, *faults: Exception) -> str:
    bridge.create.before = list(faults or [REFUSED])
    bridge.deliver(won())
    return bridge.only_run().id


def test_a_mended_record_is_replayed_to_its_end(bridge: Bridge, operations: RunOperations, queue: MemoryQueue):
    run_id = parked(bridge)

    operations.replay(run_id)
    [again] = queue.put_events
    bridge.deliver(again)

    assert again.source is Source.REPLAY
    assert bridge.only_run().state is RunState.DONE
    assert len(bridge.create.made) == 1


def test_replaying_twice_is_harmless(bridge: Bridge, operations: RunOperations, queue: MemoryQueue):
    run_id = parked(bridge)
    operations.replay(run_id)

    with pytest.raises(Rejected) as refused:
        operations.replay(run_id)
    for event in [*queue.put_events, *queue.put_events]:
        bridge.deliver(event)

    assert refused.value.code == "not_parked"
    assert len(bridge.create.made) == 1


def test_what_a_run_has_done_is_not_done_again(bridge: Bridge, operations: RunOperations, queue: MemoryQueue):
    bridge.write.before = [REFUSED]
    bridge.deliver(won())

    operations.replay(bridge.only_run().id)
    bridge.deliver(queue.put_events[0])

    assert len(bridge.create.made) == 1
    assert bridge.write.made[0]["values"]["contract_id"] == "made-1"


def test_a_replay_uses_the_version_it_is_told_to(bridge: Bridge, operations: RunOperations, queue: MemoryQueue):
    run_id = parked(bridge)
    bridge.publish(do={**AUTOMATION["do"], "template": "mended"})

    operations.replay(run_id, Which.CURRENT)
    bridge.deliver(queue.put_events[0])

    assert bridge.create.made[0]["template"] == "mended"
    assert bridge.only_run().version == 2


def test_the_current_version_of_an_automation_that_is_gone_is_refused(bridge: Bridge, queue: MemoryQueue):
    operations = RunOperations(bridge.journal, queue, lambda _: None, bridge.clock)

    with pytest.raises(Rejected) as refused:
        operations.replay(parked(bridge), Which.CURRENT)

    assert refused.value.code == "not_active"
    assert bridge.only_run().state is RunState.PARKED


def test_a_replayed_run_is_tried_for_three_days_again(bridge: Bridge, operations: RunOperations, queue: MemoryQueue):
    run_id = parked(bridge)
    bridge.clock.advance(days=10)
    operations.replay(run_id)
    bridge.create.before = [Unavailable(Sentence(fr="en panne", en="down"), effect=Effect.NOT_DONE)]

    outcome = bridge.deliver(queue.put_events[0])

    assert [run.state for run in outcome.runs] == [RunState.WAITING]


def test_a_dismissed_run_keeps_its_reason_and_never_runs(bridge: Bridge, operations: RunOperations):
    run_id = parked(bridge)

    operations.dismiss(run_id, "saisi à la main")
    bridge.deliver(won())

    run = bridge.journal.run(run_id)
    assert (run.state, run.reason.sentence.fr) == (RunState.DISMISSED, "Écartée : saisi à la main")
    assert bridge.create.made[1:] == []


def test_dismissing_an_unsure_run_frees_the_record(bridge: Bridge, operations: RunOperations):
    bridge.create.before = [DOWN]
    event = won()
    bridge.deliver(event)
    bridge.create.before = [REFUSED]
    bridge.deliver(event)
    bridge.clock.advance(seconds=61)
    bridge.deliver(event)

    operations.dismiss(bridge.only_run().id, "rien n'a été créé")
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))
    outcome = bridge.deliver(won(at=NOW + timedelta(hours=2)))

    assert [run.state for run in outcome.runs] == [RunState.DONE]


def test_a_replay_that_reaches_no_queue_leaves_the_run_parked(bridge: Bridge):
    class Shut(MemoryQueue):
        def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
            raise DOWN

    run_id = parked(bridge)
    operations = RunOperations(bridge.journal, Shut(), bridge.catalogue.current_version, bridge.clock)

    with pytest.raises(Unavailable):
        operations.replay(run_id)

    assert bridge.only_run().state is RunState.PARKED
    RunOperations(bridge.journal, MemoryQueue(), bridge.catalogue.current_version, bridge.clock).replay(run_id)


def test_a_run_whose_event_is_gone_cannot_be_replayed_and_can_be_dismissed(bridge: Bridge, operations: RunOperations):
    run_id = parked(bridge)
    bridge.journal.events.clear()

    with pytest.raises(Rejected) as refused:
        operations.replay(run_id)
    operations.dismiss(run_id, "trop tard")

    assert refused.value.code == "event_gone"
    assert bridge.journal.run(run_id).state is RunState.DISMISSED


@pytest.mark.parametrize("state", RunState)
def test_every_state_has_its_word(state: RunState):
    assert STATE_WORDS[state].fr


def test_several_are_decided_on_with_a_pause_between_two():
    done = []

    outcomes = list(each(["a", "b", "c"], done.append, lambda: done.append("pause")))

    assert done == ["a", "pause", "b", "pause", "c"]
    assert [outcome.refused for outcome in outcomes] == [None, None, None]


@pytest.mark.parametrize("run_id", ["nothing", "no.such", ""])
def test_an_unknown_run_is_said_to_be_so(operations: RunOperations, run_id: str):
    with pytest.raises(Rejected) as refused:
        operations.replay(run_id)

    assert refused.value.code == "unknown_run"


def test_a_run_that_is_not_parked_cannot_be_decided_on(bridge: Bridge, operations: RunOperations):
    bridge.deliver(won())

    with pytest.raises(Rejected) as refused:
        operations.dismiss(bridge.only_run().id, "trop tard")

    assert refused.value.code == "not_parked"
    assert "done" in refused.value.sentence.en
