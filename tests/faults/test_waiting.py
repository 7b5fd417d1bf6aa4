"""Their limits are ours: a backlog is paced, an outage is waited out, and nobody else is delayed by it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.core.gate import Limits
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Request
from passerelle.errors import Effect, RateLimited, Unavailable
from passerelle.journal.gates import TableGates
from passerelle.journal.table import ConditionFailed
from tests.fakes import NOW, Clock
from tests.faults.chance import Seeded
from tests.faults.far_side import FarAction
from tests.faults.simulation import Simulation

TOMORRO = Limits(requests=40, per_s=60, burst=10)
DOWN = Sentence(fr="en panne", en="down")


@dataclass
class OneItem:
    """As much of the table as a gate needs: what has no value is not kept."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, pk: str, _sk: str) -> dict[str, Any] | None:
        return self.items.get(pk)

    def put(self, item: dict[str, Any], _condition: str, values: dict[str, Any]) -> None:
        known = self.items.get(item["pk"])
        if known is not None and known["revision"] != values[":revision"]:
            raise ConditionFailed(known)
        self.items[item["pk"]] = {name: value for name, value in item.items() if value is not None}


@dataclass
class Limited:
    """A Tomorro that counts: it refuses the 41st call of a minute, and does not answer while it is down."""

    action: FarAction
    gates: TableGates
    clock: Clock
    calls: list[datetime] = field(default_factory=list)
    refused: int = 0
    down_until: datetime = NOW

    @property
    def nature(self) -> Any:
        return self.action.nature

    def prepare(self, request: Request) -> Json:
        self._call()
        return self.action.prepare(request)

    def perform(self, call: Json) -> Json:
        self._call()
        return self.action.perform(call)

    def find(self, call: Json, since: datetime) -> Json | None:
        self._call()
        return self.action.find(call, since)

    def _call(self) -> None:
        self.gates.take("tomorro")
        now = self.clock.now
        self.calls.append(now)
        if now < self.down_until:
            self.gates.failed("tomorro")
            raise Unavailable(DOWN, effect=Effect.NOT_DONE)
        self.gates.answered("tomorro")
        if sum(now - at < timedelta(seconds=60) for at in self.calls) > TOMORRO.requests:
            self.refused += 1
            raise RateLimited(DOWN, retry_after_s=30)


class Paced(Simulation):
    """A simulation in which Tomorro sits behind a gate. `finished` tells when each record got its contract."""

    def __post_init__(self) -> None:
        super().__post_init__()
        gates = TableGates(OneItem(), lambda _: [TOMORRO], self.clock, lambda s: self.clock.advance(seconds=s))
        self.tomorro = Limited(self.contracts, gates, self.clock)

    def _rude(self, action: FarAction) -> Any:
        return self.tomorro if action is self.contracts else action


@pytest.fixture
def paced() -> Paced:
    return Paced(Seeded(1), events=300, repeats=0)


def test_three_hundred_events_at_once_are_paced_without_a_refusal_and_without_an_attempt(paced):
    account = paced.run()

    assert account.balances
    assert account.contracts == 300
    assert paced.tomorro.refused == 0
    assert {run.attempts for run in paced.journal.runs.values()} == {0}
    busiest = max(
        sum(start <= at < start + timedelta(minutes=1) for at in paced.tomorro.calls) for start in paced.tomorro.calls
    )
    assert busiest <= TOMORRO.requests
    took_min = (max(paced.tomorro.calls) - min(paced.tomorro.calls)) / timedelta(minutes=1)
    assert took_min < 2 * len(paced.tomorro.calls) / TOMORRO.requests


def test_a_backlog_is_paced_and_not_polled(paced):
    paced.run()

    asked = paced.deliveries
    assert asked < 3 * paced.events


def test_an_outage_of_six_hours_is_waited_out_with_few_calls_and_no_command(paced):
    paced.tomorro.down_until = NOW + timedelta(hours=6)

    account = paced.run()

    assert account.balances
    during = [at for at in paced.tomorro.calls if at < paced.tomorro.down_until]
    assert len(during) < 6 * 12 + 10
    assert paced.replayed == 0
    assert {run.state for run in paced.journal.runs.values()} == {RunState.DONE}
    assert max(paced.tomorro.calls) < paced.tomorro.down_until + timedelta(hours=2)
