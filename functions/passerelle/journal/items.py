"""How events, runs, links and what was seen are written in the table. With ledger_items.py, for what tests leave, the
only place that knows the key patterns.

| what           | pk                          | sk                               |
| -------------- | --------------------------- | -------------------------------- |
| event          | EVENT#id                    | EVENT                            |
| run            | EVENT#id                    | RUN#automation                   |
| its failures   | EVENT#id                    | FAILURES                         |
| what was seen  | RECORD#connection#kind#id   | SEEN#field                       |
| link           | RECORD#connection#kind#id   | LINK#connection#kind#id          |
| effect         | RECORD#connection#kind#id   | EFFECT#automation                |
| held run       | RECORD#connection#kind#id   | HELD#automation#time#event id    |
| automation     | AUTOMATION#name             | V#00000001                       |
| its history    | AUTOMATION#name             | MOVE#generation                  |
| connection     | CONNECTION#name             | V#00000001                       |
| what is active | CONFIG                      | CURRENT                          |
| cursor         | CURSOR#connection           | record kind                      |
| gate           | GATE#connection             | GATE                             |
| lock           | LOCK#connection             | digest of the name               |
| drift          | DRIFT#automation            | V#00000001#stage                 |
| shadow         | SHADOW#automation           | V#00000001#event id              |
| backfill       | BACKFILL#automation         | since#until                      |
| who is told    | CONFIG                      | RECIPIENTS                       |
| runs of a day  | DAYS#automation             | the day                          |
| last day taken | DAYS                        | COUNTED                          |
| what was told  | NEWS#recipient              | topic#cause                      |
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from passerelle.core.automation import Stage
from passerelle.core.events import Event, RecordRef
from passerelle.core.history import Seen
from passerelle.core.keeping import as_kept
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Reason, Run, RunState, StepRecord, StepState
from passerelle.inbound.stored import PLAIN, Message
from passerelle.journal.table import Item

SCHEMA = 2
"""The version of the items' form; older forms stay readable: 1 did not tell which runs are sensitive."""

KEEP_EVENTS = timedelta(days=30)
"""Payloads expire: longer than any sender's retries, short enough for privacy."""


@dataclass(frozen=True, slots=True)
class Journaled:
    """An event as the journal holds it. `reasons` tells, by automation, why it did not run."""

    event: Event
    state: str
    reasons: dict[str, Reason]


def event_pk(event_id: str) -> str:
    return f"EVENT#{event_id}"


def run_sk(automation: str) -> str:
    return f"RUN#{automation}"


def record_pk(key: Key) -> str:
    return f"RECORD#{key}"


def run_state_key(state: RunState) -> str:
    return f"RUN#{state}"


def event_item(journaled: Journaled, message: Message, now: datetime, *, kept: bool) -> Item:
    """`message` is the event as it is kept: itself, or a claim on its body. `kept`: a run of it waits for a person;
    `keeps` counts how often one began to.
    """
    return {
        "pk": event_pk(journaled.event.id),
        "sk": "EVENT",
        "schema": SCHEMA,
        "state": journaled.state,
        "connection": journaled.event.connection,
        "record_key": record_pk(Key(journaled.event.connection, journaled.event.record)),
        "state_key": "EVENT#ignored" if journaled.state == "ignored" else None,
        "updated_at": stamp(now),
        "expires_at": None if kept else expiry(now),
        "keeps": 1 if kept else 0,
        "event": message.body,
        "encoding": message.encoding,
        "reasons": {name: reason.to_json() for name, reason in journaled.reasons.items()},
    }


def message_from(item: Item) -> Message:
    return Message(item["event"], item.get("encoding", PLAIN))


def journaled_from(item: Item, event: Event) -> Journaled:
    return Journaled(
        event=event,
        state=item["state"],
        reasons={name: Reason.from_json(value) for name, value in _document(item["reasons"]).items()},
    )


def run_item(run: Run) -> Item:
    return {
        "pk": event_pk(run.event_id),
        "sk": run_sk(run.automation),
        "schema": SCHEMA,
        "connection": run.connection,
        "state_key": run_state_key(run.state),
        "updated_at": stamp(run.updated_at),
        "expires_at": expiry(run.updated_at) if run.state.over else None,
        "fence": run.fence,
        "lease_until": run.lease_until.timestamp() if run.lease_until else 0,
        "run": {
            "event_id": run.event_id,
            "automation": run.automation,
            "version": run.version,
            "stage": run.stage.value,
            "hops": run.hops,
            "crashes": run.crashes,
            "keep": run.keep,
            "connection": run.connection,
            "record": {"kind": run.record.kind, "id": run.record.id},
            "state": run.state.value,
            "created_at": run.created_at.isoformat(),
            "tried_since": run.tried_since.isoformat(),
            "attempts": run.attempts,
            "reason": run.reason.to_json() if run.reason else None,
            "steps": [_step_to_json(step) for step in as_kept(run).steps],
            "sensitive": run.sensitive,
        },
    }


