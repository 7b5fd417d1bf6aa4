"""Records that arrive once and never change: a poll finds those whose webhook was lost, and tells them alike."""

from datetime import timedelta

import pytest

from passerelle.core.events import RecordRef, Source
from passerelle.core.history import Novelty, changes_of, novelty, seen_after
from passerelle.errors import InvalidAutomation
from tests.contract.platforms.cases import WITH_ARRIVALS, named
from tests.contract.platforms.door import Door
from tests.contract.platforms.world import manifest_of
from tests.receiving import eventually, receiver

with_arrivals = pytest.mark.parametrize("case", WITH_ARRIVALS, ids=named)


def polled(world, since):
    return list(world.platform().changes(world.case.arrivals.kind, since, frozenset()))


def events(world, since):
    return [event for one in polled(world, since) for event in one.events]


@with_arrivals
def test_what_arrived_is_told_once_at_its_own_moment(case, world_of):
    world = world_of(case)
    since = world.clock.now
    world.clock.advance(hours=2)
    made = world.person_creates()

    [event] = events(world, since)

    assert (event.kind, event.record.kind, event.record.id) == ("created", case.arrivals.kind, made)
    assert (event.occurred_at, event.source) == (world.clock.now, Source.POLL)


@with_arrivals
def test_what_arrived_before_is_not_told(case, world_of):
    world = world_of(case)
    world.person_creates()
    world.clock.advance(hours=2)

    assert events(world, world.clock.now) == []


@with_arrivals
def test_looking_again_tells_the_same_events_under_the_same_ids(case, world_of):
    world = world_of(case)
    since = world.clock.now
    world.person_creates()
    first = [event.id for event in events(world, since)]
    world.clock.advance(minutes=1)

    assert first
    assert [event.id for event in events(world, since)] == first


@with_arrivals
def test_what_arrived_in_the_last_moments_is_within_reach_of_the_next_poll(case, world_of):
    world = world_of(case)
    since = world.clock.now
    overlap_s = manifest_of(case.name).records[case.arrivals.kind].poll.overlap_s
    world.clock.advance(hours=2)
    world.person_creates()
    world.clock.advance(seconds=overlap_s - 1)

    [one] = polled(world, since)

    assert one.known_until == world.clock.now - timedelta(seconds=overlap_s)


@with_arrivals
def test_many_are_told_in_the_order_of_their_arrival(case, world_of):
    world = world_of(case)
    since, made = world.clock.now, []
    for _ in range(60):
        made.append(world.person_creates())
        world.clock.advance(seconds=1)

    assert [event.record.id for event in events(world, since)] == made


@with_arrivals
def test_the_webhook_and_the_poll_tell_one_record_and_the_second_is_no_news(case, world_of):
    world, door = world_of(case), Door(case, world_of(case).clock)
    since = world.clock.now
    with receiver() as target:
        world.control.post(f"/{case.hook.simulated.subscribe_at}", json={"url": target.url}).raise_for_status()
        world.person_creates()
        received = eventually(lambda: target.received and target.received[0])

    door.post(received.body, received.headers)
    [pushed], [found] = door.events, events(world, since)

    platform = world.platform()
    assert pushed.record == found.record
    shared = platform.told_by(found).keys() & platform.told_by(pushed).keys()
    assert {key: platform.told_by(pushed)[key] for key in shared} == {
        key: platform.told_by(found)[key] for key in shared
    }
    [change] = changes_of(found)
    assert novelty(change, found.occurred_at, seen_after(pushed, {}, frozenset())) is Novelty.SAME


@with_arrivals
def test_what_only_arrives_cannot_be_read(case, world_of):
    platform = world_of(case).platform()

    with pytest.raises(InvalidAutomation) as refused:
        platform.read(RecordRef(case.arrivals.kind, "1"), frozenset())

    assert not platform.reads(case.arrivals.kind)
    assert case.arrivals.kind in refused.value.sentence.en
