"""What we did ourselves does not come back as a trigger, and what slips through is stopped after a few turns."""

from datetime import timedelta

import pytest

from passerelle.core.events import Change, Event, RecordRef, event_id
from passerelle.core.history import MOST_HOPS, SAME_CHAIN
from passerelle.core.runs import RunState
from tests.fakes import deal_event, won
from tests.unit.delivery.conftest import Bridge

TELL = {"connection": "slack", "action": "post_message", "text": "{contract.id}"}


def created(bridge: Bridge, contract: str, **others) -> Event:
    return Event(
        id=event_id("tomorro", ("created", contract)),
        connection="tomorro",
        platform="tomorro",
        kind="created",
        record=RecordRef("contract", contract),
        occurred_at=bridge.clock.now,
        received_at=bridge.clock.now,
        **others,
    )


@pytest.fixture
def telling(bridge: Bridge) -> Bridge:
    """A second automation tells the channel of every contract that is created."""
    when = {"connection": "tomorro", "record": "contract", "created": True}
    bridge.publish(name="contract-was-created", when=when, read={}, do=TELL, exchange=[], then=[])
    return bridge


def reason(bridge: Bridge, event: Event, automation: str) -> str:
    return bridge.journal.events[event.id].reasons[automation].code


def test_a_contract_that_we_created_is_no_news_when_it_is_reported(telling: Bridge):
    telling.deliver(won())
    echo = created(telling, "made-1")

    telling.deliver(echo)

    assert reason(telling, echo, "contract-was-created") == "echo"
    assert telling.post.made == []


def test_it_is_recognised_by_our_mark_before_we_know_that_it_was_made(telling: Bridge):
    echo = created(telling, "made-1", ours=True)

    telling.deliver(echo)

    assert reason(telling, echo, "contract-was-created") == "echo"


def test_a_contract_that_a_person_created_is_news(telling: Bridge):
    telling.deliver(created(telling, "another"))

    assert len(telling.post.made) == 1


@pytest.fixture
def looping(bridge: Bridge) -> Bridge:
    """The tool itself copies what we write into the field that triggers: no check of ours can see that."""
    bridge.publish(
        when={"connection": "hubspot", "record": "deal", "change": {"field": "score"}},
        read={},
        do={"connection": "hubspot", "action": "update_record", "record": "deal"},
        exchange=[{"to": "copied", "from": "deal.amount"}],
        then=[],
    )
    return bridge


def turn(bridge: Bridge, number: int):
    return bridge.deliver(deal_event("42", Change("score", number), at=bridge.clock.now)).runs[0]


def test_a_loop_that_no_check_could_see_is_stopped_and_told(looping: Bridge):
    runs = []
    for number in range(MOST_HOPS + 3):
        runs.append(turn(looping, number))
        looping.clock.advance(seconds=20)

    assert [run.state for run in runs[: MOST_HOPS + 1]] == [RunState.DONE] * (MOST_HOPS + 1)
    assert {(run.state, run.reason.code) for run in runs[MOST_HOPS + 1 :]} == {(RunState.PARKED, "loop")}
    assert "boucle" in runs[-1].reason.sentence.fr


def test_a_person_who_changes_a_record_now_and_then_is_no_loop(looping: Bridge):
    for number in range(3 * MOST_HOPS):
        run = turn(looping, number)
        looping.clock.advance(seconds=SAME_CHAIN / timedelta(seconds=1))

        assert (run.state, run.hops) == (RunState.DONE, 0)


def test_the_chain_goes_on_over_the_record_that_was_made(bridge: Bridge):
    when = {"connection": "tomorro", "record": "contract", "status": "signed"}
    bridge.publish(name="tell", when=when, read={}, do=TELL, exchange=[], then=[])
    bridge.deliver(won())

    signed = Event(
        id=event_id("tomorro", ("signed",)),
        connection="tomorro",
        platform="tomorro",
        kind="changed",
        record=RecordRef("contract", "made-1"),
        occurred_at=bridge.clock.now,
        received_at=bridge.clock.now,
        changes=(Change("status", "signed"),),
    )

    [run] = bridge.deliver(signed).runs

    assert run.hops == 1
