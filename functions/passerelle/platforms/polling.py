"""What changed since a cursor, as the events that a webhook would have brought."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from passerelle.configuration.call_file import Call, Cursor, Instant
from passerelle.configuration.manifest_file import Poll
from passerelle.core.events import Event
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, RemoteRefused
from passerelle.platforms.onward import told
from passerelle.platforms.paging import Page, Pages
from passerelle.platforms.platform import Polled
from passerelle.platforms.polled_events import Telling
from passerelle.platforms.requests import instant_of, moments

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


@dataclass(frozen=True, slots=True)
class Poller:
    platform: "RestPlatform"
    kind: str
    poll: Poll
    watched: frozenset[str]

    def changes(self, since: datetime, cursor: str | None) -> Iterator[Polled]:
        """What changed in the last moments may be indexed late: the next poll looks at them again, and doubles are told
        apart later. What is older is looked at once, so that a flood of changes does not hold the cursor.
        """
        settled = self.platform.clock() - timedelta(seconds=self.poll.overlap_s)
        if self.poll.cursor is not None:
            yield from self._by_cursor(self.poll.cursor, since, settled, cursor)
        elif self.poll.changed_at is not None:
            yield from self._by_time(self.poll.changed_at, since, settled)
        else:
            yield from self._all(since, settled)

    def _by_time(self, changed: Instant, since: datetime, settled: datetime) -> Iterator[Polled]:
        """Raises InvalidPayload where even the last page shows changes of the cursor's own moment: the next poll would
        see the same pages again, for ever.
        """
        pages, changed_at = self._pages(since), None
        for item in pages:
            changed_at = instant_of(item, changed)
            yield Polled(min(changed_at, settled), self._told(item, since, changed_at))
        if pages.cut and changed_at is not None and changed_at <= since:
            raise InvalidPayload(_too_many(self.kind), code="too_many_changes", connection=self.platform.connection)

    def _all(self, since: datetime, settled: datetime) -> Iterator[Polled]:
        """Where nothing tells what changed, everything is looked at each time, and what was seen before is told apart
        later. Only the end of the list brings the cursor on.
        """
        pages, now = self._pages(since), self.platform.clock()
        for item in pages:
            yield Polled(since, self._told(item, since, now))
        if pages.cut:
            raise InvalidPayload(_too_many(self.kind), code="too_many_changes", connection=self.platform.connection)
        yield Polled(settled, ())

    def _by_cursor(self, kept: Cursor, since: datetime, settled: datetime, cursor: str | None) -> Iterator[Polled]:
        """A page at a time: its cursor counts once all that stands on it was told."""
        if cursor is None and kept.start is not None:
            yield Polled(settled, (), self._first(kept.start, since))
            return
        address = cursor if kept.url is not None or kept.link is not None else None
        now = self.platform.clock()
        try:
            for page in self._pages(since, cursor, address).pages():
                for item in page.items:
                    yield Polled(settled, self._told(item, since, self._changed_at(item, now)))
                yield Polled(settled, (), self._cursor(kept, page))
        except RemoteRefused as error:
            if cursor is None or error.context.get("status") not in kept.expired:
                raise
            refused = _expired(self.platform.connection, self.kind)
            raise RemoteRefused(refused, code="cursor_expired", connection=self.platform.connection) from error

    def _first(self, start: Call, since: datetime) -> str:
        found = self.platform.take(start, self._names(since, None), only_reads=True)
        if found in (None, ""):
            raise InvalidPayload(_no_cursor(self.kind), connection=self.platform.connection)
        return as_text(found)

    def _cursor(self, kept: Cursor, page: Page) -> str | None:
        found = told(kept, page.answer)
        if found is None:
            return None
        return self.platform.caller.following(page.address, str(found)) if kept.url or kept.link else as_text(found)

    def _told(self, item: Any, since: datetime, changed_at: datetime) -> tuple[Event, ...]:
        return Telling(self.platform, self.kind, self.poll, self.watched).events(item, since, changed_at)

    def _pages(self, since: datetime, cursor: str | None = None, begin: str | None = None) -> Pages:
        return Pages(self.platform, self.poll, self._names(since, cursor), begin)

    def _names(self, since: datetime, cursor: str | None) -> Mapping[str, Any]:
        asked = datetime.fromtimestamp(since.timestamp() // self.poll.resolution_s * self.poll.resolution_s, UTC)
        names = {**moments(asked if self.poll.resolution_s > 1 else since), **moments(self.platform.clock(), "until")}
        return self.platform.names(self.kind, {**names, "cursor": cursor, "fields": sorted(self.watched)})

    def _changed_at(self, item: Any, now: datetime) -> datetime:
        return instant_of(item, self.poll.changed_at) if self.poll.changed_at is not None else now


def _too_many(kind: str) -> Sentence:
    return Sentence(
        fr=f"Plus de fiches « {kind} » ont changé au même instant qu'un relevé ne peut en lire : les suivantes ne sont "
        "pas vues. Augmentez « max_pages » dans le manifeste de la plateforme, puis publiez-le.",
        en=f'More "{kind}" records changed at one moment than a poll may read: those after it are not seen. '
        'Raise "max_pages" in the platform\'s manifest, then push it.',
    )


def _no_cursor(kind: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme ne donne pas de curseur d'où suivre les fiches « {kind} ». Corrigez « cursor.start » dans "
        "son manifeste.",
        en=f'The platform gives no cursor from which to follow "{kind}" records. Correct "cursor.start" in its '
        "manifest.",
    )


def _expired(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne sait plus où nous en étions de ses fiches « {kind} » : le relevé suivant repart de "
        "maintenant. Ce qui a changé entre-temps n'est pas vu : vérifiez les fiches récentes.",
        en=f'"{connection}" no longer knows how far we had read its "{kind}" records: the next poll starts from now. '
        "What changed meanwhile is not seen: check the recent records.",
    )
