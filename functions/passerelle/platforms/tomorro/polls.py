"""What a poll of Tomorro finds: the status of contracts whose webhook was lost, and changes of counterparties, of which
no webhook tells.
"""

import bisect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passerelle import http_faults
from passerelle.core.events import Change, Event, RecordRef, Source, event_id
from passerelle.core.history import as_text
from passerelle.platforms.platform import Polled
from passerelle.platforms.polled_events import flat
from passerelle.platforms.tomorro import models
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.offers import CONTRACT, COUNTERPARTY
from passerelle.platforms.tomorro.reader import TomorroReader

_SETTLED: Final = frozenset({"signed", "canceled"})
"""Nobody changes the fields of such a contract any more."""

OVERLAP: Final = timedelta(minutes=5)
"""How long a change may take to show in the list."""


@dataclass(frozen=True, slots=True)
class TomorroPolls:
    connection: str
    client: TomorroClient
    reader: TomorroReader
    clock: Callable[[], datetime]

    def contracts(self, since: datetime, watched: frozenset[str]) -> Iterator[Polled]:
        """The present status of every contract of the last weeks: what a lost webhook would have told.

        Nothing in the list tells when a status began, so each is as of now; what was seen before is told apart later.
        """
        now = self.clock()
        first_day = min(since, now - timedelta(days=self.client.settings.reconcile_days)).date()
        for contract in self.client.contracts(created_from=first_day) if watched else ():
            record = RecordRef(CONTRACT, plain_id(contract.id))
            changes = tuple(self._changes(contract, watched))
            key = ("poll", record.id, *(as_text(change.value) for change in changes), now.isoformat())
            if changes:
                yield Polled(now, (self._event("changed", record, now, key, changes),))

    def _changes(self, contract: models.ContractSummary, watched: frozenset[str]) -> Iterator[Change]:
        """The fields are not in the list: each contract that people may still change is read, where one is watched."""
        if "status" in watched:
            yield Change("status", contract.status)
        fields = watched - {"status"}
        if fields and contract.status not in _SETTLED:
            values = flat(self.reader.read(CONTRACT, contract.id))
            yield from (Change(name, values[name]) for name in sorted(fields) if name in values)

    def counterparties(self, since: datetime, watched: frozenset[str]) -> Iterator[Polled]:
        """Oldest change first, so that a poll that is cut short has got on all the same."""
        settled = self.clock() - OVERLAP
        for summary in reversed(self._changed(since)):
            party = self.client.counterparty(summary.id)
            changed_at = self._changed_at(party)
            yield Polled(min(changed_at, settled), tuple(self._events(party, since, changed_at, watched)))

    def _changed(self, since: datetime) -> list[models.CounterpartySummary]:
        """Those that changed since then, the newest first. A list that shows no dates is in their order all the same:
        a few of them are read to find where it goes beyond.
        """
        found: list[models.CounterpartySummary] = []
        listed = self.client.changed_counterparties()
        while some := list(itertools.islice(listed, self.client.settings.page_size)):
            if not self._is_older(some[-1], since):
                found += some
                continue
            return found + some[: bisect.bisect_left(some, True, key=lambda one: self._is_older(one, since))]
        return found

    def _is_older(self, summary: models.CounterpartySummary, since: datetime) -> bool:
        party = summary if summary.updated_at else self.client.counterparty(summary.id)
        return self._changed_at(party) < since

    def _changed_at(self, party: models.CounterpartySummary) -> datetime:
        if party.updated_at is None:  # documented as always there; without it nothing tells what is new
            raise http_faults.unreadable(self.connection, 200, only_reads=True)
        return party.updated_at

    def _events(
        self, party: models.Counterparty, since: datetime, changed_at: datetime, watched: frozenset[str]
    ) -> Iterator[Event]:
        record = RecordRef(COUNTERPARTY, plain_id(party.id))
        if party.created_at is not None and party.created_at >= since:
            yield self._event("created", record, party.created_at, ("poll", COUNTERPARTY, record.id, "created"), ())
        values = flat(self.reader.counterparty(party)) if watched else {}
        changes = tuple(Change(name, values[name]) for name in sorted(watched) if name in values)
        if changes:
            key = ("poll", COUNTERPARTY, record.id, "changed", changed_at.isoformat())
            yield self._event("changed", record, changed_at, key, changes)

    def _event(
        self, kind: str, record: RecordRef, at: datetime, key: tuple[str, ...], changes: tuple[Change, ...]
    ) -> Event:
        return Event(
            id=event_id(self.connection, key),
            connection=self.connection,
            platform="tomorro",
            kind=kind,
            record=record,
            occurred_at=at,
            received_at=self.clock(),
            changes=changes,
            source=Source.POLL,
        )
