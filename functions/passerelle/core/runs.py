"""A run: one automation applied to one event, and how far each of its steps has come."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from passerelle.core.automation import Stage
from passerelle.core.events import Event, RecordRef
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json

EVENT_ITSELF: Final = "_event"
"""In place of an automation's name: the run of an event that was given up before any automation was chosen."""


class RunState(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    PARKED = "parked"
    DISMISSED = "dismissed"
    HELD = "held"

    @property
    def ended(self) -> bool:
        """A parked run has ended too, for the queue: it waits for a person, not for the next message."""
        return self not in {RunState.RUNNING, RunState.WAITING, RunState.HELD}

    @property
    def over(self) -> bool:
        """Nothing comes of it any more, not even by a person's decision."""
        return self.ended and not self.keeps_event

    @property
    def keeps_event(self) -> bool:
        """Whether the run waits for a person, as long as it takes: its event must not expire before that."""
        return self in {RunState.PARKED, RunState.HELD}


class StepState(StrEnum):
    """INTENDED means that the effect may have happened: it is looked for before it is tried again."""

    PENDING = "pending"
    INTENDED = "intended"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run or an event is where it is: a stable code and a sentence in both languages."""

    code: str
    sentence: Sentence

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.sentence.to_json()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Reason":
        return cls(code=value["code"], sentence=Sentence.from_json(value))


@dataclass(frozen=True, slots=True)
class StepRecord:
    """`call` is what `prepare` gave, `intended_at` when it was first written down, `result` what came of it.

    `looked_at` is when the effect was last looked for in vain, after an outcome that is not known.
    """

    name: str
    state: StepState = StepState.PENDING
    call: Json | None = None
    intended_at: datetime | None = None
    looked_at: datetime | None = None
    result: Json | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """`fence` grows with each claim: a worker that lost its lease can no longer write.

    A HELD run waits for its automation to be resumed, and for the earlier held runs of its record.
    `hops` counts the effects of ours, each the cause of the next, that may have led to its event.
    `crashes` counts how often its worker was found dead.
    `tried_since` is when it began to be tried: when it was made, or when a person replayed it.
    `keep` names the connection whose values a person has chosen, where both sides had changed.
    `sensitive` tells that it, or another run of its event, carries values that are kept only as long as it acts.
    """

    event_id: str
    automation: str
    version: int
    connection: str
    record: RecordRef
    state: RunState
    created_at: datetime
    updated_at: datetime
    tried_since: datetime
    steps: tuple[StepRecord, ...] = ()
    reason: Reason | None = None
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    stage: Stage = Stage.LIVE
    hops: int = 0
    crashes: int = 0
    keep: str | None = None
    sensitive: bool = False

    @property
    def id(self) -> str:
        return f"{self.event_id}.{self.automation}"

    @property
    def kept_event(self) -> bool:
        """Whether it may have waited for a person before: it was replayed, let go or dismissed."""
        return self.state is RunState.DISMISSED or self.tried_since != self.created_at

    @property
    def effect_name(self) -> str:
        """Under which its automation's effect on the record is known: a test leaves the real one to be done."""
        return self.automation if self.stage is Stage.LIVE else f"{self.automation}@{self.stage}"

    @property
    def mark(self) -> str:
        """Ours alone, the same over every attempt: what an action leaves on the thing it creates."""
        return _mark(self.id)

    def mark_after(self, step: str) -> str:
        """That of a step which follows: two creations of one run are not taken for each other."""
        return _mark(f"{self.id}.{step}")

    @property
    def conflicts(self) -> list[Json]:
        """What both sides hold, for each field that waits for a person's choice: see core/authority.py."""
        return [conflict for step in self.steps for conflict in (step.call or {}).get("conflicts", [])]

    def step(self, name: str) -> StepRecord:
        return next((step for step in self.steps if step.name == name), StepRecord(name))

    def with_step(self, step: StepRecord) -> "Run":
        if any(known.name == step.name for known in self.steps):
            return replace(self, steps=tuple(step if known.name == step.name else known for known in self.steps))
        return replace(self, steps=(*self.steps, step))

    def results(self) -> dict[str, Json]:
        return {step.name: step.result for step in self.steps if step.result is not None}


def _mark(text: str) -> str:
    return "psr-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def split_run_id(run_id: str) -> tuple[str, str]:
    """The event id and the automation of a run id. Raises ValueError when it is not one."""
    event_id, dot, automation = run_id.partition(".")
    if not (event_id and dot and automation):
        raise ValueError(run_id)
    return event_id, automation


class Runnable(Protocol):
    """An automation, or what is left of one that cannot be read."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def stage(self) -> Stage: ...


def new_run(event: Event, automation: Runnable, now: datetime, lease: timedelta, hops: int = 0) -> Run:
    """A run that its maker holds at once: it was claimed by being made."""
    return Run(
        event_id=event.id,
        automation=automation.name,
        version=automation.version,
        stage=automation.stage,
        connection=event.connection,
        record=event.record,
        state=RunState.RUNNING,
        created_at=now,
        updated_at=now,
        tried_since=now,
        fence=1,
        hops=hops,
        lease_until=now + lease,
    )


def run_of_event(event: Event, reason: Reason, now: datetime) -> Run:
    """A parked run that stands for a whole event."""
    return Run(
        event_id=event.id,
        automation=EVENT_ITSELF,
        version=0,
        connection=event.connection,
        record=event.record,
        state=RunState.PARKED,
        created_at=now,
        updated_at=now,
        tried_since=now,
        reason=reason,
    )
