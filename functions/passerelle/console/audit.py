"""Every change made from the console leaves a trace: who, when, what, what stood before and stands after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from passerelle.core.traces import Trace


class TracePort(Protocol):
    def keep(self, trace: Trace) -> None: ...

    def newest(self, limit: int, before: datetime | None = None) -> list[Trace]: ...


@dataclass(frozen=True, slots=True)
class Audit:
    traces: TracePort
    clock: Callable[[], datetime]

    def begin(self, by: str, action: str, target: str, asked: Mapping[str, Any], before: Mapping[str, Any]) -> Trace:
        """Kept before anything is changed: nothing happens without it."""
        why = str(asked.get("why") or asked.get("comment") or "")
        trace = Trace(uuid4().hex[:12], self.clock(), by, action, target, why, asked, before, {})
        self.traces.keep(trace)
        return trace

    def end(self, trace: Trace, outcome: str, after: Mapping[str, Any]) -> None:
        self.traces.keep(replace(trace, outcome=outcome, after=after))
