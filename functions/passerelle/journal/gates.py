"""One gate per connection, shared by every function: one item of the table, changed by comparing and swapping.

The item as this process last saw it is kept, so that a call costs one write while nobody else is calling.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from passerelle import log
from passerelle.core import gate as gates
from passerelle.core.gate import Gate, Held, Limits, Passed
from passerelle.core.sentences import Sentence
from passerelle.errors import RateLimited
from passerelle.journal.items import SCHEMA
from passerelle.journal.table import ConditionFailed, Item, Table

Change = Callable[[Gate], Gate | None]
"""Gives the gate as it has to become, or None when nothing has to be written."""


class TableGates:
    """`sleep` bridges a wait shorter than `patience_s` inside the invocation; a longer one goes back to the queue."""

    def __init__(
        self,
        table: Table,
        limits: Callable[[str], Sequence[Limits]],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        patience_s: float = 3.0,
    ) -> None:
        self._table = table
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._patience_s = patience_s
        self._known: dict[str, tuple[Gate, int]] = {}

    def take(self, connection: str) -> None:
        """One call's share. Raises RateLimited with the time to wait: for a turn, or for a platform that is down."""
        patience_ms = self._patience_s * 1000
        while (held := self._ask(connection)) is not None:
            if held.shut:
                raise RateLimited(
                    _shut(connection), code="platform_down", retry_after_s=held.wait_ms / 1000, connection=connection
                )
            if held.wait_ms > patience_ms:
                wait_s = self._turn(connection, held.wait_ms)
                raise RateLimited(
                    _spent(connection, wait_s), code="budget_spent", retry_after_s=wait_s, connection=connection
                )
            self._sleep(held.wait_ms / 1000)
            patience_ms -= held.wait_ms

    def is_shut(self, connection: str) -> bool:
        """Whether the platform was found down and has not answered since."""
        gate, _ = self._read(connection)
        return gate.is_shut

    def known(self, connection: str) -> Gate:
        """As it stands now."""
        return self._read(connection)[0]

    def pause(self, connection: str, seconds: float) -> None:
        """The platform asked for silence: nobody calls it before."""
        limits, wait_ms, now = self._limits(connection), round(seconds * 1000), self._now()
        self._change(connection, lambda gate: gates.silence(gate, limits, wait_ms, now))

    def failed(self, connection: str) -> None:
        """The platform did not answer, or not properly."""
        now = self._now()
        gate = self._change(connection, lambda gate: gates.failed(gate, now))
        if gate.failures == gates.FAILURES_TO_SHUT:
            _tell(connection, "shut", "PlatformDown")

    def answered(self, connection: str) -> None:
        """Written only when something was held against the platform."""
        known, _ = self._known.get(connection, (Gate(), 0))
        if known.failures or known.is_shut:
            self._change(connection, gates.answered)
            if known.is_shut:
                _tell(connection, "opened", "PlatformBack")

    def _ask(self, connection: str) -> Held | None:
        limits, now = self._limits(connection), self._now()
        answer: Passed | Held | None = None

        def change(gate: Gate) -> Gate | None:
            nonlocal answer
            answer = gates.ask(gate, limits, now)
            return answer.gate if isinstance(answer, Passed) else None

        self._change(connection, change)
        return answer if isinstance(answer, Held) else None

    def _turn(self, connection: str, wait_ms: int) -> float:
        limits, now = self._limits(connection), self._now()
        until_turn_ms = wait_ms

        def change(gate: Gate) -> Gate:
            nonlocal until_turn_ms
            changed, until_turn_ms = gates.stand_in_line(gate, limits, wait_ms, now)
            return changed

        self._change(connection, change)
        return until_turn_ms / 1000

    def _change(self, connection: str, change: Change) -> Gate:
        """Compare and swap: what another function wrote meanwhile is taken into account, never lost."""
        gate, revision = self._known.get(connection, (Gate(), 0))
        while True:
            changed = change(gate)
            if changed is None:
                fresh = self._read(connection)
                if fresh == (gate, revision):
                    return gate
                gate, revision = fresh
                continue
            try:
                self._table.put(
                    _item(connection, changed, revision + 1),
                    "attribute_not_exists(pk) OR revision = :revision",
                    {":revision": revision},
                )
            except ConditionFailed as error:
                gate, revision = _gate(error.found) if error.found else self._read(connection)
            else:
                self._known[connection] = (changed, revision + 1)
                return changed

    def _read(self, connection: str) -> tuple[Gate, int]:
        item = self._table.get(_pk(connection), "GATE")
        found = _gate(item) if item else (Gate(), 0)
        self._known[connection] = found
        return found

    def _now(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _pk(connection: str) -> str:
    return f"GATE#{connection}"


def _item(connection: str, gate: Gate, revision: int) -> Item:
    """The first limit's moment stands alone, as before there could be several."""
    first, *besides = gate.idle_at or (0,)
    return {
        "pk": _pk(connection),
        "sk": "GATE",
        "schema": SCHEMA,
        "revision": revision,
        "idle_at": first,
        "besides": json.dumps(besides) if besides else None,
        "line_at": gate.line_at,
        "failures": gate.failures,
        "shut_until": gate.shut_until,
    }


def _gate(item: Item) -> tuple[Gate, int]:
    idle_at = (item["idle_at"], *json.loads(item.get("besides", "[]")))
    return Gate(idle_at, item["line_at"], item["failures"], item["shut_until"]), item["revision"]


def _tell(connection: str, outcome: str, metric: str) -> None:
    with log.unit_of_work("gate changed") as line:
        line.add(connection=connection, outcome=outcome)
    log.count(metric, connection=connection)


def _spent(connection: str, wait_s: float) -> Sentence:
    return Sentence(
        fr=f"La part d'appels accordée à « {connection} » est utilisée : l'exécution reprend d'elle-même dans "
        f"{wait_s:.0f} s.",
        en=f'The share of calls granted to "{connection}" is used up: the run goes on by itself in {wait_s:.0f} s.',
    )


def _shut(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne répond plus : nous avons cessé de l'appeler et essayons de temps en temps. "
        "L'exécution reprendra d'elle-même.",
        en=f'"{connection}" no longer answers: we stopped calling it and try from time to time. The run will go on by '
        "itself.",
    )
