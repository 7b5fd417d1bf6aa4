"""Everything accepted is somewhere, for a reason, and not for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Effect, RemoteRefused, Unavailable
from passerelle.journal.depths import Depth
from passerelle.operations.account import Balance, balance, is_overdue
from tests.fakes import NOW, MemoryJournal, deal_event, run_of, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

KEY = (AUTOMATION["name"], "hubspot")
DOWN = Sentence(fr="en panne", en="down")


LATER = timedelta(minutes=16)


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.publish()
    for deal in ("43", "44"):
        bridge.hubspot.associations[deal, "company"] = ["7"]
    return bridge


def codes(found: Balance) -> list[str]:
    return [fault.code for fault in found.faults]


def test_every_accepted_event_is_in_the_balance_once(bridge: Bridge):
    bridge.deliver(won("42"))
    bridge.create.before = [RemoteRefused(DOWN)]
    bridge.deliver(won("43"))
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won("44"))
    bridge.deliver(deal_event("45", kind="deleted"))

    found = balance(bridge.journal, lambda: Depth(1, 2), bridge.clock.now)

    assert found.runs[KEY] == {RunState.DONE: 1, RunState.PARKED: 1, RunState.WAITING: 1}
    assert found.ignored == {"hubspot": 1}
    assert found.runs[KEY].total() + found.ignored_events == len(bridge.journal.events)
    assert found.balanced
    assert not found.in_part


def test_a_run_that_nobody_holds_is_unexplained(bridge: Bridge):
    bridge.create.before = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bridge.deliver(won())

    before = balance(bridge.journal, lambda: Depth(0, 1), bridge.clock.now + timedelta(minutes=10))
    after = balance(bridge.journal, lambda: Depth(0, 1), bridge.clock.now + LATER)

    assert before.balanced
    assert [run.record.id for run in after.unexplained] == ["42"]
    assert not after.balanced


@pytest.mark.parametrize(
    ("state", "age", "overdue"),
    [
        (RunState.RUNNING, timedelta(minutes=14), False),
        (RunState.RUNNING, LATER, True),
        (RunState.WAITING, timedelta(hours=12), False),
        (RunState.WAITING, timedelta(hours=14), True),
        (RunState.PARKED, timedelta(days=300), False),
        (RunState.HELD, timedelta(days=300), False),
    ],
)
def test_only_a_state_that_moves_by_itself_has_a_deadline(state: RunState, age: timedelta, overdue: bool):
    run = replace(run_of(won()), state=state, updated_at=NOW - age)

    assert is_overdue(run, NOW) is overdue


def test_a_wait_that_is_tried_again_is_explained_however_long_it_lasts(bridge: Bridge):
    """The runner ends it after three days; a message that is held for twelve hours may bring it there late."""
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won())
    run = bridge.only_run()

    assert not is_overdue(replace(run, updated_at=NOW + timedelta(days=3)), NOW + timedelta(days=3, hours=12))


@pytest.mark.parametrize(("depth", "balanced"), [(Depth(0, 1), True), (Depth(0, 0, dead=0), False)])
def test_a_run_that_waits_for_a_message_that_is_nowhere_is_told_at_once(bridge: Bridge, depth: Depth, balanced: bool):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won())

    found = balance(bridge.journal, lambda: depth, bridge.clock.now)

    assert codes(found) == ([] if balanced else ["missing_messages"])


def test_a_message_that_was_settled_while_we_looked_is_not_missed(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(won())
    depths = iter([Depth(1, 0), Depth(0, 0)])

    assert balance(bridge.journal, lambda: next(depths), bridge.clock.now).balanced


@pytest.mark.parametrize(
    ("depth", "told"),
    [
        (Depth(3, 2, oldest_s=3 * 86_400), []),
        (Depth(3, 2, oldest_s=4 * 86_400), ["old_message"]),
        (Depth(0, 0, dead=2), ["dead_letters"]),
        (Depth(0, 0, oldest_s=None), []),
    ],
)
def test_what_the_queue_holds_for_too_long_is_unexplained(depth: Depth, told: list[str]):
    found = balance(MemoryJournal(), lambda: depth, NOW)

    assert codes(found) == told
    assert found.balanced is (told == [])


def test_more_runs_than_are_looked_at_are_said_to_be_more(bridge: Bridge):
    for deal in ("42", "43", "44"):
        bridge.deliver(won(deal))

    found = balance(bridge.journal, lambda: Depth(0, 0), bridge.clock.now, limit=2)

    assert found.in_part
    assert found.runs[KEY] == {RunState.DONE: 2}
