"""Versions as the files they came from: written back, and compared. Comments are all that a version does not keep."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import yaml

from passerelle.core.deployment import Deployment
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import Rejected
from passerelle.journal.versions import Active, Kind, Version

SCHEMA_LINE = "# yaml-language-server: $schema=../schema/automation.schema.json\n"


class VersionPort(Protocol):
    def active(self, *, consistent: bool = False) -> Active: ...

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]: ...

    def numbers(self, kind: Kind, name: str) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Drifted:
    """What differs between the folder and the stack: `lines` is a unified diff, empty when one of them lacks it."""

    name: str
    what: str
    lines: tuple[str, ...] = ()


def file_text(document: Json) -> str:
    """The document of an automation as the text of its file: reading it gives the same document."""
    return SCHEMA_LINE + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def changes(before: Json, after: Json, names: tuple[str, str]) -> tuple[str, ...]:
    """The lines that differ, with a little of what surrounds them."""
    left, right = (file_text(one).splitlines()[1:] for one in (before, after))
    return tuple(difflib.unified_diff(left, right, *names, n=2, lineterm=""))


@dataclass(frozen=True, slots=True)
class Comparing:
    versions: VersionPort

    def document(self, name: str, number: int) -> Json:
        """Raises Rejected for a version that does not exist."""
        found = self.versions.read(Kind.AUTOMATION, [(name, number)])
        if not found:
            raise Rejected(_no_version(name, number, self.versions.numbers(Kind.AUTOMATION, name)), code="no_version")
        return found[0].document

    def latest(self, name: str) -> int:
        """The version in test, else the one that is live: what a push of the folder would replace."""
        deployment = self.versions.active(consistent=True).automations.get(name, Deployment())
        number = deployment.test or deployment.live
        if number is None:
            raise Rejected(_not_pushed(name), code="unknown_automation", automation=name)
        return number

    def between(self, name: str, before: int, after: int) -> tuple[str, ...]:
        titles = (f"version {before}", f"version {after}")
        return changes(self.document(name, before), self.document(name, after), titles)

    def drift(self, folder: Mapping[str, Json]) -> Iterator[Drifted]:
        """What a push of these documents would change, by name."""
        active = self.versions.active(consistent=True).automations
        for name in sorted({*folder, *active}):
            if name not in active:
                yield Drifted(name, "new")
            elif name not in folder:
                yield Drifted(name, "removed")
            else:
                number = self.latest(name)
                lines = changes(self.document(name, number), folder[name], (f"version {number}", "folder"))
                if lines:
                    yield Drifted(name, "changed", lines)


def _no_version(name: str, number: int, known: list[int]) -> Sentence:
    numbers = ", ".join(map(str, known)) or "-"
    return Sentence(
        fr=f"« {name} » n'a pas de version {number}. Il y a : {numbers}.",
        en=f'"{name}" has no version {number}. There is: {numbers}.',
    )


def _not_pushed(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation « {name} » n'a été publiée ici. « passerelle stages » les montre.",
        en=f'No automation "{name}" was pushed here. "passerelle stages" shows them.',
    )
