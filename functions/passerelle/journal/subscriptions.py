"""The webhooks that end by themselves and that are ours to renew: one small item each, without a secret."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Item, Table

_PK = "SUBSCRIPTIONS"


@dataclass(frozen=True, slots=True)
class Kept:
    """`address` is what it calls; it was made or last renewed at `since`."""

    connection: str
    name: str
    id: str
    address: str
    since: datetime
    ends_at: datetime
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    table: Table

    def all(self) -> list[Kept]:
        return [_from(item) for item in self.table.query(_PK)]

    def keep(self, one: Kept) -> None:
        self.table.put(
            {
                "pk": _PK,
                "sk": f"{one.connection}#{one.name}",
                "schema": SCHEMA,
                "id": one.id,
                "address": one.address,
                "since": stamp(one.since),
                "ends_at": stamp(one.ends_at),
                "kept": dict(one.kept),
            }
        )


def _from(item: Item) -> Kept:
    connection, _, name = item["sk"].partition("#")
    return Kept(
        connection=connection,
        name=name,
        id=item["id"],
        address=item["address"],
        since=datetime.fromisoformat(item["since"]),
        ends_at=datetime.fromisoformat(item["ends_at"]),
        kept=json.loads(item["kept"]),
    )
