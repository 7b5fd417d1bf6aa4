"""A message of Slack goes to a channel, or answers another message there."""

import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request
from passerelle.errors import RemoteRefused
from tests.contract.platforms.cases import SLACK


@pytest.fixture
def world(world_of):
    return world_of(SLACK)


def post(world, **params):
    [named] = world.platform().actions("post_message")
    request = Request({"channel": "#ventes", "text": "Signé", **params}, (), mark="psr-1", stage=Stage.LIVE)
    return named.action.perform(named.action.prepare(request))


def bodies(world):
    return [message["body"] for message in world.control.get("/messages").json()]


@pytest.mark.parametrize("thread", [{}, {"thread": ""}, {"thread": None}, {"thread": "", "broadcast": True}])
def test_without_a_thread_the_message_is_the_channel_s(thread, world):
    post(world, **thread)

    [body] = bodies(world)
    assert not body.keys() & {"thread_ts", "reply_broadcast"}


@pytest.mark.parametrize(("broadcast", "shown"), [(True, {"reply_broadcast": True}), (False, {})])
def test_an_answer_stands_in_the_thread_of_the_message_and_in_the_channel_if_wanted(broadcast, shown, world):
    first = post(world)

    post(world, thread=first["id"], broadcast=broadcast)

    _, answer = bodies(world)
    assert answer["thread_ts"] == first["id"]
    assert {key: answer[key] for key in ("reply_broadcast",) if key in answer} == shown


def test_an_answer_to_a_message_that_is_gone_is_for_a_person(world):
    with pytest.raises(RemoteRefused) as refused:
        post(world, thread="1.000001")

    assert refused.value.code == "thread_refused"
    assert "Corrigez « thread »" in refused.value.sentence.fr
    assert bodies(world) == []
