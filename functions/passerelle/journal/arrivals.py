"""What came by webhook for one connection since a moment: by the index of states, which is short for a short time."""

from datetime import datetime
from typing import Final

from passerelle.core.events import Event, Source
from passerelle.core.runs import RunState
from passerelle.journal.items import run_state_key, stamp
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table

MOST: Final = 500
"""Of each state; somebody who registers a webhook looks at the last minutes."""


class Arrivals:
    def __init__(self, table: Table, journal: Journal) -> None:
        self._table = table
        self._journal = journal

    def since(self, connection: str, moment: datetime) -> list[Event]:
        """An event has either started nothing, or a run whose last change is not older than itself."""
        states = ["EVENT#ignored", *(run_state_key(state) for state in RunState)]
        items = [
            item
            for state in states
            for item in self._table.query_state(state, limit=MOST, since=stamp(moment), only=("pk", "connection"))
        ]
        ids = {item["pk"].partition("#")[2] for item in items if item["connection"] == connection}
        found = [known[0].event for event_id in sorted(ids) if (known := self._journal.event(event_id))]
        return [one for one in found if one.source is Source.WEBHOOK and one.received_at >= moment]