def run_from(item: Item) -> Run:
    body = _document(item["run"])
    return Run(
        event_id=body["event_id"],
        automation=body["automation"],
        version=body["version"],
        connection=body["connection"],
        record=RecordRef(**body["record"]),
        state=RunState(body["state"]),
        created_at=datetime.fromisoformat(body["created_at"]),
        updated_at=datetime.fromisoformat(item["updated_at"]),
        tried_since=datetime.fromisoformat(body["tried_since"]),
        steps=tuple(_step_from_json(step) for step in body["steps"]),
        reason=Reason.from_json(body["reason"]) if body["reason"] else None,
        attempts=body["attempts"],
        fence=item["fence"],
        lease_until=datetime.fromtimestamp(item["lease_until"], UTC) if item["lease_until"] else None,
        stage=Stage(body["stage"]),
        hops=body["hops"],
        crashes=body["crashes"],
        keep=body.get("keep"),
        sensitive=body.get("sensitive", False),
    )


def held_key(run: Run) -> tuple[str, str]:
    """Sorts by the order in which the runs of a record were made."""
    return record_pk(Key(run.connection, run.record)), f"HELD#{run.automation}#{stamp(run.created_at)}#{run.event_id}"


def held_item(run: Run) -> Item:
    pk, sk = held_key(run)
    return {"pk": pk, "sk": sk, "schema": SCHEMA, "automation": run.automation, "run_id": run.id}


def seen_sk(field: str) -> str:
    return f"SEEN#{field}"


def seen_from(item: Item) -> Seen:
    return Seen(
        item["fingerprint"], datetime.fromisoformat(item["at"]), bool(item.get("ours")), bool(item.get("noted"))
    )


def seen_item(key: Key, field: str, seen: Seen) -> Item:
    return {
        "pk": record_pk(key),
        "sk": seen_sk(field),
        "schema": SCHEMA,
        "fingerprint": seen.fingerprint,
        "at": seen.at.isoformat(),
        "ours": 1 if seen.ours else None,
        "noted": 1 if seen.noted else None,
    }


def link_items(link: Link) -> list[Item]:
    """Both directions: the deal finds its contract, the contract its deal."""
    return [
        {
            "pk": record_pk(one.one),
            "sk": f"LINK#{one.other}",
            "schema": SCHEMA,
            "other": {"connection": one.other.connection, "kind": one.other.record.kind, "id": one.other.record.id},
            "automation": one.automation,
            "at": one.at.isoformat(),
        }
        for one in (link, link.reversed())
    ]


def effect_item(key: Key, effect: Effect) -> Item:
    return {
        "pk": record_pk(key),
        "sk": f"EFFECT#{effect.automation}",
        "schema": SCHEMA,
        "run_id": effect.run_id,
        "sure": 1 if effect.sure else 0,
    }


def record_state_from(key: Key, items: Iterable[Item]) -> RecordState:
    seen: dict[str, Seen] = {}
    links: list[Link] = []
    effects: dict[str, Effect] = {}
    held: dict[str, tuple[str, ...]] = {}
    for item in items:
        kind, _, rest = item["sk"].partition("#")
        if kind == "SEEN":
            seen[rest] = seen_from(item)
        elif kind == "EFFECT":
            effects[rest] = Effect(rest, item["run_id"], bool(item["sure"]))
        elif kind == "HELD":
            held[item["automation"]] = (*held.get(item["automation"], ()), item["run_id"])
        elif kind == "LINK":
            other = _document(item["other"])
            far = Key(other["connection"], RecordRef(other["kind"], other["id"]))
            links.append(Link(key, far, item["automation"], datetime.fromisoformat(item["at"])))
    return RecordState(seen, tuple(links), effects, held)


def stamp(at: datetime) -> str:
    """Sorts as text, as the index needs."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def expiry(at: datetime) -> int:
    """When DynamoDB forgets what ended at that moment."""
    return int((at + KEEP_EVENTS).timestamp())


def _document(value: Any) -> Any:

    return json.loads(value)


def _step_to_json(step: StepRecord) -> dict[str, Any]:
    return {
        "name": step.name,
        "state": step.state.value,
        "call": step.call,
        "intended_at": step.intended_at.isoformat() if step.intended_at else None,
        "looked_at": step.looked_at.isoformat() if step.looked_at else None,
        "result": step.result,
    }


def _step_from_json(value: dict[str, Any]) -> StepRecord:
    return StepRecord(
        name=value["name"],
        state=StepState(value["state"]),
        call=value["call"],
        intended_at=datetime.fromisoformat(value["intended_at"]) if value["intended_at"] else None,
        looked_at=datetime.fromisoformat(value["looked_at"]) if value.get("looked_at") else None,
        result=value["result"],
    )
