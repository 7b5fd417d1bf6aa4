"""What the journal holds of a person or a record: found by reading all of it, written over, and told in a receipt."""

import json
from dataclasses import dataclass
from typing import Final

from passerelle.core.events import Event
from passerelle.core.keeping import erased
from passerelle.core.records import Key
from passerelle.core.runs import Run
from passerelle.core.steps import Json
from passerelle.inbound.stored import BodyGone, claimed_key, encode
from passerelle.journal.bodies import Bodies, Fitted
from passerelle.journal.items import SCHEMA, event_pk, message_from, record_pk, run_from, run_item
from passerelle.journal.table import ConditionFailed, Item, Table, Write

MOST: Final = 1_000
"""Of one record: more events than any record has in thirty days."""

_RECEIPTS: Final = "ERASURE"


@dataclass(frozen=True, slots=True)
class Holding:
    """An event that holds something, with its runs; `large` tells that its body is in the bucket."""

    event: Event
    runs: tuple[Run, ...]
    large: bool

    @property
    def over(self) -> bool:
        return all(run.state.over for run in self.runs)


class Erasing:
    def __init__(self, table: Table, bodies: Bodies) -> None:
        self._table = table
        self._bodies = bodies

    def of_record(self, key: Key) -> list[Holding]:
        keys = self._table.query_record(record_pk(key), limit=MOST)
        found = [self._holding(item["pk"]) for item in keys]
        return [one for one in found if one is not None]

    def naming(self, text: str) -> list[Holding]:
        """Every event that holds this text, in its values or in a call of its runs, whatever its letters' case. Reads
        the whole journal, which keeps no index of persons.
        """
        wanted = text.casefold()
        found = {item["pk"] for item in self._table.scan(event_pk("")) if wanted in self._text(item).casefold()}
        holdings = [self._holding(pk) for pk in sorted(found)]
        return [one for one in holdings if one is not None]

    def erase(self, holding: Holding) -> bool:
        """Write over the values of an event and of its runs, whose states and reasons stay. False when something moved
        meanwhile. Raises Unavailable.
        """
        pk = event_pk(holding.event.id)
        item = self._table.get(pk, "EVENT")
        if item is None:
            return False
        emptied = encode(holding.event.without_values())
        if key := claimed_key(message_from(item)):
            self._bodies.store(Fitted(emptied, key, emptied.body), expires=True)
        event = Write(
            key=(pk, "EVENT"),
            update="SET event = :event, encoding = :encoding",
            condition="attribute_exists(pk)",
            values={":event": emptied.body, ":encoding": emptied.encoding},
        )
        runs = [
            Write(item=run_item(erased(run)), condition="fence = :fence", values={":fence": run.fence})
            for run in holding.runs
        ]
        try:
            self._table.write_all([event, *runs])
        except ConditionFailed:
            return False
        return True

    def keep_receipt(self, at: str, receipt: Json) -> None:
        self._table.put({"pk": _RECEIPTS, "sk": at, "schema": SCHEMA, "receipt": receipt})

    def receipts(self) -> list[Json]:
        """Oldest first."""
        return [json.loads(item["receipt"]) for item in self._table.query(_RECEIPTS)]

    def _holding(self, pk: str) -> Holding | None:
        """None when the event has expired before its runs."""
        items: dict[str, Item] = {item["sk"]: item for item in self._table.query(pk)}
        if "EVENT" not in items:
            return None
        message = message_from(items["EVENT"])
        try:
            event = self._bodies.read(message)
        except BodyGone as gone:
            event = gone.event
        runs = tuple(run_from(item) for sk, item in items.items() if sk.startswith("RUN#"))
        return Holding(event, runs, large=claimed_key(message) is not None)

    def _text(self, item: Item) -> str:
        if item["sk"] != "EVENT":
            return str(item.get("run", ""))
        try:
            event = self._bodies.read(message_from(item))
        except BodyGone:
            return ""
        return json.dumps(event.to_json(), ensure_ascii=False)
