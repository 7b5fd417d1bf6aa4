"""What the shadow of a tested version has found, one small item an event."""

import json
from datetime import datetime
from itertools import islice
from typing import Final

from passerelle.core.plans import Comparison
from passerelle.core.shadows import Shadow
from passerelle.journal.items import SCHEMA, expiry, stamp
from passerelle.journal.table import Item, Table

MOST: Final = 5_000
"""As many as are read back: ten days of the most that is compared."""


class Shadows:
    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, automation: str, version: int, shadow: Shadow) -> None:
        """The same event again takes the place of the first."""
        self._table.put(
            {
                "pk": _pk(automation),
                "sk": f"{_sk(version)}{shadow.event_id}",
                "schema": SCHEMA,
                "at": stamp(shadow.at),
                "before": shadow.found.before,
                "after": shadow.found.after,
                "names": list(shadow.found.names),
                "expires_at": expiry(shadow.at),
            }
        )

    def of(self, automation: str, version: int) -> list[Shadow]:
        """In no particular order."""
        items = self._table.query(_pk(automation), _sk(version), consistent=False)
        return [_shadow(item) for item in islice(items, MOST)]


def _shadow(item: Item) -> Shadow:
    found = Comparison(item["before"], item["after"], tuple(json.loads(item["names"])))
    return Shadow(item["sk"].rpartition("#")[2], datetime.fromisoformat(item["at"]), found)


def _pk(automation: str) -> str:
    return f"SHADOW#{automation}"


def _sk(version: int) -> str:
    return f"V#{version:08d}#"
