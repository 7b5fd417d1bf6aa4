"""Faults on demand: slow answers, error statuses, connections cut before or after the effect."""

import random
import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from local.simulators.chassis.calls import Call


class Kind(StrEnum):
    LATENCY = "latency"
    LATE_ANSWER = "late_answer"
    STATUS = "status"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"


class Match(BaseModel):
    """No method or an empty pattern meets every request; the pattern is searched for in the whole path."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str | None = None
    path: str = ""

    @field_validator("path")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value

    def meets(self, call: Call) -> bool:
        return (self.method is None or self.method.upper() == call.method) and bool(re.search(self.path, call.path))


class Fault(BaseModel):
    """`latency` waits before the effect, `late_answer` after it; `times` counts down, `probability` draws each time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Match = Match()
    kind: Kind
    probability: float = Field(default=1.0, ge=0, le=1)
    times: int | None = Field(default=None, ge=1)
    status: int = Field(default=503, ge=400, le=599)
    retry_after: str | None = None
    seconds: float = Field(default=0.0, ge=0)


class Faults:
    """The switched-on faults of one platform; the first one that meets a request and is drawn applies."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        self._random = random.Random(self._seed)  # noqa: S311 - repeatable faults, not a secret
        self._faults: list[tuple[Fault, int | None]] = []

    def set(self, faults: list[Fault]) -> None:
        self._faults = [(fault, fault.times) for fault in faults]

    def list(self) -> list[Fault]:
        return [fault.model_copy(update={"times": left}) for fault, left in self._faults]

    def draw(self, call: Call) -> Fault | None:
        for position, (fault, left) in enumerate(self._faults):
            if not fault.match.meets(call) or self._random.random() >= fault.probability:
                continue
            if left is not None:
                self._count_down(position, fault, left - 1)
            return fault
        return None

    def _count_down(self, position: int, fault: Fault, left: int) -> None:
        if left:
            self._faults[position] = (fault, left)
        else:
            del self._faults[position]
