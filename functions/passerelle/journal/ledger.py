"""The ledger of tests, the trials and remarks of a version, and the receipts of purges, in the table."""

import json
from collections.abc import Sequence
from datetime import datetime

from passerelle.core.history import Seen
from passerelle.core.ledger import Deed, Entry
from passerelle.core.records import Key
from passerelle.core.steps import Json
from passerelle.core.trials import Remark, Trial
from passerelle.journal import ledger_items as items
from passerelle.journal.items import record_pk, record_state_from, seen_item
from passerelle.journal.table import Table, Write


class Ledger:
    def __init__(self, table: Table) -> None:
        self._table = table

    def entries(self, automation: str) -> list[Entry]:
        """In the order in which their runs began, and of their steps."""
        return [items.entry_from(item) for item in self._table.query(items.ledger_pk(automation))]

    def settle(self, entry: Entry) -> None:
        """Take an entry out: nothing of it is left that we could undo, and no link nor effect tells of it any more."""
        self._table.write_all([Write(key=items.entry_key(entry)), *self._forgotten(entry)])

    def forget(self, entry: Entry) -> None:
        """The link and the effect of an entry that stays, since what it made cannot be removed by a program."""
        for write in self._forgotten(entry):
            self._table.write_all([write])

    def foresee(self, key: Key, seen: dict[str, Seen]) -> None:
        """What we are about to write to a record: when it comes back as an event, it is no change."""
        for field, value in seen.items():
            self._table.put(seen_item(key, field, value))

    def trials(self, automation: str) -> list[Trial]:
        return [items.trial_from(item) for item in self._table.query(items.trial_pk(automation), items.RUN)]

    def remarks(self, automation: str) -> list[Remark]:
        """Oldest first."""
        return [items.remark_from(item) for item in self._table.query(items.trial_pk(automation), items.REMARK)]

    def keep_remark(self, remark: Remark) -> None:
        """A new one, or a known one that was closed."""
        self._table.put(items.remark_item(remark))

    def keep_receipt(self, automation: str, at: datetime, receipt: Json) -> None:
        self._table.put(items.receipt_item(automation, at, receipt))

    def receipts(self, automation: str) -> list[Json]:
        """Oldest first."""
        return [json.loads(item["receipt"]) for item in self._table.query(items.receipt_pk(automation))]

    def _forgotten(self, entry: Entry) -> Sequence[Write]:
        """Only what this run left: the link that it made, and its effect where no later run of a test had one."""
        pk = record_pk(entry.trigger)
        state = record_state_from(entry.trigger, self._table.query(pk))
        effects = [name for name, effect in state.effects.items() if effect.run_id == entry.run_id]
        ours = [link for link in state.links if (link.other, link.automation) == (entry.record, entry.automation)]
        ends = [(link.one, link.other) for link in ours if entry.deed is Deed.MADE]
        return [
            *(Write(key=(pk, f"EFFECT#{name}")) for name in effects),
            *(Write(key=(record_pk(one), f"LINK#{other}")) for pair in ends for one, other in (pair, pair[::-1])),
        ]
