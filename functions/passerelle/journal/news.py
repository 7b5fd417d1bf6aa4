"""Who is told what needs a person, and what each of them was told: one small item for each recipient and cause."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.news.judging import Told
from passerelle.core.news.recipient import Recipient
from passerelle.core.sentences import Sentence
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Item, Table, Write

REMINDED_AFTER: Final = timedelta(days=90)
"""What still stands then, and has not changed, is forgotten and so told anew."""


@dataclass(frozen=True, slots=True)
class News:
    table: Table

    def recipients(self) -> list[Recipient] | None:
        """None where none were ever published."""
        item = self.table.get("CONFIG", "RECIPIENTS")
        return None if item is None else [Recipient.from_json(one) for one in json.loads(item["recipients"])]

    def publish(self, recipients: Sequence[Recipient]) -> None:
        listed = [one.to_json() for one in recipients]
        self.table.put({"pk": "CONFIG", "sk": "RECIPIENTS", "schema": SCHEMA, "recipients": listed})

    def told(self, recipient: str) -> dict[str, Told]:
        """By the key of the concern."""
        return {(told := _told(item)).key: told for item in self.table.query(_pk(recipient))}

    def keep(self, recipient: str, told: Told, now: datetime) -> None:
        self.table.put(
            {
                "pk": _pk(recipient),
                "sk": told.key,
                "schema": SCHEMA,
                "title": told.title.to_json(),
                "number": told.number,
                "since": stamp(told.since),
                "gone_since": stamp(told.gone_since) if told.gone_since else None,
                "expires_at": int((now + REMINDED_AFTER).timestamp()),
            }
        )

    def forget(self, recipient: str, key: str) -> None:
        self.table.write_all([Write(key=(_pk(recipient), key))])


def _told(item: Item) -> Told:
    gone_since = item.get("gone_since")
    return Told(
        key=item["sk"],
        title=Sentence.from_json(json.loads(item["title"])),
        number=item["number"],
        since=datetime.fromisoformat(item["since"]),
        gone_since=datetime.fromisoformat(gone_since) if gone_since else None,
    )


def _pk(recipient: str) -> str:
    return f"NEWS#{recipient}"
