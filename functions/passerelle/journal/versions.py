"""Automations and connections as immutable, numbered versions, and the one pointer that says which are active."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from passerelle.core.deployment import Deployment
from passerelle.core.steps import Json
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import ConditionFailed, Item, Table, Write

TOGETHER: Final = 99
"""What a transaction takes besides the active set."""


class Kind(StrEnum):
    AUTOMATION = "automation"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Active:
    """Which version of each is active. `generation` grows with every change."""

    generation: int = 0
    automations: Mapping[str, Deployment] = field(default_factory=dict)
    connections: Mapping[str, int] = field(default_factory=dict)

    def versions(self, kind: Kind) -> list[tuple[str, int]]:
        """Every version that is in use."""
        if kind is Kind.CONNECTION:
            return list(self.connections.items())
        return [(name, number) for name, of in self.automations.items() for number in sorted(of.versions)]


class What(StrEnum):
    """What was done to an automation."""

    PUSHED = "pushed"
    REMOVED = "removed"
    PROMOTED = "promoted"
    CANARY = "canary"
    ROLLED_BACK = "rolled_back"
    PAUSED = "paused"
    RESUMED = "resumed"
    HELD = "held"
    SHADOWED = "shadowed"
    UNSHADOWED = "unshadowed"


@dataclass(frozen=True, slots=True)
class Move:
    """Who did what to an automation, when and why."""

    name: str
    what: What
    at: datetime
    by: str
    why: str
    before: Deployment
    after: Deployment


class PublishConflict(Exception):
    """Someone else published in the meantime: nothing was activated."""


@dataclass(frozen=True, slots=True)
class Version:
    kind: Kind
    name: str
    number: int
    digest: str
    document: Json


class Versions:
    def __init__(self, table: Table) -> None:
        self._table = table

    def active(self, *, consistent: bool = False) -> Active:
        item = self._table.get("CONFIG", "CURRENT", consistent=consistent)
        if item is None:
            return Active()
        automations = {name: Deployment.from_json(value) for name, value in json.loads(item["automations"]).items()}
        return Active(item["generation"], automations, json.loads(item["connections"]))

    def read(self, kind: Kind, wanted: Iterable[tuple[str, int]]) -> list[Version]:
        """In no particular order; a version that does not exist is left out."""
        items = self._table.get_many([(_pk(kind, name), _sk(number)) for name, number in wanted])
        return [
            Version(kind, item["name"], item["version"], item["digest"], json.loads(item["document"])) for item in items
        ]

    def add(self, kind: Kind, name: str, number: int, document: Json, now: datetime) -> None:
        """Write a version that must not exist yet, or that already holds this very document (a push that was cut
        short).
        """
        item = {
            "pk": _pk(kind, name),
            "sk": _sk(number),
            "schema": SCHEMA,
            "name": name,
            "version": number,
            "digest": digest(document),
            "published_at": stamp(now),
            "document": document,
        }
        try:
            self._table.put(item, "attribute_not_exists(pk) OR digest = :digest", {":digest": item["digest"]})
        except ConditionFailed as error:
            raise PublishConflict(name) from error

    def activate(self, active: Active, now: datetime, moves: Sequence[Move] = ()) -> None:
        """Make `active` the active set; its generation must be one more than what stands. Raises PublishConflict.

        The moves that led to it are kept with it, all or nothing; of a very large push, the rest follows.
        """
        item: dict[str, Any] = {
            "pk": "CONFIG",
            "sk": "CURRENT",
            "schema": SCHEMA,
            "generation": active.generation,
            "automations": {name: of.to_json() for name, of in active.automations.items()},
            "connections": dict(active.connections),
            "published_at": stamp(now),
        }
        condition = "attribute_not_exists(pk) OR generation = :former"
        writes = [Write(item=item, condition=condition, values={":former": active.generation - 1})]
        told = [Write(item=_move_item(move, active.generation)) for move in moves]
        try:
            self._table.write_all([*writes, *told[:TOGETHER]])
        except ConditionFailed as error:
            raise PublishConflict("CONFIG") from error
        for write in told[TOGETHER:]:
            self._table.write_all([write])

    def moves(self, name: str) -> list[Move]:
        """The history of one automation, oldest first."""
        return [_move_from(item) for item in self._table.query(_pk(Kind.AUTOMATION, name), "MOVE#")]

    def numbers(self, kind: Kind, name: str) -> list[int]:
        """Every version that was ever pushed under that name, oldest first."""
        return [item["version"] for item in self._table.query(_pk(kind, name), "V#")]


def _move_item(move: Move, generation: int) -> Item:
    return {
        "pk": _pk(Kind.AUTOMATION, move.name),
        "sk": f"MOVE#{generation:08d}",
        "schema": SCHEMA,
        "name": move.name,
        "what": move.what.value,
        "at": stamp(move.at),
        "by": move.by,
        "why": move.why,
        "before": move.before.to_json(),
        "after": move.after.to_json(),
    }


def _move_from(item: Item) -> Move:
    return Move(
        name=item["name"],
        what=What(item["what"]),
        at=datetime.fromisoformat(item["at"]),
        by=item["by"],
        why=item["why"],
        before=Deployment.from_json(json.loads(item["before"])),
        after=Deployment.from_json(json.loads(item["after"])),
    )


def digest(document: Json) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _pk(kind: Kind, name: str) -> str:
    return f"{kind.upper()}#{name}"


def _sk(number: int) -> str:
    return f"V#{number:08d}"
