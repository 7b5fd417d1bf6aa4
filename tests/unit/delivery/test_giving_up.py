"""What cannot be handled ends in a parked run that a person can read, and that goes on when it is replayed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from passerelle.core.deployment import Hold
from passerelle.core.events import Change, Event
from passerelle.core.runs import EVENT_ITSELF, Reason, Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.batch import Batch
from passerelle.delivery.giving_up import CRASHES, DEAD_LETTER, TRIES, GivingUp
from passerelle.delivery.runner import LEASE, PATIENCE
from passerelle.errors import Effect, InvalidAutomation, Unavailable
from passerelle.inbound.stored import Message, encode
from passerelle.operations.runs import RunOperations, Which
from tests.fakes import NOW, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge
from tests.unit.delivery.test_batch import message

DOWN = Sentence(fr="En panne", en="Down")
WON = won(key="won")


@dataclass
class Broken:
    """A planner that fails."""

    error: Exception

    def plan(self, _event: Event, _state: Any) -> Iterator[Any]:
        raise self.error


class World(Bridge):
    def handle(self, event: Event, attempt: int = 1, **changes: Any) -> bool:
        """Whether the message leaves the queue."""
        batch = Batch(self.deliverer, self.queue, lambda: 60_000)
        return batch.handle([message(event, attempt, **changes)]) == {"batchItemFailures": []}

    def breaks(self, error: Exception) -> None:
        self.mended, self.deliverer = self.deliverer, replace(self.deliverer, planner=Broken(error))

    def mend(self) -> None:
        self.deliverer = self.mended

    def replay(self, run: Run, which: Which = Which.SAME) -> Event:
        """The event that is in the queue again."""
        RunOperations(self.journal, self.queue, self.catalogue.current_version, self.clock).replay(run.id, which)
        return self.queue.put_events[-1]

    @property
    def giving_up(self) -> GivingUp:
        return GivingUp(self.journal, self.queue, self.clock)

    def run_called(self, automation: str) -> Run:
        [run] = [run for run in self.journal.runs.values() if run.automation == automation]
        return run


@pytest.fixture
def world() -> World:
    world = World()
    world.publish()
    return world


def give_up_on(world: World, event: Event) -> None:
    for attempt in range(1, TRIES + 1):
        world.handle(event, attempt)


def test_a_bug_is_tried_a_few_times_and_then_parked_with_the_event(world: World):
    world.breaks(ZeroDivisionError("Confidentiel"))

    settled = [world.handle(WON, attempt) for attempt in range(1, TRIES + 1)]

    assert settled == [False] * (TRIES - 1) + [True]
    run = world.only_run()
    assert (run.state, run.automation, run.connection, run.record) == (
        RunState.PARKED,
        EVENT_ITSELF,
        "hubspot",
        WON.record,
    )
    assert run.reason is not None
    assert run.reason.code == "bug"
    assert "Confidentiel" not in f"{run.reason}"


def test_waits_that_are_no_failure_do_not_count_as_such(world: World):
    """A message that came back a hundred times because its platform was down is not given up at the first bug."""
    world.breaks(ZeroDivisionError())

    assert not world.handle(WON, attempt=100)
    assert world.journal.runs == {}


def test_an_automation_that_cannot_be_read_parks_the_event_with_its_own_reason(world: World):
    world.breaks(InvalidAutomation(DOWN))

    give_up_on(world, WON)

    assert world.only_run().reason == Reason("invalid_automation", DOWN)


def test_an_outage_that_outlasts_our_patience_is_parked_long_before_the_queue_forgets_it(world: World):
    world.breaks(Unavailable(DOWN))

    before = world.handle(WON, attempt=500)
    world.clock.now = NOW + PATIENCE + timedelta(minutes=1)
    after = world.handle(WON, attempt=501)

    assert (before, after) == (False, True)
    reason = world.only_run().reason
    assert reason is not None
    assert reason.code == "gave_up"
    assert DOWN.en in reason.sentence.en


def test_a_bug_in_a_run_parks_the_run_where_it_stands(world: World):
    world.hubspot.faults = [ZeroDivisionError()] * TRIES

    for attempt in range(1, TRIES + 1):
        world.handle(WON, attempt)
        world.clock.now += LEASE + timedelta(seconds=1)

    run = world.only_run()
    assert (run.automation, run.state, run.lease_until) == (AUTOMATION["name"], RunState.PARKED, None)
    assert run.reason is not None
    assert run.reason.code == "bug"


@pytest.mark.parametrize("which", Which)
def test_an_event_that_is_replayed_is_handled_as_if_it_had_just_come(world: World, which: Which):
    world.breaks(ZeroDivisionError())
    give_up_on(world, WON)
    world.mend()

    assert world.handle(world.replay(world.run_called(EVENT_ITSELF), which))

    assert world.run_called(EVENT_ITSELF).state is RunState.DONE
    assert world.run_called(AUTOMATION["name"]).state is RunState.DONE
    assert len(world.create.made) == 1
    assert world.journal.event(WON.id) is not None


def test_the_run_of_an_event_ends_with_the_runs_that_follow_from_it(world: World):
    world.breaks(ZeroDivisionError())
    give_up_on(world, WON)
    world.mend()
    world.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    replayed = world.replay(world.run_called(EVENT_ITSELF))

    waits = world.handle(replayed)
    waiting = world.run_called(EVENT_ITSELF)
    world.clock.advance(hours=1)
    settled = world.handle(replayed)

    assert (waits, settled) == (False, True)
    assert waiting.state is RunState.WAITING
    assert waiting.reason is not None
    assert waiting.reason.code == "replayed"
    assert {run.state for run in world.journal.runs.values()} == {RunState.DONE}


@pytest.mark.parametrize(
    ("error", "state"), [(InvalidAutomation(DOWN), RunState.PARKED), (Unavailable(DOWN), RunState.WAITING)]
)
def test_a_replay_that_fails_again_says_why(world: World, error: Exception, state: RunState):
    world.breaks(ZeroDivisionError())
    give_up_on(world, WON)
    world.mend()

    world.deliverer = replace(world.deliverer, planner=_BrokenFor(world, error))
    world.handle(world.replay(world.run_called(EVENT_ITSELF)))

    run = world.run_called(EVENT_ITSELF)
    assert (run.state, run.reason) == (state, Reason(error.code, DOWN))  # type: ignore[attr-defined]


def test_a_replay_that_meets_an_outage_is_parked_again_after_our_patience(world: World):
    world.breaks(ZeroDivisionError())
    give_up_on(world, WON)
    replayed = world.replay(world.run_called(EVENT_ITSELF))
    world.deliverer = replace(world.deliverer, planner=_BrokenFor(world, Unavailable(DOWN)))
    world.handle(replayed)
    world.clock.now += PATIENCE + timedelta(minutes=1)

    assert world.handle(replayed)

    run = world.run_called(EVENT_ITSELF)
    assert run.state is RunState.PARKED
    assert run.reason is not None
    assert run.reason.code == "gave_up"


@dataclass
class _BrokenFor:
    """A planner that fails for all but what was set aside."""

    world: World
    error: Exception

    def plan(self, event: Event, _state: Any) -> Iterator[Any]:
        if event.kind != "given_up":
            raise self.error
        return iter(())


def test_a_message_that_cannot_be_read_is_kept_and_read_again_when_it_is_replayed(world: World):
    unreadable = encode(WON).body.replace('"v":1', '"v":2').replace('"kind":"deal"', '"sort":"deal"')
    for attempt in range(1, TRIES + 1):
        world.handle(WON, attempt, body=unreadable)
    run = world.only_run()

    world.handle(world.replay(run))

    again = world.only_run()
    assert (run.record.kind, run.state) == ("message", RunState.PARKED)
    assert again.state is RunState.PARKED
    assert again.reason is not None
    assert again.reason.code == "unreadable_message"


def test_a_message_that_a_later_version_can_read_is_handled_when_it_is_replayed(world: World):
    message_of_another_version = encode(WON)
    world.giving_up.message(message_of_another_version, "m-1", DEAD_LETTER)

    assert world.handle(world.replay(world.only_run()))

    assert world.run_called(AUTOMATION["name"]).state is RunState.DONE


def test_giving_the_same_up_twice_parks_it_once(world: World):
    for _ in range(2):
        world.giving_up.event(WON, DEAD_LETTER)
        world.giving_up.message(Message("{", "plain"), "m-1", DEAD_LETTER)

    assert len(world.journal.runs) == 2


def test_runs_that_are_over_or_held_are_left_as_they_are(world: World):
    world.handle(WON)
    done = world.only_run()

    assert world.giving_up.event(WON, DEAD_LETTER) == (done,)
    held = replace(done, state=RunState.HELD)
    world.journal.runs[done.id] = held
    assert world.giving_up.event(WON, DEAD_LETTER) == (held,)


def test_a_run_whose_worker_dies_each_time_is_parked_after_a_while(world: World):
    world.hubspot.faults = [KeyboardInterrupt()] * (CRASHES + 1)  # type: ignore[list-item]
    deaths = 0
    while world.hubspot.faults and deaths < CRASHES:
        with pytest.raises(KeyboardInterrupt):
            world.deliver(WON)
        deaths += 1
        world.clock.now += LEASE + timedelta(seconds=1)

    [run] = world.deliver(WON).runs

    assert (run.state, run.crashes) == (RunState.PARKED, CRASHES)
    assert run.reason is not None
    assert run.reason.code == "crashed"


def test_waiting_is_no_crash_and_a_replay_forgets_the_crashes(world: World):
    world.hubspot.faults = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        world.deliver(WON)
    world.clock.now += LEASE + timedelta(seconds=1)
    world.hubspot.faults = [Unavailable(DOWN)] * 3
    for _ in range(3):
        world.deliver(WON)
        world.clock.advance(hours=1)

    crashes = world.only_run().crashes
    world.giving_up.event(WON, DEAD_LETTER)
    world.replay(world.only_run())

    assert crashes == 1
    assert world.only_run().crashes == 0


def test_what_is_held_behind_a_run_that_was_given_up_goes_next(world: World):
    world.publish(when={**AUTOMATION["when"], "again": "create"})
    deployment = world.catalogue.deployment(AUTOMATION["name"])
    world.stand(replace(deployment, hold=Hold.PAUSED))
    first, second = WON, won(former="presentation", key="again", at=NOW + timedelta(hours=1))
    world.deliver(first)
    world.deliver(replace(second, changes=(Change("dealstage", "closedwon", "presentation"),)))
    world.stand(deployment)
    world.hubspot.faults = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        world.deliver(first)

    [parked] = world.giving_up.event(first, DEAD_LETTER)

    assert parked.state is RunState.PARKED
    assert [run.event_id for run in world.journal.held.values()] == [second.id]
    assert [event.id for event in world.queue.put_events] == [second.id]
