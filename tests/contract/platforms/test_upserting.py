"""A record with a key is brought up to date where it is there and added where it is not, however often it is asked."""

import json

import jmespath
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Nature, Request, Value
from passerelle.errors import Unavailable
from tests.contract.platforms.cases import WITH_UPSERTS, named

with_upserts = pytest.mark.parametrize("case", WITH_UPSERTS, ids=named)


def upsert(world, params, values):
    """The action, and its call as the journal gives it back."""
    [named_action] = world.platform().actions(world.case.upsert.action)
    lines = tuple(Value(name, value) for name, value in values.items())
    call = named_action.action.prepare(Request(params, lines, mark="psr-1", stage=Stage.LIVE))
    return named_action.action, json.loads(json.dumps(call))


def held(world):
    """What each record holds, as people see it."""
    found = world.control.get(f"/records/{world.case.upsert.plural}").raise_for_status().json()
    return [jmespath.search(world.case.upsert.told_at, one) for one in found]


@with_upserts
def test_what_is_there_is_brought_up_to_date_and_keeps_its_other_values(case, world_of):
    world = world_of(case)
    before = held(world)
    action, call = upsert(world, *case.upsert.there)

    action.perform(call)

    assert held(world) == [{**before[0], **case.upsert.there[1]}, *before[1:]]
    assert action.nature is Nature.SET


@with_upserts
def test_what_is_not_there_is_added_with_its_values(case, world_of):
    world = world_of(case)
    before = held(world)
    action, call = upsert(world, *case.upsert.new)

    result = action.perform(call)

    [made] = [one for one in held(world) if one not in before]
    assert {name: made[name] for name in case.upsert.new[1]} == case.upsert.new[1]
    assert result["id"]


@with_upserts
def test_what_was_added_and_whose_answer_was_lost_is_not_added_twice(case, world_of):
    world = world_of(case)
    count = len(held(world))
    action, call = upsert(world, *case.upsert.new)
    world.fault("drop_after", "POST" if case.acts_by else "PATCH", times=1)

    with pytest.raises(Unavailable):
        action.perform(call)
    action.perform(call)

    assert len(held(world)) == count + 1
