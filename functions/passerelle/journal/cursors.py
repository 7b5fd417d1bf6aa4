"""Where each poll has come to: one instant per connection and kind of record, or the platform's own cursor."""

from dataclasses import dataclass
from datetime import datetime

from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import ConditionFailed, Table


@dataclass(frozen=True, slots=True)
class Reached:
    """`cursor` is what the platform gave for the place that was reached."""

    since: datetime
    cursor: str | None = None


class Cursors:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, connection: str, record: str) -> datetime | None:
        reached = self.reached(connection, record)
        return reached.since if reached else None

    def reached(self, connection: str, record: str) -> Reached | None:
        item = self._table.get(_pk(connection), record)
        return Reached(datetime.fromisoformat(item["since"]), item.get("cursor")) if item and "since" in item else None

    def advance(self, connection: str, record: str, since: datetime, cursor: str | None = None) -> None:
        """Never backwards: of two polls that overlap, the further one stands. A cursor of the same moment replaces the
        former one.
        """
        item = {"pk": _pk(connection), "sk": record, "schema": SCHEMA, "since": stamp(since), "cursor": cursor}
        further = "since <= :since" if cursor is not None else "since < :since"
        try:
            self._table.put(item, f"attribute_not_exists(since) OR {further}", {":since": item["since"]})
        except ConditionFailed:
            return

    def forget(self, connection: str, record: str) -> None:
        """The next poll is a first one again."""
        self._table.put({"pk": _pk(connection), "sk": record, "schema": SCHEMA})


def _pk(connection: str) -> str:
    return f"CURSOR#{connection}"
