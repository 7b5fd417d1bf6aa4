"""A rate limit that can be switched on: so many requests a window, the others are refused."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from local.simulators.chassis.calls import RefusedError


class RateLimit(BaseModel):
    """`retry_after` off gives a bare 429, as several platforms do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: int = Field(ge=0)
    window_s: float = Field(default=60.0, gt=0)
    retry_after: bool = True


@dataclass(frozen=True, slots=True)
class Spent:
    """Where the window stands after a request, for the headers that some platforms send."""

    limit: int
    remaining: int
    resets_in_s: float


class Limiter:
    """A fixed window that opens with its first request."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.set(None)

    def set(self, limit: RateLimit | None) -> None:
        self.limit = limit
        self._opened_at = -math.inf
        self._used = 0

    def take(self) -> Spent | None:
        """Count one request; raises RefusedError(429) beyond the limit."""
        if self.limit is None:
            return None
        now = self._monotonic()
        if now - self._opened_at >= self.limit.window_s:
            self._opened_at, self._used = now, 0
        left_s = self._opened_at + self.limit.window_s - now
        if self._used >= self.limit.requests:
            after = {"Retry-After": str(math.ceil(left_s))} if self.limit.retry_after else {}
            raise RefusedError(429, "Too many requests", code="RATE_LIMITED", headers=after)
        self._used += 1
        return Spent(self.limit.requests, self.limit.requests - self._used, left_s)
