"""How the platforms looked to each version of an automation, at first and the last time."""

import json
from datetime import datetime, timedelta

from passerelle.core.automation import Automation
from passerelle.core.drift import Difference, DriftKind, Look
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Table

KEPT_FOR = timedelta(days=90)
"""Since the last look: a version that is out of use goes by itself."""


class Looks:
    def __init__(self, table: Table) -> None:
        self._table = table

    def last(self, automation: Automation) -> Look | None:
        item = self._table.get(*_key(automation))
        if item is None:
            return None
        found = tuple(_difference(one) for one in json.loads(item["found"]))
        return Look(json.loads(item["fingerprint"]), found, datetime.fromisoformat(item["at"]))

    def keep(self, automation: Automation, look: Look) -> None:
        pk, sk = _key(automation)
        self._table.put(
            {
                "pk": pk,
                "sk": sk,
                "schema": SCHEMA,
                "fingerprint": json.dumps(look.fingerprint, ensure_ascii=False),
                "found": json.dumps([_json(one) for one in look.found], ensure_ascii=False),
                "at": stamp(look.at),
                "expires_at": int((look.at + KEPT_FOR).timestamp()),
            }
        )


def _key(automation: Automation) -> tuple[str, str]:
    return f"DRIFT#{automation.name}", f"V#{automation.version:08d}#{automation.stage}"


def _json(one: Difference) -> Json:
    return {
        "kind": one.kind.value,
        "path": one.path,
        "sentence": one.sentence.to_json(),
        "breaks": one.breaks,
        "stops": one.stops,
    }


def _difference(value: Json) -> Difference:
    return Difference(
        DriftKind(value["kind"]),
        value["path"],
        Sentence.from_json(value["sentence"]),
        bool(value["breaks"]),
        bool(value["stops"]),
    )
