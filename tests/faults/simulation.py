"""The whole of deliver against a hostile world, in memory: one seed, one story, and the account at its end.

Every call to the outside may fail, and every call to the outside or to the journal may be the last of its process. The
queue repeats, delays and shuffles messages (but keeps a record's order, as FIFO does); while one worker is in a call,
another may start. At the end the faults stop, a person replays what is parked, and the far side is counted.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from passerelle.catalogue import Catalogue
from passerelle.core.events import Event
from passerelle.core.runs import Run, RunState
from passerelle.core.steps import Json, Nature
from passerelle.delivery.deliverer import Deliverer
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner
from passerelle.delivery.ports import Platforms
from passerelle.delivery.runner import Runner
from passerelle.errors import Retryable
from passerelle.journal.versions import Kind
from passerelle.operations.runs import RunOperations
from passerelle.operations.stages import StageOperations
from passerelle.platforms.platform import NamedAction
from tests.fakes import Clock, FakePlatforms, MemoryJournal, MemoryQueue, MemoryVersions, won
from tests.faults.far_side import SETTLE, Chance, Crash, FarAction, FarPlatform, Faults

AUTOMATION: Json = {
    "name": "contract-when-deal-won",
    "want": {"fr": "Créer le contrat", "en": "Create the contract"},
    "when": {"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "closedwon"}},
    "do": {"connection": "tomorro", "action": "create_contract", "contract_type": "t", "template": "t"},
    "exchange": [{"to": "counterparty.name", "from": "deal.name", "required": True}],
    "then": [
        {"write_back": {"record": "deal", "set": {"contract_id": "contract.id"}}},
        {"connection": "slack", "action": "post_message", "text": "{contract.id}", "after_unknown": "repeat"},
    ],
}


@dataclass
class Account:
    """What was accepted, what came of it on the far side, and what cannot be explained."""

    accepted: int
    contracts: int
    lost: int
    doubled: int
    unexplained: int
    not_written_back: int
    steps: int

    @property
    def balances(self) -> bool:
        return not (self.lost or self.doubled or self.unexplained or self.not_written_back)


@dataclass
class ChaosJournal:
    """The journal of the tests, in front of which a process may die before or after each write."""

    journal: MemoryJournal
    faults: Faults

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.journal, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            fault = self.faults.draw(crash_only=True)
            if fault == "crash_before":
                raise Crash
            result = method(*args, **kwargs)
            if fault == "crash_after":
                raise Crash
            return result

        return call


@dataclass
class Message:
    event: Event
    visible_at: datetime
    number: int


@dataclass
class Simulation:
    chance: Chance
    weights: dict[str, int] = field(default_factory=dict)
    events: int = 5
    repeats: int = 1
    findable: bool = True
    die_at: int | None = None
    interleave: bool = False
    settle: timedelta = SETTLE
    pauses: bool = False
    automation: Json = field(default_factory=lambda: AUTOMATION)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.faults = Faults(self.chance, self.weights, die_at=self.die_at)
        self.journal = MemoryJournal()
        self.versions = MemoryVersions()
        self.versions.publish(Kind.AUTOMATION, self.automation["name"], self.automation)
        self.contracts = FarAction(Nature.CREATE, self.clock, self.faults, findable=self.findable)
        self.writes = FarAction(Nature.SET, self.clock, self.faults)
        self.posts = FarAction(Nature.NOTIFY, self.clock, self.faults)
        self.queue: list[Message] = []
        self.stages = StageOperations(self.versions, self.journal, self, self.clock, "chance")
        self.numbers = itertools.count()
        self.accepted = [won(str(deal), key=f"event-{deal}") for deal in range(self.events)]
        self.depth = 0
        self.deliveries = 0
        self.replayed = 0

    def run(self) -> Account:
        self.play()
        return self._account()

    def play(self) -> None:
        for _ in range(1 + self.repeats):
            for event in self.accepted:
                self._send(event, self.clock.now + timedelta(seconds=self.chance.below(300)))
        self._drain()
        self.faults.weights, self.faults.die_at, self.pauses = {}, None, False
        for _ in range(3):
            self._replay_parked()
            self.stages.resume(self.automation["name"], "")
            self._drain()

    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None:
        """What lets held events go."""
        self._send(event, self.clock.now)

    def _send(self, event: Event, at: datetime) -> None:
        self.queue.append(Message(event, at, next(self.numbers)))

    def _drain(self) -> None:
        """Until nothing is left. A process that died leaves its message invisible for a while."""
        for _ in itertools.count():
            message = self._next()
            if message is None:
                return
            self.clock.now = max(self.clock.now, message.visible_at)
            self._handle(message)

    def _next(self) -> Message | None:
        """The earliest of those that may be taken: the first of each record."""
        heads: dict[str, Message] = {}
        for message in sorted(self.queue, key=lambda one: one.number):
            heads.setdefault(message.event.record.id, message)
        return min(heads.values(), key=lambda one: (one.visible_at, one.number), default=None)

    def _handle(self, message: Message) -> None:
        self.deliveries += 1
        if self.pauses and not self.chance.below(8):
            self._pause_or_resume()
        try:
            outcome = self._worker().deliver(message.event)
        except Crash:
            message.visible_at = self.clock.now + timedelta(seconds=self.chance.below(400))
        except Retryable as error:
            message.visible_at = self.clock.now + timedelta(seconds=error.retry_after_s or 5)
        else:
            if outcome.wait_s is None:
                self.queue.remove(message)
            else:
                message.visible_at = self.clock.now + timedelta(seconds=outcome.wait_s)

    def _pause_or_resume(self) -> None:
        name = self.automation["name"]
        if self.versions.current.automations[name].hold is None:
            self.stages.pause(name, "")
        else:
            self.stages.resume(name, "")

    def _worker(self) -> Deliverer:
        """A process of its own: it knows nothing of the one before."""
        journal: Any = ChaosJournal(self.journal, self.faults)
        platforms = self.platforms()
        catalogue = Catalogue(self.versions, self.clock)
        runner = Runner(journal, catalogue, platforms, self.clock, lambda: 0.0, lambda _: self.settle)
        holding = Holding(journal, catalogue, self, self.clock)
        return Deliverer(journal, catalogue, Planner(catalogue, platforms), holding, self.clock, runner)

    def hubspot(self) -> FarPlatform:
        deals = {("deal", event.record.id): {"name": f"Société {event.record.id}"} for event in self.accepted}
        return FarPlatform(records=deals, chaos=self.faults)

    def platforms(self) -> Platforms:
        hubspot = self.hubspot()
        hubspot.named = {"update_record": (NamedAction("update_record", self._rude(self.writes), writes=True),)}
        tomorro = FarPlatform(
            named={"create_contract": (NamedAction("contract", self._rude(self.contracts), "contract"),)}
        )
        slack = FarPlatform(named={"post_message": (NamedAction("post_message", self._rude(self.posts)),)})
        return FakePlatforms({"hubspot": hubspot, "tomorro": tomorro, "slack": slack})

    def _rude(self, action: FarAction) -> Any:
        return Interrupted(action, self) if self.interleave else action

    def another_worker(self) -> None:
        """While one worker is in a call, another takes the same message, as after a lost visibility time-out."""
        if self.depth or not self.queue or self.chance.below(3):
            return
        self.depth += 1
        try:
            message = self.queue[self.chance.below(len(self.queue))]
            self.clock.advance(seconds=self.chance.below(60))
            self._worker().deliver(message.event)
        except (Crash, Retryable):
            pass
        finally:
            self.depth -= 1

    def _replay_parked(self) -> None:
        operations = RunOperations(self.journal, MemoryQueue(), lambda _: 1, self.clock)
        for run in self.journal.runs_in(RunState.PARKED, 10_000):
            if not self.to_be_replayed(run):
                operations.dismiss(run.id, "it is there")
                continue
            operations.replay(run.id)
            self.replayed += 1
            event, _ = self.journal.event(run.event_id) or (None, [])
            if event is not None:
                self._send(event.event, self.clock.now)

    def to_be_replayed(self, run: Run) -> bool:
        """What a person decides about what is parked."""
        return True

    def _account(self) -> Account:
        made: dict[str, int] = {}
        for _, contract in self.contracts.done:
            made[contract["mark"]] = made.get(contract["mark"], 0) + 1
        marks = [run.mark for run in self.journal.runs.values()]
        explained = {run.event_id for run in self.journal.runs.values() if run.state.ended}
        written = {(write["to"], write["values"].get("contract_id")) for _, write in self.writes.done}
        kept = [(run.record.id, run.results().get("do.contract", {}).get("id")) for run in self.journal.runs.values()]
        return Account(
            accepted=len(self.accepted),
            contracts=len(self.contracts.done),
            lost=sum(made.get(mark, 0) == 0 for mark in marks) + len(self.accepted) - len(marks),
            doubled=sum(count > 1 for count in made.values()),
            unexplained=sum(event.id not in explained for event in self.accepted),
            not_written_back=sum(pair not in written for pair in kept),
            steps=self.faults.calls,
        )


@dataclass
class Interrupted:
    """An action during whose calls another worker may run."""

    action: FarAction
    simulation: Simulation

    @property
    def nature(self) -> Nature:
        return self.action.nature

    def prepare(self, request: Any) -> Json:
        self.simulation.another_worker()
        return self.action.prepare(request)

    def perform(self, call: Json) -> Json:
        self.simulation.another_worker()
        return self.action.perform(call)

    def find(self, call: Json, since: datetime) -> Json | None:
        self.simulation.another_worker()
        return self.action.find(call, since)


def total(accounts: Sequence[Account]) -> Account:
    return Account(*(sum(values) for values in zip(*(vars(account).values() for account in accounts), strict=True)))
