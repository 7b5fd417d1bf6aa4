"""What a poll brings: everything that changed, in order, over all pages, and the same events when it looks again."""

from datetime import timedelta

import pytest

from passerelle.core.events import UNKNOWN, Change, Source
from passerelle.errors import InvalidAutomation
from tests.contract.platforms.cases import WITH_POLLS, WITH_RECORDS, named
from tests.contract.platforms.world import manifest_of

with_polls = pytest.mark.parametrize("case", WITH_POLLS, ids=named)
with_moments = pytest.mark.parametrize("case", [case for case in WITH_POLLS if case.records.tells_since], ids=named)
with_records = pytest.mark.parametrize("case", WITH_RECORDS, ids=named)


def events(world, since, *watched):
    kind = world.records.first.kind
    return [event for polled in world.platform().changes(kind, since, frozenset(watched)) for event in polled.events]


def later(world):
    """A day after the seed was laid, out of its reach also for a platform that knows whole days alone."""
    world.clock.advance(days=1)
    return world.clock.now


@with_polls
def test_a_change_is_told_with_its_value_and_with_its_former_one_where_the_platform_knows_it(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    since = later(world)
    world.clock.advance(minutes=2)
    world.person_changes(**{trigger.field: trigger.value})

    [event] = events(world, since, trigger.field)

    former = trigger.former if case.records.has_history else UNKNOWN
    assert (event.kind, event.record, event.source) == ("changed", case.records.first, Source.POLL)
    assert event.changes == (Change(trigger.field, trigger.value, former),)
    assert event.occurred_at == world.clock.now
    assert (event.connection, event.platform) == (case.name, case.name)


@with_polls
def test_a_creation_is_told(case, world_of):
    world = world_of(case)
    since = later(world)
    made = world.person_creates()

    [event] = events(world, since)

    assert (event.kind, event.record.id, event.occurred_at) == ("created", made, world.clock.now)


@with_polls
def test_a_change_of_a_field_that_nobody_watches_is_not_told(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    since = later(world)
    world.person_changes(**{trigger.field: trigger.value})

    assert events(world, since) == []


@with_moments
def test_a_value_taken_long_ago_is_not_told_again_when_another_field_changes(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    world.person_changes(**{trigger.field: trigger.value})
    since = later(world)

    world.person_changes(**case.records.new)

    assert events(world, since, trigger.field) == []


@with_polls
def test_what_did_not_change_is_not_even_asked_for(case, world_of):
    world = world_of(case)
    since = later(world)

    assert list(world.platform().changes(case.records.first.kind, since, frozenset({case.records.trigger.field}))) == []


@with_polls
def test_looking_again_tells_the_same_events_under_the_same_ids(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    since = later(world)
    world.person_changes(**{trigger.field: trigger.value})
    world.person_creates()
    first = {event.id for event in events(world, since, trigger.field)}
    world.clock.advance(minutes=1)

    again = {event.id for event in events(world, since, trigger.field)}

    assert first
    assert again == first


@with_polls
def test_what_changed_in_the_last_moments_is_within_reach_of_the_next_poll(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    since = later(world)
    overlap_s = manifest_of(case.name).records[case.records.first.kind].poll.overlap_s
    world.person_changes(**{trigger.field: trigger.value})
    world.clock.advance(seconds=overlap_s - 1)

    [polled] = world.platform().changes(case.records.first.kind, since, frozenset({trigger.field}))

    assert polled.known_until == world.clock.now - timedelta(seconds=overlap_s)


@with_polls
def test_all_pages_are_read_in_the_order_of_the_changes(case, world_of):
    world = world_of(case)
    since = later(world)
    made = []
    for _ in range(205):
        made.append(world.person_creates())
        world.clock.advance(seconds=1)
    world.clock.advance(hours=1)

    polled = list(world.platform().changes(case.records.first.kind, since, frozenset()))

    assert [event.record.id for one in polled for event in one.events] == made
    assert [one.known_until for one in polled] == [since + timedelta(seconds=second) for second in range(205)]


@with_records
def test_a_kind_of_record_that_cannot_be_polled_is_refused_by_name(case, world_of):
    unpolled = [kind for kind, record in manifest_of(case.name).records.items() if record.poll is None]

    for kind in (*unpolled, "planet"):
        with pytest.raises(InvalidAutomation) as refused:
            world_of(case).platform().changes(kind, world_of(case).clock.now, frozenset())
        assert kind in refused.value.sentence.en
