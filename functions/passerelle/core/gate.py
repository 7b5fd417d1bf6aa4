"""The gate before a platform: how fast we may call it, who waits how long, and whether it is called at all.

Pace is the generic cell rate algorithm: `idle_at` is, for each limit, the moment at which the account would be idle
again, had every call cost its even share of the window. No window of a limit's length ever sees more calls than it
allows. Those who
cannot wait where they stand get a place in line (`line_at`), so that a backlog comes back one by one instead of all at
once. After failures in a row the gate shuts; then one call is let through to see, and its answer decides. Times are
whole milliseconds.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

FAILURES_TO_SHUT = 5
SHORTEST_SHUT_MS = 15_000
LONGEST_SHUT_MS = 600_000
PROBE_MS = 60_000
"""How long the one that probes may take: the others keep waiting meanwhile."""

CALLS_A_TURN = 4
"""What a run that waited in line needs, about, once it is its turn."""


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `requests` in any window of `per_s` seconds, `burst` of them at once."""

    requests: int
    per_s: float
    burst: int

    @property
    def interval_ms(self) -> int:
        """Between two calls, once the burst is spent: the burst and the steady calls together stay within the limit."""
        return math.ceil(self.per_s * 1000 / max(1, self.requests - self.burst + 1))

    @property
    def tolerance_ms(self) -> int:
        return (self.burst - 1) * self.interval_ms


@dataclass(frozen=True, slots=True)
class Gate:
    """`shut_until` is 0 while the gate is open; `failures` counts those in a row."""

    idle_at: tuple[int, ...] = ()
    line_at: int = 0
    failures: int = 0
    shut_until: int = 0

    @property
    def is_shut(self) -> bool:
        """Even while one call is let through to see: only an answer opens it."""
        return self.shut_until > 0


@dataclass(frozen=True, slots=True)
class Passed:
    """The call may go. `probe` tells that it goes alone, to see whether the platform is back."""

    gate: Gate
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The call may not go for `wait_ms`: because of the pace, or because the gate is shut."""

    wait_ms: int
    shut: bool = False


def ask(gate: Gate, limits: Sequence[Limits], now: int) -> Passed | Held:
    """Every limit has to let it pass, and each counts it."""
    if now < gate.shut_until:
        return Held(gate.shut_until - now, shut=True)
    wait_ms = max(wait_ms for wait_ms, _ in _waits(gate, limits, now))
    if wait_ms > 0:
        return Held(wait_ms)
    idle_at = tuple(max(idle, now) + limit.interval_ms for idle, limit in _paired(gate, limits))
    passed = replace(gate, idle_at=idle_at)
    if gate.shut_until:
        return Passed(replace(passed, shut_until=now + PROBE_MS), probe=True)
    return Passed(passed)


def stand_in_line(gate: Gate, limits: Sequence[Limits], wait_ms: int, now: int) -> tuple[Gate, int]:
    """A turn of one's own, after those who wait already, at the pace of the limit that holds them: the gate, and how
    long until that turn.
    """
    _, holding = max(_waits(gate, limits, now), key=lambda pair: pair[0])
    turn = max(gate.line_at, now + wait_ms)
    return replace(gate, line_at=turn + CALLS_A_TURN * holding.interval_ms), turn - now


def silence(gate: Gate, limits: Sequence[Limits], wait_ms: int, now: int) -> Gate:
    """The platform asked everybody to wait. The shortest window keeps the silence, and what follows it from coming all
    at once: a daily share is not spent by it.
    """
    shortest = min(limits, key=lambda limit: limit.per_s)
    return replace(
        gate,
        idle_at=tuple(
            max(idle, now + wait_ms + limit.tolerance_ms) if limit is shortest else idle
            for idle, limit in _paired(gate, limits)
        ),
    )


def _paired(gate: Gate, limits: Sequence[Limits]) -> Iterator[tuple[int, Limits]]:
    """A limit that is new to the gate has counted nothing yet."""
    for index, limit in enumerate(limits):
        yield (gate.idle_at[index] if index < len(gate.idle_at) else 0), limit


def _waits(gate: Gate, limits: Sequence[Limits], now: int) -> Iterator[tuple[int, Limits]]:
    for idle, limit in _paired(gate, limits):
        yield idle - limit.tolerance_ms - now, limit


def failed(gate: Gate, now: int) -> Gate:
    """One more failure in a row: from the fifth on, the gate is shut for longer each time."""
    failures = gate.failures + 1
    if failures < FAILURES_TO_SHUT:
        return replace(gate, failures=failures)
    shut_ms = min(LONGEST_SHUT_MS, SHORTEST_SHUT_MS * 2 ** min(failures - FAILURES_TO_SHUT, 10))
    return replace(gate, failures=failures, shut_until=now + shut_ms)


def answered(gate: Gate) -> Gate:
    """The platform is there: whatever was held against it is forgotten."""
    return replace(gate, failures=0, shut_until=0)
