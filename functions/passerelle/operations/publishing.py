"""Publish config/: numbered versions in the table, what receive needs in SSM. Doing it twice changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.connection_checks import inbound_settings
from passerelle.configuration.connection_file import Environment
from passerelle.configuration.folder import Folder
from passerelle.configuration.published import publish_connection
from passerelle.core.deployment import Deployment
from passerelle.core.news.recipient import Recipient
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import Rejected
from passerelle.journal.versions import Active, Kind, Move, PublishConflict, Version, What, digest
from passerelle.platforms.receiving import settings_text

SETTINGS = "settings"
RECIPIENTS, NOTIFY = "recipients", "notify"
"""The kind and the name of who is told, as a change."""


class VersionPort(Protocol):
    def active(self, *, consistent: bool = False) -> Active: ...

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]: ...

    def add(self, kind: Kind, name: str, number: int, document: Json, now: datetime) -> None: ...

    def activate(self, active: Active, now: datetime, moves: Sequence[Move] = ()) -> None: ...


class NewsPort(Protocol):
    def recipients(self) -> list[Recipient] | None: ...

    def publish(self, recipients: Sequence[Recipient]) -> None: ...


class ParameterPort(Protocol):
    def plain(self) -> dict[str, str]: ...

    def write(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one automation, connection, set of inbound settings or of who is told: new, changed, unchanged or
    removed.
    """

    kind: str
    name: str
    what: str
    version: int | None = None


def document_of(file: AutomationFile) -> Json:
    """What of a file is published: all of it, as it was written."""
    return file.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(slots=True)
class Publisher:
    """`overrides` are settings given for this push alone, by connection and setting."""

    versions: VersionPort
    inbound: ParameterPort
    news: NewsPort
    environment: Environment
    by: str
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def removals(self, folder: Folder) -> list[Change]:
        """What is published here and no longer in the folder: pushing the folder would switch it off."""
        return _gone(self.versions.active(consistent=True), folder) + self._gone_recipients(folder)

    def publish(self, folder: Folder, now: datetime, agreed: Collection[Change] = ()) -> list[Change]:
        """The folder must have no findings. Raises PublishConflict when someone else keeps publishing, and Rejected
        before anything is written when it would remove something that is not `agreed`.
        """
        try:
            changes = self._versions(folder, now, agreed)
        except PublishConflict:
            changes = self._versions(folder, now, agreed)
        return changes + self._inbound(folder) + self._recipients(folder)

    def _versions(self, folder: Folder, now: datetime, agreed: Collection[Change]) -> list[Change]:
        active = self.versions.active(consistent=True)
        gone = _gone(active, folder) + self._gone_recipients(folder)
        unasked = [one.name for one in gone if one not in agreed]
        if unasked:
            raise Rejected(_would_remove(unasked), code="would_remove")
        documents = self._documents(folder)
        connections, changes = self._connections(documents[Kind.CONNECTION], active.connections, now)
        moves = self._moves(documents[Kind.AUTOMATION], active.automations, now)
        changes += [_change_of(move) for move in moves]
        if any(change.what != "unchanged" for change in changes):
            automations = {move.name: move.after for move in moves if move.after.versions}
            made = [move for move in moves if move.before != move.after]
            self.versions.activate(Active(active.generation + 1, automations, connections), now, made)
        return changes

    def _connections(
        self, documents: dict[str, Json], known: Mapping[str, int], now: datetime
    ) -> tuple[dict[str, int], list[Change]]:
        """What is pushed is used at once: a connection is an address and settings, not a behaviour to try."""
        kind = Kind.CONNECTION
        digests = {version.name: version.digest for version in self.versions.read(kind, list(known.items()))}
        numbers: dict[str, int] = {}
        changes = []
        for name, document in documents.items():
            same = digests.get(name) == digest(document)
            numbers[name] = known.get(name, 0) if same else self._add(kind, name, known.get(name, 0) + 1, document, now)
            what = "unchanged" if same else "changed" if name in known else "new"
            changes.append(Change(kind.value, name, what, numbers[name]))
        return numbers, changes + [Change(kind.value, name, "removed") for name in sorted(set(known) - set(documents))]

    def _moves(self, documents: dict[str, Json], known: Mapping[str, Deployment], now: datetime) -> list[Move]:
        """What is pushed is tested; what is live stays live until it is promoted."""
        kind = Kind.AUTOMATION
        in_use = [(name, number) for name, deployment in known.items() for number in sorted(deployment.versions)]
        digests = {(one.name, one.number): one.digest for one in self.versions.read(kind, in_use)}
        moves = []
        for name, document in documents.items():
            before = known.get(name, Deployment())
            same = [one for one in before.versions if digests.get((name, one)) == digest(document)]
            number = same[0] if same else self._add(kind, name, max(before.versions, default=0) + 1, document, now)
            moves.append(Move(name, What.PUSHED, now, self.by, "", before, before.pushed(number)))
        gone = sorted(set(known) - set(documents))
        return moves + [Move(name, What.REMOVED, now, self.by, "", known[name], Deployment()) for name in gone]

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
            Kind.AUTOMATION: {name: document_of(read.model) for name, read in folder.automations.items()},
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

    def _recipients(self, folder: Folder) -> list[Change]:
        known = self.news.recipients()
        if folder.notify is None:
            gone = self._gone_recipients(folder)
            if gone:
                self.news.publish([])
            return gone
        wanted = folder.notify.model.recipients_in(self.environment)
        if known != wanted:
            self.news.publish(wanted)
        what = "unchanged" if known == wanted else "changed" if known else "new"
        return [Change(RECIPIENTS, NOTIFY, what)]

    def _gone_recipients(self, folder: Folder) -> list[Change]:
        return [Change(RECIPIENTS, NOTIFY, "removed")] if folder.notify is None and self.news.recipients() else []


def _change_of(move: Move) -> Change:
    if move.what is What.REMOVED:
        return Change(Kind.AUTOMATION.value, move.name, "removed")
    what = "unchanged" if move.before == move.after else "changed" if move.before.versions else "new"
    return Change(Kind.AUTOMATION.value, move.name, what, move.after.test or move.after.live)


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
