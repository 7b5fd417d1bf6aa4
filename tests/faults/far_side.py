"""The other software as a run of deliver meets it: it keeps what was really done, whatever it answered."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from passerelle.core.events import RecordRef
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import CredentialsRefused, Effect, RateLimited, Unavailable
from tests.fakes import Clock, FakePlatform

DOWN = Sentence(fr="en panne", en="down")
SETTLE = timedelta(seconds=60)


class Crash(BaseException):
    """The process dies here: nothing of ours runs any more, not even an `except Exception`."""


class Chance(Protocol):
    """Where the harness takes its decisions from: a seeded generator, or hypothesis."""

    def pick(self, weights: dict[str, int]) -> str: ...

    def below(self, number: int) -> int: ...


@dataclass
class Faults:
    """What may go wrong with one call to the outside, each with its weight. `calls` numbers them all."""

    chance: Chance
    weights: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    die_at: int | None = None
    """Set: nothing goes wrong but that the process dies at this very call."""

    def draw(self, *, crash_only: bool = False) -> str:
        self.calls += 1
        if self.die_at is not None:
            return {self.die_at: "crash_before", -self.die_at: "crash_after"}.get(self.calls, "none")
        if crash_only:
            allowed = {name: weight for name, weight in self.weights.items() if name in {"none", *CRASHES}}
            return self.chance.pick(allowed) if allowed else "none"
        return self.chance.pick(self.weights) if self.weights else "none"


CRASHES = ("crash_before", "crash_after")
EVERYTHING = {
    "none": 60,
    "crash_before": 4,
    "crash_after": 4,
    "refused_connection": 3,
    "lost_before": 4,
    "lost_after": 6,
    "late": 4,
    "error_500": 5,
    "error_500_done": 3,
    "throttled": 6,
    "unauthorised": 1,
}


@dataclass
class FarAction:
    """A create, a set or a message of the far side, with its faults. `late` effects show within the settling delay."""

    nature: Nature
    clock: Clock
    faults: Faults
    done: list[tuple[datetime, Json]] = field(default_factory=list)
    findable: bool = True

    def prepare(self, request: Request) -> Json:
        call = {"mark": request.mark, "to": request.linked_id, "values": {one.to: one.value for one in request.values}}
        return {**call, "results": {name: result["id"] for name, result in request.results.items() if "id" in result}}

    def perform(self, call: Json) -> Json:
        fault = self.faults.draw()
        match fault:
            case "crash_before":
                raise Crash
            case "refused_connection":
                raise Unavailable(DOWN, effect=Effect.NOT_DONE)
            case "lost_before" | "error_500":
                raise Unavailable(DOWN, effect=Effect.UNKNOWN)
            case "throttled":
                raise RateLimited(DOWN, retry_after_s=7)
            case "unauthorised":
                raise CredentialsRefused(DOWN)
        shows_at = self.clock.now + (SETTLE / 2 if fault == "late" else timedelta(0))
        made = {"id": f"{self.nature}-{len(self.done) + 1}", "url": "https://app.example", **call}
        self.done.append((shows_at, made))
        match fault:
            case "crash_after":
                raise Crash
            case "lost_after" | "error_500_done" | "late":
                raise Unavailable(DOWN, effect=Effect.UNKNOWN)
        return made

    def find(self, call: Json, since: datetime) -> Json | None:
        read_with(self.faults)
        if self.nature is Nature.NOTIFY or not self.findable:
            return None
        shown = [made for shows_at, made in self.done if shows_at <= self.clock.now]
        return next((made for made in shown if made["mark"] == call["mark"]), None)


def read_with(faults: Faults) -> None:
    """A read leaves nothing behind, whatever happens to it."""
    match faults.draw():
        case "none":
            return
        case "crash_before" | "crash_after":
            raise Crash
        case "throttled":
            raise RateLimited(DOWN, retry_after_s=7)
        case "unauthorised":
            raise CredentialsRefused(DOWN)
        case _:
            raise Unavailable(DOWN, effect=Effect.NOT_DONE)


@dataclass
class FarPlatform(FakePlatform):
    """Reads fail as any call does."""

    chaos: Faults | None = None

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        if self.chaos is not None:
            read_with(self.chaos)
        return super().read(record, fields)
