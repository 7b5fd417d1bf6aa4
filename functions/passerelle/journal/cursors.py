"""Where each poll has come to: one instant per connection and kind of record."""

from datetime import datetime

from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import ConditionFailed, Table


class Cursors:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, connection: str, record: str) -> datetime | None:
        item = self._table.get(f"CURSOR#{connection}", record)
        return datetime.fromisoformat(item["since"]) if item else None

    def advance(self, connection: str, record: str, since: datetime) -> None:
        """Never backwards: of two polls that overlap, the further one stands."""
        item = {"pk": f"CURSOR#{connection}", "sk": record, "schema": SCHEMA, "since": stamp(since)}
        try:
            self._table.put(item, "attribute_not_exists(pk) OR since < :since", {":since": item["since"]})
        except ConditionFailed:
            return
