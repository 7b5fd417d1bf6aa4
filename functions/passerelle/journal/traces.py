"""The audit trail of the console: one partition a month, newest first."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from passerelle.core.traces import Trace
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Item, Table

KEPT: Final = timedelta(days=400)
"""Longer than the year that an auditor asks for."""

MONTHS: Final = 14


class Traces:
    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def keep(self, trace: Trace) -> None:
        self._table.put(_item(trace))

    def newest(self, limit: int, before: datetime | None = None) -> list[Trace]:
        """Those made before a moment, or all."""
        found = (trace for trace in self._all(before) if before is None or trace.at < before)
        return list(islice(found, limit))

    def _all(self, before: datetime | None) -> Iterator[Trace]:
        for month in _months(before or self._clock()):
            items = self._table.query(f"AUDIT#{month}", newest_first=True)
            yield from (_trace(item) for item in items)


def _months(start: datetime) -> Iterator[str]:
    year, month = start.year, start.month
    for _ in range(MONTHS):
        yield f"{year:04}-{month:02}"
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def _item(trace: Trace) -> Item:
    return {
        "pk": f"AUDIT#{trace.at:%Y-%m}",
        "sk": f"{stamp(trace.at)}#{trace.id}",
        "schema": SCHEMA,
        "expires_at": int((trace.at + KEPT).timestamp()),
        "by": trace.by,
        "action": trace.action,
        "target": trace.target,
        "why": trace.why,
        "asked": dict(trace.asked),
        "before": dict(trace.before),
        "after": dict(trace.after),
        "outcome": trace.outcome,
    }


def _trace(item: Item) -> Trace:
    at, _, number = item["sk"].partition("#")
    return Trace(
        id=number,
        at=datetime.fromisoformat(at),
        by=item["by"],
        action=item["action"],
        target=item["target"],
        why=item["why"],
        asked=json.loads(item["asked"]),
        before=json.loads(item["before"]),
        after=json.loads(item["after"]),
        outcome=item.get("outcome"),
    )
