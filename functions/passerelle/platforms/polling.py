"""What changed since a cursor, as the events that a webhook would have brought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from passerelle.configuration.manifest_file import Poll
from passerelle.core.events import UNKNOWN, Change, Event, RecordRef, Source, event_id
from passerelle.core.history import as_text
from passerelle.platforms.platform import Polled, Version
from passerelle.platforms.requests import expression, fill_call, instant_of

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


def former_in(versions: Sequence[Version], index: int) -> Any:
    """What stood before a version: empty before the only one, unknown where a long history was cut."""
    if index + 1 < len(versions):
        return versions[index + 1].value
    return None if index == 0 else UNKNOWN


@dataclass(frozen=True, slots=True)
class Poller:
    platform: "RestPlatform"
    kind: str
    poll: Poll
    watched: frozenset[str]

    def changes(self, since: datetime) -> Iterator[Polled]:
        """From a little before `since`: the overlap catches what the platform indexed late; doubles are told apart
        later.
        """
        start = since - timedelta(seconds=self.poll.overlap_s)
        for item in self._items(start):
            changed_at = instant_of(item, self.poll.changed_at)
            record = RecordRef(self.kind, str(expression(self.poll.id).search(item)))
            yield Polled(changed_at, tuple(self._events(record, item, start, changed_at)))

    def _items(self, start: datetime) -> Iterator[Any]:
        page = None
        for _ in range(self.poll.max_pages):
            names = self.platform.names(
                self.kind,
                {
                    "since": start.isoformat().replace("+00:00", "Z"),
                    "since_s": int(start.timestamp()),
                    "since_ms": int(start.timestamp() * 1000),
                    "page": page,
                    "fields": sorted(self.watched),
                },
            )
            body = self.platform.send(fill_call(self.poll.request, names), only_reads=True)
            yield from expression(self.poll.request.take).search(body) or []
            page = expression(self.poll.next_page).search(body) if self.poll.next_page else None
            if page is None:
                return

    def _events(self, record: RecordRef, item: Any, start: datetime, changed_at: datetime) -> Iterator[Event]:
        if self.poll.created_at is not None:
            created_at = instant_of(item, self.poll.created_at)
            if created_at >= start:
                yield self._event("created", record, created_at, (), ("created",), item)
        if self.platform.record(self.kind).history is not None:
            yield from self._from_history(record, start, item)
        elif self.watched:
            fields = expression(self.poll.fields).search(item) or {}
            changes = tuple(Change(field, fields[field]) for field in sorted(self.watched) if field in fields)
            if changes:
                yield self._event("changed", record, changed_at, changes, ("changed", changed_at.isoformat()), item)

    def _from_history(self, record: RecordRef, start: datetime, item: Any) -> Iterator[Event]:
        """Each value that a watched field took since the cursor, with the one before it: oldest first."""
        found = []
        for field in self.watched:
            versions = self.platform.versions(record, field)
            for index, version in enumerate(versions):
                if version.at < start:
                    break
                former = former_in(versions, index)
                key = ("changed", field, as_text(version.value), version.at.isoformat())
                found.append(
                    self._event("changed", record, version.at, (Change(field, version.value, former),), key, item)
                )
        yield from sorted(found, key=lambda event: event.occurred_at)

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
