"""The events that a webhook would have brought, made of what a poll found of one record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from passerelle.configuration.manifest_file import Poll
from passerelle.core.events import UNKNOWN, Change, Event, RecordRef, Source, event_id
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, RemoteRefused
from passerelle.platforms.platform import Version
from passerelle.platforms.requests import expression, instant_of

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


def former_in(versions: Sequence[Version], index: int) -> Any:
    """What stood before a version: empty before the only one, unknown where a long history was cut."""
    if index + 1 < len(versions):
        return versions[index + 1].value
    return None if index == 0 else UNKNOWN


def flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Each value under its own name and, where it is a map, what is in it as `a.b`: as triggers and updates name it."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        found[prefix + name] = value
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
    return found


@dataclass(frozen=True, slots=True)
class Telling:
    """Of one kind of record, of which some fields are watched."""

    platform: "RestPlatform"
    kind: str
    poll: Poll
    watched: frozenset[str]

    def events(self, item: Any, start: datetime, changed_at: datetime) -> tuple[Event, ...]:
        record = self._record(item)
        if self.poll.deleted is not None and expression(self.poll.deleted).search(item):
            return (self._event("deleted", record, changed_at, (), ("deleted", changed_at.isoformat()), item),)
        return tuple(self._events(record, item, start, changed_at))

    def _record(self, item: Any) -> RecordRef:
        found = expression(self.poll.id).search(item)
        if found is None or found == "":
            raise InvalidPayload(_no_id(self.poll.id), connection=self.platform.connection)
        return RecordRef(self.kind, as_text(found))

    def _events(self, record: RecordRef, item: Any, start: datetime, changed_at: datetime) -> Iterator[Event]:
        if self.poll.created_at is not None:
            created_at = instant_of(item, self.poll.created_at)
            if created_at >= start:
                yield self._event("created", record, created_at, (), ("created",), item)
        elif self.poll.created is not None and expression(self.poll.created).search(item):
            yield self._event("created", record, changed_at, (), ("created",), item)
        if self.platform.record(self.kind).history is not None:
            yield from self._from_history(record, start, item)
        elif self.watched:
            yield from self._from_values(record, item, start, changed_at)

    def _from_history(self, record: RecordRef, start: datetime, item: Any) -> Iterator[Event]:
        """Each value that a watched field took since the cursor, with the one before it: oldest first."""
        found = []
        for field in self.watched:
            versions = self.platform.versions(record, field)
            for index, version in enumerate(versions):
                if version.at < start:
                    break
                former = former_in(versions, index)
                found.append(self._change(record, version.at, Change(field, version.value, former), item))
        yield from sorted(found, key=lambda event: event.occurred_at)

    def _from_values(self, record: RecordRef, item: Any, start: datetime, changed_at: datetime) -> Iterator[Event]:
        """Where the platform has no history: the present values. Those whose beginning is known come one by one, since
        the cursor only; the others may have changed with the record, and come together.
        """
        values = flat(self._values(record, item))
        changes = [Change(field, values[field]) for field in sorted(self.watched) if field in values]
        others = tuple(change for change in changes if change.field not in self.poll.taken_at)
        for change in changes:
            taken_at = self.poll.taken_at.get(change.field)
            if taken_at is not None and (at := instant_of(item, taken_at)) >= start:
                yield self._change(record, at, change, item)
        if others:
            yield self._event("changed", record, changed_at, others, ("changed", changed_at.isoformat()), item)

    def _values(self, record: RecordRef, item: Any) -> Mapping[str, Any]:
        """Of a record that is gone by the time it is read, there is nothing to tell."""
        if not self.poll.read_back:
            found = expression(self.poll.fields).search(item)
            return found if isinstance(found, Mapping) else {}
        try:
            return self.platform.read(record, frozenset(name.partition(".")[0] for name in self.watched))
        except RemoteRefused as error:
            if error.code != "not_found":
                raise
            return {}

    def _change(self, record: RecordRef, at: datetime, change: Change, item: Any) -> Event:
        key = ("changed", change.field, as_text(change.value), at.isoformat())
        return self._event("changed", record, at, (change,), key, item)

    def _event(
        self, kind: str, record: RecordRef, at: datetime, changes: tuple[Change, ...], key: tuple[str, ...], item: Any
    ) -> Event:
        connection = self.platform.connection
        return Event(
            id=event_id(connection, ("poll", record.kind, record.id, *key)),
            connection=connection,
            platform=self.platform.manifest.platform,
            kind=kind,
            record=record,
            occurred_at=at,
            received_at=self.platform.clock(),
            changes=changes,
            source=Source.POLL,
            data=item,
        )


def _no_id(path: str) -> Sentence:
    return Sentence(
        fr=f"Une fiche de la réponse n'a pas d'identifiant dans « {path} ». Corrigez le manifeste de la plateforme.",
        en=f'A record of the answer has no id at "{path}". Correct the platform\'s manifest.',
    )
