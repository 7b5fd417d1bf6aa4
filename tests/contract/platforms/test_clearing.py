"""What a test wrote to a record is taken back where it still stands, and only there."""

from collections.abc import Callable

import pytest

from passerelle.core.history import fingerprint
from passerelle.platforms.platform import Rest
from tests.contract.platforms.case import PlatformCase
from tests.contract.platforms.cases import WITH_UPDATES, named
from tests.contract.platforms.world import World, manifest_of


@pytest.fixture(params=WITH_UPDATES, ids=named)
def world(request: pytest.FixtureRequest, world_of: Callable[[PlatformCase], World]) -> World:
    return world_of(request.param)


def prints(world: World) -> dict[str, str]:
    return {one.to: fingerprint(one.value) for one in world.records.writes[:1]}


def test_a_value_that_still_stands_there_is_cleared_or_left_to_a_person(world: World):
    platform, record = world.platform(), world.records.first
    world.write()

    undoing = platform.clearing(record, prints(world))
    if undoing.call is not None:
        platform.undo(undoing.call)

    can_clear = manifest_of(world.case.name).actions["update_record"].clear is not None
    assert (undoing.call is not None) is can_clear
    assert world.was_written() is not can_clear
    assert platform.clearing(record, prints(world)).rest is (Rest.NOTHING if can_clear else Rest.KEPT)


def test_a_value_that_somebody_changed_is_left_as_it_is(world: World):
    platform, record = world.platform(), world.records.first
    written = {world.records.writes[0].to: fingerprint("another value")}
    world.write()

    undoing = platform.clearing(record, written)

    assert (undoing.call, undoing.rest) == (None, Rest.TOLD)
    assert world.records.writes[0].to in undoing.told.en


def test_a_record_that_is_gone_leaves_nothing_to_take_back(world: World):
    undoing = world.platform().clearing(world.records.missing, prints(world))

    assert (undoing.call, undoing.rest) == (None, Rest.NOTHING)


def test_a_record_that_a_test_made_is_for_a_person_to_remove(world: World):
    undoing = world.platform().retiring(world.records.first, frozenset())

    assert (undoing.call, undoing.rest) == (None, Rest.TOLD)
