"""Publish config/: numbered versions in the table, what receive needs in SSM. Doing it twice changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from passerelle.configuration.connection_checks import inbound_settings
from passerelle.configuration.connection_file import Environment
from passerelle.configuration.folder import Folder
from passerelle.configuration.published import publish_connection
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import Rejected
from passerelle.journal.versions import Active, Kind, PublishConflict, Version, digest
from passerelle.platforms.receiving import settings_text

SETTINGS = "settings"


class VersionPort(Protocol):
    def active(self, *, consistent: bool = False) -> Active: ...

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]: ...

    def add(self, kind: Kind, name: str, number: int, document: Json, now: datetime) -> None: ...

    def activate(self, active: Active, now: datetime) -> None: ...


class ParameterPort(Protocol):
    def plain(self) -> dict[str, str]: ...

    def write(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one automation, connection or set of inbound settings: new, changed, unchanged or removed."""

    kind: str
    name: str
    what: str
    version: int | None = None


@dataclass(slots=True)
class Publisher:
    """`overrides` are settings given for this push alone, by connection and setting."""

    versions: VersionPort
    inbound: ParameterPort
    environment: Environment
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def removals(self, folder: Folder) -> list[Change]:
        """What is published here and no longer in the folder: pushing the folder would switch it off."""
        return _gone(self.versions.active(consistent=True), folder)

    def publish(self, folder: Folder, now: datetime, agreed: Collection[Change] = ()) -> list[Change]:
        """The folder must have no findings. Raises PublishConflict when someone else keeps publishing, and Rejected
        before anything is written when it would remove something that is not `agreed`.
        """
        try:
            changes = self._versions(folder, now, agreed)
        except PublishConflict:
            changes = self._versions(folder, now, agreed)
        return changes + self._inbound(folder)

    def _versions(self, folder: Folder, now: datetime, agreed: Collection[Change]) -> list[Change]:
        active = self.versions.active(consistent=True)
        unasked = [one.name for one in _gone(active, folder) if one not in agreed]
        if unasked:
            raise Rejected(_would_remove(unasked), code="would_remove")
        changes: list[Change] = []
        numbers = {
            kind: self._of_kind(kind, documents, active.versions(kind), now, changes)
            for kind, documents in self._documents(folder).items()
        }
        if any(change.what != "unchanged" for change in changes):
            generation = active.generation + 1
            self.versions.activate(Active(generation, numbers[Kind.AUTOMATION], numbers[Kind.CONNECTION]), now)
        return changes

    def _of_kind(
        self, kind: Kind, documents: dict[str, Json], known: Mapping[str, int], now: datetime, changes: list[Change]
    ) -> dict[str, int]:
        digests = {version.name: version.digest for version in self.versions.read(kind, list(known.items()))}
        numbers: dict[str, int] = {}
        for name, document in documents.items():
            same = digests.get(name) == digest(document)
            numbers[name] = known.get(name, 0) if same else self._add(kind, name, known.get(name, 0) + 1, document, now)
            what = "unchanged" if same else "changed" if name in known else "new"
            changes.append(Change(kind.value, name, what, numbers[name]))
        changes += [Change(kind.value, name, "removed") for name in sorted(set(known) - set(documents))]
        return numbers

    def _add(self, kind: Kind, name: str, number: int, document: Json, now: datetime) -> int:
        """The first free number: one may be taken by a version that was removed, or by a push that was cut short."""
        while True:
            try:
                self.versions.add(kind, name, number, document, now)
            except PublishConflict:
                number += 1
            else:
                return number

    def _documents(self, folder: Folder) -> dict[Kind, dict[str, Json]]:
        manifests = folder.manifests()
        return {
            Kind.CONNECTION: {
                name: publish_connection(
                    file, manifests[file.platform], self.environment, self.overrides.get(name)
                ).document()
                for name, file in folder.accounts().items()
            },
            Kind.AUTOMATION: {
                name: read.model.model_dump(mode="json", by_alias=True, exclude_unset=True)
                for name, read in folder.automations.items()
            },
        }

    def _inbound(self, folder: Folder) -> list[Change]:
        manifests = folder.manifests()
        wanted = {
            name: settings_text(inbound_settings(file, receive))
            for name, file in folder.accounts().items()
            if (receive := manifests[file.platform].receive) is not None
        }
        plain = self.inbound.plain()
        changes = []
        for name, text in wanted.items():
            stored = plain.get(f"{name}/{SETTINGS}")
            if stored != text:
                self.inbound.write(f"{name}/{SETTINGS}", text)
            what = "new" if stored is None else "unchanged" if stored == text else "changed"
            changes.append(Change("inbound", name, what))
        for name in plain:
            connection, _, rest = name.partition("/")
            if rest == SETTINGS and connection not in wanted:
                self.inbound.delete(name)
                changes.append(Change("inbound", connection, "removed"))
        return changes


def _gone(active: Active, folder: Folder) -> list[Change]:
    automations = sorted(set(active.automations) - set(folder.automations))
    connections = sorted(set(active.connections) - set(folder.connections))
    return [
        *(Change(Kind.AUTOMATION.value, name, "removed") for name in automations),
        *(Change(Kind.CONNECTION.value, name, "removed") for name in connections),
    ]


def _would_remove(names: list[str]) -> Sentence:
    listed = ", ".join(names)
    return Sentence(
        fr=f"Ce dossier ne contient plus {listed} : publier les retirerait. Rien n'a été publié. Vérifiez que c'est "
        "le bon dossier, puis acceptez les retraits.",
        en=f"This folder no longer holds {listed}: pushing would remove them. Nothing was published. Check that it is "
        "the right folder, then agree to the removals.",
    )
