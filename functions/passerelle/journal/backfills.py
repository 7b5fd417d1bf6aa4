"""Where each backfill has come to: for those who look, and for who asks the same again."""

import json
from datetime import datetime, timedelta

from passerelle.core.backfills import Progress
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Table

KEPT_FOR = timedelta(days=90)


class Backfills:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, automation: str, since: datetime, until: datetime) -> Progress | None:
        item = self._table.get(*_key(automation, since, until))
        return Progress.from_json(json.loads(item["progress"])) if item else None

    def keep(self, automation: str, progress: Progress) -> None:
        pk, sk = _key(automation, progress.since, progress.until)
        self._table.put(
            {
                "pk": pk,
                "sk": sk,
                "schema": SCHEMA,
                "progress": json.dumps(progress.to_json()),
                "expires_at": int((progress.updated_at + KEPT_FOR).timestamp()),
            }
        )


def _key(automation: str, since: datetime, until: datetime) -> tuple[str, str]:
    return f"BACKFILL#{automation}", f"{stamp(since)}#{stamp(until)}"
