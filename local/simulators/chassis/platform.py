"""One simulated platform: its routes, what stands before them, its control, and its memory."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from local.simulators.chassis.calls import Clock, Gate, RefusedError, Reply, Route
from local.simulators.chassis.faults import Faults
from local.simulators.chassis.journal import Journal
from local.simulators.chassis.limits import Limiter, Spent
from local.simulators.chassis.sender import Sender


def _no_headers(_spent: Spent) -> dict[str, str]:
    return {}


@dataclass(slots=True, kw_only=True)
class Platform:
    """`explain` gives a refusal the platform's own body; `limit_headers` tells where a rate-limit window stands.

    A platform without a `sender` has no webhooks.
    """

    name: str
    clock: Clock
    routes: Sequence[Route]
    control: Sequence[Route]
    explain: Callable[[RefusedError], Reply]
    forget: Callable[[], None]
    sender: Sender | None = None
    gates: Sequence[Gate] = ()
    limit_headers: Callable[[Spent], dict[str, str]] = _no_headers
    seed: int = 1
    journal: Journal = field(init=False)
    faults: Faults = field(init=False)
    limiter: Limiter = field(init=False)

    def __post_init__(self) -> None:
        self.journal = Journal(self.clock)
        self.faults = Faults(self.seed)
        self.limiter = Limiter(time.monotonic)

    def reset(self) -> None:
        if self.sender is not None:
            self.sender.reset()
        self.journal.clear()
        self.faults.clear()
        self.limiter.set(None)
        self.forget()
