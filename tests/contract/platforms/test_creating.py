"""What an action creates is found again by its mark, and so is never created twice."""

import json

import pytest

from passerelle.core.steps import Nature
from passerelle.errors import Effect, Unavailable
from tests.contract.platforms.cases import WITH_CREATIONS, named

with_creations = pytest.mark.parametrize("case", WITH_CREATIONS, ids=named)


@with_creations
def test_what_is_created_is_there_once_with_its_values_and_is_found_again(case, world_of):
    world = world_of(case)
    named_action, call = world.creation()
    before = world.created()

    result = named_action.action.perform(call)

    [made] = [one for one in world.created() if one not in before]
    assert {name: made[case.creation.at][name] for name in case.creation.values} == case.creation.values
    assert result["id"] == made["id"]
    assert named_action.action.find(call, world.clock.now)["id"] == made["id"]
    assert (named_action.action.nature, named_action.makes) == (Nature.CREATE, case.creation.kind)


@with_creations
def test_a_creation_whose_answer_was_lost_is_found(case, world_of):
    world = world_of(case)
    named_action, call = world.creation()
    world.fault("drop_after", times=1)

    with pytest.raises(Unavailable) as failed:
        named_action.action.perform(call)

    found = named_action.action.find(json.loads(json.dumps(call)), world.clock.now)
    assert failed.value.effect is Effect.UNKNOWN
    assert found["id"] in [one["id"] for one in world.created()]


@with_creations
def test_a_creation_that_did_not_take_place_is_not_found(case, world_of):
    world = world_of(case)
    named_action, call = world.creation()
    world.fault("drop_before", times=1)

    with pytest.raises(Unavailable):
        named_action.action.perform(call)

    assert named_action.action.find(call, world.clock.now) is None


@with_creations
def test_what_another_run_created_is_not_taken_for_ours(case, world_of):
    world = world_of(case)
    named_action, theirs = world.creation(mark="psr-000000000001")
    _, ours = world.creation(mark="psr-000000000002")

    named_action.action.perform(theirs)

    assert named_action.action.find(ours, world.clock.now) is None


@with_creations
def test_a_search_that_is_refused_does_not_count_as_nothing_found(case, world_of):
    world = world_of(case)
    named_action, call = world.creation()
    named_action.action.perform(call)
    world.fault("status", status=503, times=1)

    with pytest.raises(Unavailable) as failed:
        named_action.action.find(call, world.clock.now)

    assert failed.value.effect is Effect.NOT_DONE


@with_creations
def test_the_intent_of_a_creation_holds_no_secret_and_no_setting(case, world_of):
    world = world_of(case)

    _, call = world.creation()

    kept = json.dumps(call["names"])
    assert not [secret for secret in case.secrets.values() if secret in json.dumps(call)]
    assert not [value for value in case.settings.values() if value in kept]
