"""Everything accepted is somewhere, for a reason, and not for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Effect, RemoteRefused, Unavailable
from passerelle.operations.account import Depth, balance, is_overdue
from tests.fakes import NOW, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

KEY = (AUTOMATION["name"], "hubspot")
DOWN = Sentence(fr="en panne", en="down")


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.publish()
    for deal in ("43", "44"):
        bridge.hubspot.associations[deal, "company"] = ["7"]
    return bridge


def test_every_accepted_event_is_in_the_balance_once(bridge: Bridge):
    bridge.deliver(won("42"))
    bridge.create.before = [RemoteRefused(DOWN)]
    bridge.deliver(won("43"))
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won("44"))
    bridge.deliver(deal_event("45", kind="deleted"))

    found = balance(bridge.journal, lambda: Depth(1, 2), bridge.clock.now)

    assert found.runs[KEY] == {RunState.DONE: 1, RunState.PARKED: 1, RunState.WAITING: 1}
    assert found.ignored_events == 1
    assert found.runs[KEY].total() + found.ignored_events == len(bridge.journal.events)
    assert found.unexplained == []


def test_a_run_that_nobody_holds_is_unexplained(bridge: Bridge):
    bridge.create.before = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bridge.deliver(won())

    before = balance(bridge.journal, lambda: Depth(0, 0), bridge.clock.now + timedelta(minutes=10))
    after = balance(bridge.journal, lambda: Depth(0, 0), bridge.clock.now + timedelta(minutes=16))

    assert before.unexplained == []
    assert [run.record.id for run in after.unexplained] == ["42"]


def test_a_wait_longer_than_our_patience_is_unexplained(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won())
    run = bridge.only_run()

    still_tried = replace(run, updated_at=NOW + timedelta(days=3))

    assert not is_overdue(still_tried, NOW + timedelta(days=3))
    assert is_overdue(still_tried, NOW + timedelta(days=3, hours=1))
    assert is_overdue(run, NOW + timedelta(hours=14)), "its message is in no queue"
