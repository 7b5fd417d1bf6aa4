"""Zapier, Make, n8n and Standard Webhooks: what they are told, how we prove who we are, and what comes twice."""

import json
from typing import Any

import pytest

from local.simulators.hooks import seed
from passerelle.core.automation import Stage
from passerelle.core.steps import Nature, Request, Value
from passerelle.errors import CredentialsRefused, RemoteRefused, Unavailable
from tests.contract.platforms.case import PlatformCase
from tests.contract.platforms.cases import MAKE, N8N, STANDARD_WEBHOOKS, ZAPIER, named
from tests.contract.platforms.door import Door
from tests.fakes import Clock

NO_CODE = (ZAPIER, MAKE, N8N)
ALL = (*NO_CODE, STANDARD_WEBHOOKS)


def send(world, action: str = "send", mark: str = "psr-1", secrets: dict[str, str] | None = None, **params: Any):
    [of_it] = world.platform(secrets).actions(action)
    values = (Value("name", "Bail"), Value("amount", 12.5), Value("counterparty.name", "Le Goff"))
    given = params or dict(world.case.message.params)
    return of_it.action.perform(of_it.action.prepare(Request(given, values, mark=mark, stage=Stage.LIVE)))


def told(world) -> list[dict[str, Any]]:
    return world.control.get("/messages").json()


@pytest.mark.parametrize("case", NO_CODE, ids=named)
def test_a_scenario_is_told_what_happened_with_the_data_and_an_id_that_stays(case, world_of):
    world = world_of(case)

    send(world)
    send(world)

    first, again = (message["body"] for message in told(world))
    data = {"name": "Bail", "amount": 12.5, "counterparty": {"name": "Le Goff"}}
    assert first == again == {"id": "psr-1", "event": "contract_signed", "data": data}


def test_a_standard_webhook_that_is_sent_again_is_known_by_its_receiver(world_of):
    world = world_of(STANDARD_WEBHOOKS)

    for mark in ("psr-1", "psr-1", "psr-2"):
        send(world, mark=mark)

    assert [message["headers"]["webhook-id"] for message in told(world)] == ["psr-1", "psr-2"]
    assert told(world)[0]["body"]["type"] == "contract.signed"


def test_a_webhook_is_repeated_only_where_the_receiver_is_trusted_to_know_it_again(world_of):
    platform = world_of(STANDARD_WEBHOOKS).platform()

    natures = {name: platform.actions(name)[0].action.nature for name in ("send", "send_once")}

    assert natures == {"send": Nature.SET, "send_once": Nature.NOTIFY}


def test_a_moment_that_is_not_told_is_left_out(world_of):
    world = world_of(STANDARD_WEBHOOKS)

    send(world, type="contract.signed")

    assert told(world)[0]["body"].keys() == {"type", "data"}


PROOFS = {
    "none": {},
    "header": {"header": seed.N8N_HEADER},
    "basic": {"user": seed.N8N_USER},
    "jwt": {"jwt": seed.N8N_PASSPHRASE},
}


@pytest.mark.parametrize("asked", PROOFS)
@pytest.mark.parametrize("given", PROOFS)
def test_a_node_of_n8n_is_given_the_proof_that_it_asks_for(asked, given, world_of):
    world = world_of(N8N)
    world.control.patch("/switches", json={"proof": asked}).raise_for_status()
    secrets = {"webhook_url": world.base_url, **PROOFS[given]}

    if asked in {"none", given}:
        send(world, secrets=secrets)
    else:
        with pytest.raises(CredentialsRefused):
            send(world, secrets=secrets)

    assert len(told(world)) == (asked in {"none", given})


@pytest.mark.parametrize("case", ALL, ids=named)
def test_what_listens_no_longer_is_for_a_person_to_switch_on(case, world_of):
    world = world_of(case)
    world.control.patch("/switches", json={"listening": False}).raise_for_status()

    with pytest.raises(RemoteRefused) as refused:
        send(world)

    assert refused.value.code == "flow_off"
    assert case.name in refused.value.sentence.fr


def test_a_full_queue_of_make_is_waited_for(world_of):
    world = world_of(MAKE)
    world.fault("status", status=400, times=1)

    with pytest.raises(Unavailable) as full:
        send(world)

    assert full.value.code == "queue_full"
    assert not told(world)
    send(world)
    assert len(told(world)) == 1


ITEM = ZAPIER.hook.item if ZAPIER.hook else {}


def ids(case: PlatformCase, *requests: tuple[dict[str, Any], dict[str, str]]) -> list[str]:
    """The ids of the events that these items become, each sent with these headers."""
    door = Door(case, Clock())
    for item, headers in requests:
        body = json.dumps(item).encode()
        assert door.post(body, {**door.signed(body), **headers}) == 200
    return [event.id for event in door.events]


@pytest.mark.parametrize("case", NO_CODE, ids=named)
def test_an_idempotency_key_tells_requests_apart_whatever_they_hold(case):
    key, other = {"idempotency-key": "k-1"}, {"idempotency-key": "k-2"}

    first, again, another = ids(case, (ITEM, key), ({**ITEM, "company": "X"}, key), (ITEM, other))

    assert first == again != another


@pytest.mark.parametrize("case", NO_CODE, ids=named)
def test_without_that_header_the_event_s_own_id_does_and_else_the_whole_of_it(case):
    nameless = {name: value for name, value in ITEM.items() if name != "event_id"}

    first, again, whole, same, other = ids(
        case,
        (ITEM, {}),
        ({**ITEM, "company": "X"}, {}),
        (nameless, {}),
        (nameless, {}),
        ({**nameless, "company": "X"}, {}),
    )

    assert first == again != whole
    assert whole == same != other
