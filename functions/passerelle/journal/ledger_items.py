"""How the ledger of tests, what is known of a tested version, remarks and receipts are written in the table.

| what          | pk                 | sk                     |
| ------------- | ------------------ | ---------------------- |
| ledger entry  | LEDGER#automation  | time#run#step          |
| trial         | TRIAL#automation   | RUN#run#version#ending |
| remark        | TRIAL#automation   | REMARK#time            |
| receipt       | RECEIPT#automation | time                   |

None of them expires with the events: they hold ids and fingerprints, no data. A purge ends the entries.
"""

import json
from datetime import datetime
from typing import Any, Final

from passerelle.core.events import RecordRef
from passerelle.core.ledger import Certainty, Deed, Entry
from passerelle.core.records import Key
from passerelle.core.runs import Run, RunState
from passerelle.core.steps import Json
from passerelle.core.trials import Closing, Remark, Trial, Verdict, trial_of
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import Item, Write

RUN: Final = "RUN#"
REMARK: Final = "REMARK#"


def ledger_pk(automation: str) -> str:
    return f"LEDGER#{automation}"


def trial_pk(automation: str) -> str:
    return f"TRIAL#{automation}"


def receipt_pk(automation: str) -> str:
    return f"RECEIPT#{automation}"


def entry_key(entry: Entry) -> tuple[str, str]:
    return ledger_pk(entry.automation), entry.order


def entry_write(entry: Entry) -> Write:
    pk, sk = entry_key(entry)
    if entry.certainty is Certainty.NO:
        return Write(key=(pk, sk))
    value = {
        "version": entry.version,
        "run_id": entry.run_id,
        "place": entry.place,
        "step": entry.step,
        "began_at": stamp(entry.began_at),
        "deed": entry.deed.value,
        "trigger": key_to_json(entry.trigger),
        "mark": entry.mark,
        "record": key_to_json(entry.record) if entry.record else None,
        "url": entry.url,
        "written": dict(entry.written),
        "certainty": entry.certainty.value,
    }
    return Write(item={"pk": pk, "sk": sk, "schema": SCHEMA, "automation": entry.automation, "entry": value})


def entry_from(item: Item) -> Entry:
    value = json.loads(item["entry"])
    return Entry(
        automation=item["automation"],
        version=value["version"],
        run_id=value["run_id"],
        place=value["place"],
        step=value["step"],
        began_at=datetime.fromisoformat(value["began_at"]),
        deed=Deed(value["deed"]),
        trigger=_key_from(value["trigger"]),
        mark=value["mark"],
        record=_key_from(value["record"]) if value["record"] else None,
        url=value["url"],
        written=value["written"],
        certainty=Certainty(value["certainty"]),
    )


def trial_item(run: Run) -> Item:
    trial = trial_of(run)
    return {
        "pk": trial_pk(trial.automation),
        "sk": f"{RUN}{trial.run_id}#{trial.version:08d}#{trial.state}#{trial.code or ''}",
        "schema": SCHEMA,
        "automation": trial.automation,
        "trial": {
            "version": trial.version,
            "run_id": trial.run_id,
            "record": key_to_json(trial.record),
            "state": trial.state.value,
            "code": trial.code,
            "at": stamp(trial.at),
            "facts": sorted(trial.facts),
        },
    }


def trial_from(item: Item) -> Trial:
    value = json.loads(item["trial"])
    return Trial(
        automation=item["automation"],
        version=value["version"],
        run_id=value["run_id"],
        record=_key_from(value["record"]),
        state=RunState(value["state"]),
        code=value["code"],
        at=datetime.fromisoformat(value["at"]),
        facts=frozenset(value["facts"]),
    )


def remark_item(remark: Remark) -> Item:
    closing = remark.closing
    return {
        "pk": trial_pk(remark.automation),
        "sk": f"{REMARK}{stamp(remark.at)}",
        "schema": SCHEMA,
        "automation": remark.automation,
        "remark": {
            "version": remark.version,
            "run_id": remark.run_id,
            "verdict": remark.verdict.value,
            "comment": remark.comment,
            "by": remark.by,
            "at": stamp(remark.at),
            "closing": {"by": closing.by, "at": stamp(closing.at), "version": closing.version} if closing else None,
        },
    }


def remark_from(item: Item) -> Remark:
    value = json.loads(item["remark"])
    closing = value["closing"]
    return Remark(
        automation=item["automation"],
        version=value["version"],
        run_id=value["run_id"],
        verdict=Verdict(value["verdict"]),
        comment=value["comment"],
        by=value["by"],
        at=datetime.fromisoformat(value["at"]),
        closing=Closing(closing["by"], datetime.fromisoformat(closing["at"]), closing["version"]) if closing else None,
    )


def receipt_item(automation: str, at: datetime, receipt: Json) -> Item:
    return {"pk": receipt_pk(automation), "sk": stamp(at), "schema": SCHEMA, "receipt": receipt}


def key_to_json(key: Key) -> dict[str, Any]:
    return {"connection": key.connection, "kind": key.record.kind, "id": key.record.id}


def _key_from(value: dict[str, Any]) -> Key:
    return Key(value["connection"], RecordRef(value["kind"], value["id"]))
