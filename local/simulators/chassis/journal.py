"""What was asked of a platform, so that a test can look up the requests it caused. Credentials are never kept."""

import json
import re
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from local.simulators.chassis.calls import Call, Clock, Json, iso

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """`status` is None when the caller got no answer; `fault` names the fault that was applied."""

    at: str
    method: str
    path: str
    query: dict[str, list[str]]
    status: int | None
    fault: str | None
    duration_ms: float
    body: Any


class Journal:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, call: Call, status: int | None, fault: str | None, duration_s: float) -> None:
        self._entries.append(
            Entry(
                at=iso(self._clock()),
                method=call.method,
                path=call.path,
                query={name: list(values) for name, values in call.query.items()},
                status=status,
                fault=fault,
                duration_ms=round(duration_s * 1000, 2),
                body=_readable(call.raw),
            )
        )

    def clear(self) -> None:
        self._entries.clear()

    def find(self, method: str | None = None, path: str = "") -> list[Json]:
        """The entries of a method whose path holds a pattern, oldest first."""
        return [
            asdict(entry)
            for entry in self._entries
            if (method is None or entry.method == method.upper()) and re.search(path, entry.path)
        ]


def _readable(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
