"""Polls that go on from a cursor that the platform gives: what happened since, once, and nothing lost between."""

import pytest

from passerelle.core.events import Change
from tests.contract.platforms.cases import WITH_CURSORS, named

with_cursors = pytest.mark.parametrize("case", WITH_CURSORS, ids=named)


def follow(world, cursor, *watched):
    """The events, and the cursor that was reached."""
    kind = world.records.first.kind
    polled = list(world.platform().changes(kind, world.clock.now, frozenset(watched), cursor))
    reached = [one.cursor for one in polled if one.cursor]
    return [event for one in polled for event in one.events], reached[-1] if reached else cursor


@with_cursors
def test_what_happened_since_the_cursor_is_told_and_nothing_else(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    world.person_changes(**case.records.new)
    _, cursor = follow(world, None)

    world.person_changes(**{trigger.field: trigger.value})
    told, reached = follow(world, cursor, trigger.field)
    again, _ = follow(world, reached, trigger.field)

    assert [(event.kind, event.record, event.changes) for event in told] == [
        ("changed", case.records.first, (Change(trigger.field, trigger.value),))
    ]
    assert again == []


@with_cursors
def test_a_creation_and_a_deletion_are_told(case, world_of):
    world = world_of(case)
    _, cursor = follow(world, None)
    made = world.person_creates()

    created, cursor = follow(world, cursor)
    world.control.delete(f"/records/{case.records.plural}/{made}").raise_for_status()
    deleted, _ = follow(world, cursor)

    assert [(event.kind, event.record.id) for event in created] == [("created", made)]
    assert [(event.kind, event.record.id) for event in deleted] == [("deleted", made)]


@with_cursors
def test_all_pages_are_followed_to_the_end(case, world_of):
    world = world_of(case)
    _, cursor = follow(world, None)
    made = [world.person_creates() for _ in range(120)]

    told, reached = follow(world, cursor)

    assert [event.record.id for event in told] == made
    assert follow(world, reached) == ([], reached)
