"""Any REST API: any record is read, and what is changed is the thing that was named, and no other."""

import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Request, Value
from passerelle.errors import RemoteRefused
from tests.contract.platforms.cases import REST


@pytest.fixture
def world(world_of):
    return world_of(REST)


def do(world, action, target="t-1", **values):
    [named] = world.platform().actions(action)
    lines = tuple(Value(to, value) for to, value in values.items())
    params = {"resource": "things", "target": target}
    return named.action.perform(named.action.prepare(Request(params, lines, mark="psr-1", stage=Stage.LIVE)))


def things(world):
    return world.control.get("/things").json()


def test_a_record_of_any_kind_is_read_below_the_address(world):
    found = world.platform().read(RecordRef("things", "t-1"), frozenset({"name"}))

    assert found == {"name": "Bail", "id": "t-1", "url": None}


@pytest.mark.parametrize(
    ("action", "after"), [("put", {"status": "signed"}), ("patch", {"name": "Bail", "status": "signed"})]
)
def test_what_is_replaced_or_updated_may_be_so_twice(action, after, world):
    for _ in range(2):
        do(world, action, status="signed")

    assert things(world) == {"t-1": after}


def test_what_is_gone_already_counts_as_deleted(world):
    for _ in range(2):
        do(world, "delete")

    assert things(world) == {}


@pytest.mark.parametrize("target", ["../notes", "t-1/../t-2", "t-1?all=true", "t-1#x"])
def test_a_target_from_the_data_reaches_nothing_but_one_thing(target, world):
    with pytest.raises(RemoteRefused):
        do(world, "patch", target, status="signed")

    assert things(world) == {"t-1": {"name": "Bail"}}


def test_what_is_sent_carries_our_mark_as_its_key(world):
    world.write()

    [message] = world.control.get("/messages").json()
    assert message["headers"]["idempotency-key"] == "psr-1"
