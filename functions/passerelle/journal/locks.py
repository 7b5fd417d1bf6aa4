"""One run at a time creates what has a given name: one item of the table for each name, taken for a while."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from passerelle.core.sentences import Sentence
from passerelle.errors import Busy
from passerelle.journal.items import SCHEMA
from passerelle.journal.table import ConditionFailed, Table

HOLD = timedelta(seconds=90)
"""Outlives the function that took it (60 s): a lock that ran out has no living holder."""

SOON_S = 2.0
"""A holder that lives is done within seconds."""

LIVES = timedelta(seconds=10)
"""After this time, the holder has probably died: the others wait for the end of the lock, and ask no more till then."""


@dataclass(frozen=True, slots=True)
class TableLocks:
    """The lock of each connection."""

    table: Table
    clock: Callable[[], datetime]

    def __call__(self, connection: str) -> "TableLock":
        return TableLock(self.table, self.clock, connection)


@dataclass(frozen=True, slots=True)
class TableLock:
    table: Table
    clock: Callable[[], datetime]
    connection: str

    def take(self, name: str, owner: str) -> None:
        """Raises Busy while another owner has it. The same owner may take it again, which prolongs it."""
        now = self.clock()
        values = {":now": now.timestamp(), ":owner": owner}
        try:
            self.table.put(
                self._item(name, owner, now + HOLD),
                "attribute_not_exists(pk) OR lease_until < :now OR held_by = :owner",
                values,
            )
        except ConditionFailed as error:
            left_s = float(error.found["lease_until"]) - now.timestamp() if error.found else 0.0
            lives = left_s > (HOLD - LIVES).total_seconds()
            wait_s = SOON_S if lives else max(left_s, SOON_S)
            raise Busy(
                _taken(self.connection), code="being_created", retry_after_s=wait_s, connection=self.connection
            ) from error

    def release(self, name: str, owner: str) -> None:
        """What another owner took meanwhile stays theirs."""
        try:
            self.table.put(self._item(name, owner, self.clock() - HOLD), "held_by = :owner", {":owner": owner})
        except ConditionFailed:
            return

    def _item(self, name: str, owner: str, until: datetime) -> dict[str, object]:
        """A name may be a person's: the table holds its digest."""
        digest = hashlib.sha256(name.encode()).hexdigest()
        return {
            "pk": f"LOCK#{self.connection}",
            "sk": digest,
            "schema": SCHEMA,
            "held_by": owner,
            "lease_until": until.timestamp(),
            "expires_at": int(until.timestamp()),
        }


def _taken(connection: str) -> Sentence:
    return Sentence(
        fr=f"Une autre exécution crée en ce moment la même fiche dans « {connection} » : celle-ci la reprendra.",
        en=f'Another run is creating the same record in "{connection}" at this moment: this one will use it.',
    )
