"""Whatever people edit, and whenever our process dies: both sides come to the same, or a conflict is shown."""

from collections import deque

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from passerelle.core.events import Event
from passerelle.core.runs import RunState
from tests.unit.delivery.conftest import Bridge
from tests.unit.delivery.test_both_ways import Killed, Pair

SIDES = ("deal", "contract")


class Story(RuleBasedStateMachine):
    """Each side has its queue, in order; an event may be delivered again. `mine` is a person's value that has not gone
    over yet, `lost` holds those that a write of ours replaced, until a person writes there again, or we do.
    """

    authority = "person"

    @initialize()
    def begin(self) -> None:
        self.pair = Pair(Bridge(), self.authority)
        self.pair.agree()
        self.amount = 1000
        self.queues: dict[str, deque[Event]] = {side: deque() for side in SIDES}
        self.done: list[Event] = []
        self.mine: dict[str, float | None] = dict.fromkeys(SIDES)
        self.lost: dict[str, float | None] = dict.fromkeys(SIDES)
        self.edits = 0
        self.before = self.calls()
        for side, action in (("contract", self.pair.to_contract), ("deal", self.pair.to_deal)):
            self.watch(side, action)

    def watch(self, side: str, action) -> None:
        write = action.write

        def watched(values) -> None:
            [value] = values.values()
            overtaken = self.mine[side] not in {None, float(value)}
            self.lost[side] = self.mine[side] if overtaken else None  # the last write alone is remembered
            write(values)
            self.mine = dict.fromkeys(SIDES)
            told = self.pair.told(int(float(value))) if side == "contract" else None
            if told is not None:
                self.queues[side].append(told)

        action.write = watched

    def calls(self) -> int:
        return len(self.pair.to_contract.made) + len(self.pair.to_deal.made)

    @rule(side=st.sampled_from(SIDES))
    def edit(self, side: str) -> None:
        self.amount += 1
        self.edits += 1
        event = self.pair.edit_deal(self.amount) if side == "deal" else self.pair.edit_contract(self.amount)
        self.mine[side], self.lost[side] = float(self.amount), None
        self.queues[side].append(event)

    @rule(side=st.sampled_from(SIDES), killed=st.sampled_from([None, "before", "after"]))
    def deliver(self, side: str, killed: str | None) -> None:
        if not self.queues[side]:
            return
        event = self.queues[side][0]
        actions = (self.pair.to_contract, self.pair.to_deal)
        for action in actions:
            action.before, action.after = [Killed()] * (killed == "before"), [Killed()] * (killed == "after")
        try:
            self.pair.bridge.deliver(event)
        except Killed:
            self.pair.bridge.clock.advance(minutes=2)
        else:
            self.done.append(self.queues[side].popleft())
        finally:
            for action in actions:
                action.before, action.after = [], []

    @rule(side=st.sampled_from(SIDES), other=st.sampled_from(SIDES))
    def deliver_while_somebody_edits(self, side: str, other: str) -> None:
        """Between what the run reads and what it writes."""
        platform = self.pair.bridge.hubspot if other == "deal" else self.pair.bridge.tomorro
        read = platform.read

        def read_then_edited(record, fields):
            found = read(record, fields)
            found = {**found, **({"fields": dict(found["fields"])} if "fields" in found else {})}
            platform.read = read
            self.edit(other)
            return found

        platform.read = read_then_edited
        self.deliver(side, None)
        platform.read = read

    @rule()
    def deliver_again(self) -> None:
        if self.done:
            self.pair.bridge.deliver(self.done[-1])

    def teardown(self) -> None:
        if not hasattr(self, "pair"):
            return
        for _ in range(20 + 4 * self.edits):
            for side in SIDES:
                self.deliver(side, None)
        runs = list(self.pair.bridge.journal.runs.values())
        shown = [side["value"] for run in runs for one in run.conflicts for side in (one["source"], one["target"])]
        deal, contract = self.pair.amounts
        assert not any(self.queues.values())
        assert {run.state for run in runs} <= {RunState.DONE, RunState.PARKED}
        assert deal == contract or any(run.state is RunState.PARKED for run in runs)
        assert self.calls() - self.before <= self.edits
        if self.authority == "person":
            assert {*self.lost.values()} - {None} <= {float(value) for value in shown}


def stories(authority: str) -> type[Story]:
    return type(f"Story{authority}", (Story,), {"authority": authority})


@pytest.mark.parametrize("authority", ["person", "latest", "tomorro", "hubspot"])
def test_both_sides_come_to_the_same_or_a_conflict_is_shown(authority):
    case = stories(authority).TestCase
    case.settings = settings(
        max_examples=60,
        stateful_step_count=15,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    case("runTest").runTest()
