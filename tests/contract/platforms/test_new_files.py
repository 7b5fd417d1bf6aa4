"""A file that appears in a library or a drive is told once, as created; what was there before the first poll is not."""

from functools import partial

import pytest

from passerelle.core.events import RecordRef, Source
from tests.contract.platforms.cases import WITH_STORAGE, named
from tests.contract.platforms.world import manifest_of

with_polled_files = pytest.mark.parametrize(
    "case", [case for case in WITH_STORAGE if manifest_of(case.name).records["file"].poll], ids=named
)


def add(world, name):
    made = world.control.post("/files", json={"name": name}).raise_for_status().json()
    world.clock.advance(minutes=1)
    return made["id"]


def poll(world, since, cursor):
    """The events, and the cursor of the next poll."""
    found = list(world.platform().changes("file", since, frozenset(), cursor))
    return [event for polled in found for event in polled.events], found[-1].cursor


@pytest.fixture
def first(world_of):
    """An account whose first poll has been, and the polls that follow it."""

    def begin(case):
        world = world_of(case)
        add(world, "old.pdf")
        since = world.clock.now
        told, cursor = poll(world, since, None)
        assert told == []
        return world, partial(poll, world, since), cursor

    return begin


@with_polled_files
def test_a_new_file_is_told_as_created_with_what_the_platform_says_of_it(case, first):
    world, following, cursor = first(case)
    made = add(world, "bail.pdf")

    [event], _ = following(cursor)

    assert (event.kind, event.record.kind, event.record.id, event.source) == ("created", "file", made, Source.POLL)
    assert event.data["name"] == "bail.pdf"


@with_polled_files
def test_a_file_is_told_once(case, first):
    world, following, cursor = first(case)
    add(world, "bail.pdf")
    _, after = following(cursor)

    told, _ = following(after)

    assert told == []


@with_polled_files
def test_files_on_several_pages_are_all_told(case, first):
    world, following, cursor = first(case)
    made = [add(world, f"{number}.pdf") for number in range(130)]

    told, _ = following(cursor)

    assert [event.record.id for event in told] == made


@with_polled_files
def test_a_file_can_be_read(case, first):
    world, _, _ = first(case)
    made = add(world, "bail.pdf")

    record = world.platform().read(RecordRef("file", made), frozenset({"name"}))

    assert (record["id"], record["name"]) == (made, "bail.pdf")
