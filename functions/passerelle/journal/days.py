"""How many runs each automation had on each day: one small item for each, counted once, when the day is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from passerelle.core.absence import REMEMBERED, Day
from passerelle.core.runs import RunState
from passerelle.journal.items import SCHEMA, run_sk, run_state_key, stamp
from passerelle.journal.table import Table

MOST: Final = 100_000
"""Of one day."""

_COUNTED: Final = ("DAYS", "COUNTED")


@dataclass(frozen=True, slots=True)
class Days:
    table: Table

    def counted(self) -> date | None:
        """The last day that was counted."""
        item = self.table.get(*_COUNTED)
        return date.fromisoformat(item["day"]) if item else None

    def keep(self, day: date, counts: Mapping[str, Day], now: datetime) -> None:
        """The day is counted once all of it is written; to count it twice is harmless."""
        expires_at = int((now + REMEMBERED).timestamp())
        for automation, one in counts.items():
            key = {"pk": _pk(automation), "sk": day.isoformat()}
            self.table.put({**key, "schema": SCHEMA, "runs": one.runs, "held": int(one.held), "expires_at": expires_at})
        self.table.put({"pk": _COUNTED[0], "sk": _COUNTED[1], "schema": SCHEMA, "day": day.isoformat()})

    def of(self, automation: str) -> dict[date, Day]:
        items = self.table.query(_pk(automation), consistent=False)
        return {date.fromisoformat(item["sk"]): Day(item["runs"], bool(item["held"])) for item in items}

    def tally(self, since: datetime, before: datetime) -> dict[str, int]:
        """Runs that were done or parked then, by automation: what was triggered, whatever came of it."""
        found: dict[str, int] = {}
        for state in (RunState.DONE, RunState.PARKED):
            items = self.table.query_state(
                run_state_key(state), limit=MOST, only=("sk",), since=stamp(since), before=stamp(before)
            )
            for item in items:
                name = item["sk"].removeprefix(run_sk(""))
                found[name] = found.get(name, 0) + 1
        return found


def _pk(automation: str) -> str:
    return f"DAYS#{automation}"
