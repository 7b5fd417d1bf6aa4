"""What the names of an automation's file stand for: records, connections and fields, as people call them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.sentences import Sentence
from passerelle.telling.labels import Labels
from passerelle.telling.words import Noun, quoted

EVENT: Final = "event"
CONTRACT: Final = Noun("contrat", "contract")
MADE: Final = {
    "contract": CONTRACT,
    "counterparty": Noun("cocontractant", "counterparty"),
    "member": Noun("membre", "member"),
}
"""What a step of a run may be about in Tomorro. All are masculine in French."""

_OF_EVENT: Final = Noun("événement", "event")


@dataclass(frozen=True, slots=True)
class Scene:
    """`records` gives the connection and the kind of each record that a path may begin with."""

    file: AutomationFile
    around: Surroundings
    labels: Labels
    records: dict[str, tuple[str, str]]

    def platform(self, connection: str) -> str:
        """The platform's name, and the connection's where that one tells more."""
        manifest = self.around.manifest_of(connection)
        if manifest is None or manifest.any_record:
            return connection
        return manifest.title if connection == manifest.platform else f"{manifest.title} ({connection})"

    def is_tomorro(self, connection: str) -> bool:
        manifest = self.around.manifest_of(connection)
        return manifest is not None and manifest.native == "tomorro"

    def noun(self, root: str) -> Noun:
        """A record that has a name of its own in the file is told by both: its kind, and that name."""
        if root == EVENT:
            return _OF_EVENT
        if root not in self.records:
            return MADE.get(root, Noun(f"étape « {root} »", f'step "{root}"', feminine=True))
        connection, kind = self.records[root]
        named = self._kind(connection, kind)
        if root == kind:
            return named
        return Noun(f"{named.fr} « {root} »", f'{named.en} "{root}"', named.feminine)

    def _kind(self, connection: str, kind: str) -> Noun:
        manifest = self.around.manifest_of(connection)
        record = manifest.records.get(kind) if manifest else None
        if record is None:
            return Noun(f"fiche « {kind} »", f'"{kind}" record', feminine=True)
        return Noun(record.title.fr, record.title.en, record.gender == "feminine")

    def trigger(self) -> Noun:
        return self.noun(self.file.when.record)

    def field(self, root: str, name: str) -> Sentence:
        """The field's name in quotation marks."""
        connection, kind = self.records.get(root, ("", ""))
        known = self.labels.field(connection, kind, name)
        return quoted(known or (name.removeprefix("fields.") if self.is_tomorro(connection) else name))

    def value(self, root: str, field: str, value: str) -> Sentence:
        """One of the values of a field."""
        if not value:
            return Sentence(fr="une valeur vide", en="an empty value")
        connection, kind = self.records.get(root, ("", ""))
        if self.is_tomorro(connection) and field == "status" and value in _STATUSES:
            return Sentence(fr=f"« {_STATUSES[value].fr} »", en=f'"{_STATUSES[value].en}"')
        return quoted(self.labels.option(connection, kind, field, value) or value)


def scene_of(file: AutomationFile, around: Surroundings, labels: Labels) -> Scene:
    return Scene(file, around, labels, dict(_records(file)))


def _records(file: AutomationFile) -> Iterator[tuple[str, tuple[str, str]]]:
    yield file.when.record, (file.when.connection, file.when.record)
    for name, read in file.read.items():
        yield name, (read.connection or file.when.connection, read.record)


_STATUSES: Final = {
    "draft": Sentence(fr="brouillon", en="draft"),
    "negotiating": Sentence(fr="en négociation", en="negotiating"),
    "signing": Sentence(fr="en signature", en="signing"),
    "signed": Sentence(fr="signé", en="signed"),
    "canceled": Sentence(fr="annulé", en="canceled"),
}
