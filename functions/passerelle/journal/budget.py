"""One budget per connection, shared by every function: the generic cell rate algorithm, in one item.

`next_at` is the moment at which the account would be idle again, had every call cost its even share of the window. A
call may go while that moment is less than the burst's worth ahead. No window of the connection's limits ever sees more
calls than it allows, and one conditional update decides.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from passerelle.core.sentences import Sentence
from passerelle.errors import RateLimited
from passerelle.journal.table import ConditionFailed, Table


@dataclass(frozen=True, slots=True)
class Limits:
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


class TableBudget:
    """`sleep` bridges a wait shorter than `patience_s` inside the invocation; a longer one goes back to the queue."""

    def __init__(
        self,
        table: Table,
        limits: Callable[[str], Limits],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        patience_s: float = 3.0,
    ) -> None:
        self._table = table
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._patience_s = patience_s

    def take(self, connection: str) -> None:
        """One call's share. Raises RateLimited with the time to wait when it is not to be had soon."""
        limits = self._limits(connection)
        patience_s = self._patience_s
        while (wait_s := self._try(connection, limits)) > 0:
            if wait_s > patience_s:
                raise RateLimited(
                    _spent(connection, wait_s), code="budget_spent", retry_after_s=wait_s, connection=connection
                )
            self._sleep(wait_s)
            patience_s -= wait_s

    def pause(self, connection: str, seconds: float) -> None:
        """The platform asked for silence: nobody calls it before."""
        until = self._now_ms() + math.ceil(seconds * 1000) + self._limits(connection).tolerance_ms
        try:
            self._table.update(
                _pk(connection),
                "BUDGET",
                "SET next_at = :until",
                {":until": until},
                "attribute_not_exists(next_at) OR next_at < :until",
            )
        except ConditionFailed:
            return

    def _try(self, connection: str, limits: Limits) -> float:
        """Zero when the call may go, else how many seconds to wait."""
        now = self._now_ms()
        allowed = now + limits.tolerance_ms
        try:
            self._table.update(
                _pk(connection),
                "BUDGET",
                "SET next_at = next_at + :interval",
                {":interval": limits.interval_ms, ":now": now, ":allowed": allowed},
                "next_at BETWEEN :now AND :allowed",
            )
        except ConditionFailed as error:
            next_at = error.found["next_at"] if error.found else 0
            if next_at > allowed:
                return float(next_at - allowed) / 1000
        else:
            return 0.0
        return 0.0 if self._begin(connection, limits, now) else limits.interval_ms / 1000

    def _begin(self, connection: str, limits: Limits, now: int) -> bool:
        """The account was idle: this call is the first of a new burst, unless another function was quicker."""
        try:
            self._table.update(
                _pk(connection),
                "BUDGET",
                "SET next_at = :next",
                {":next": now + limits.interval_ms, ":now": now},
                "attribute_not_exists(next_at) OR next_at < :now",
            )
        except ConditionFailed:
            return False
        return True

    def _now_ms(self) -> int:
        """Whole milliseconds: sums of them are exact in the table."""
        return int(self._clock().timestamp() * 1000)


def _pk(connection: str) -> str:
    return f"BUDGET#{connection}"


def _spent(connection: str, wait_s: float) -> Sentence:
    return Sentence(
        fr=f"La part d'appels accordée à « {connection} » est utilisée : l'exécution reprend d'elle-même dans "
        f"{wait_s:.0f} s.",
        en=f'The share of calls granted to "{connection}" is used up: the run goes on by itself in {wait_s:.0f} s.',
    )
