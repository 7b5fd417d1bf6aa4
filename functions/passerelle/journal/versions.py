"""Automations and connections as immutable, numbered versions, and the one pointer that says which are active."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from passerelle.core.steps import Json
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.table import ConditionFailed, Table


class Kind(StrEnum):
    AUTOMATION = "automation"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Active:
    """Which version of each is active. `generation` grows with every change."""

    generation: int = 0
    automations: Mapping[str, int] = field(default_factory=dict)
    connections: Mapping[str, int] = field(default_factory=dict)

    def versions(self, kind: Kind) -> Mapping[str, int]:
        return self.automations if kind is Kind.AUTOMATION else self.connections


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
        return Active(item["generation"], json.loads(item["automations"]), json.loads(item["connections"]))

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

    def activate(self, active: Active, now: datetime) -> None:
        """Make `active` the active set; its generation must be one more than what stands. Raises PublishConflict."""
        item: dict[str, Any] = {
            "pk": "CONFIG",
            "sk": "CURRENT",
            "schema": SCHEMA,
            "generation": active.generation,
            "automations": dict(active.automations),
            "connections": dict(active.connections),
            "published_at": stamp(now),
        }
        try:
            self._table.put(
                item, "attribute_not_exists(pk) OR generation = :former", {":former": active.generation - 1}
            )
        except ConditionFailed as error:
            raise PublishConflict("CONFIG") from error


def digest(document: Json) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _pk(kind: Kind, name: str) -> str:
    return f"{kind.upper()}#{name}"


def _sk(number: int) -> str:
    return f"V#{number:08d}"
