"""What delivery needs of the rest: the journal, the catalogue, the platforms. The tests' fakes answer to the same
names.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from passerelle.core.automation import Automation
from passerelle.core.history import Seen
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run
from passerelle.journal.items import Journaled
from passerelle.platforms.platform import Platform

Clock = Callable[[], datetime]


class JournalPort(Protocol):
    def record_state(self, key: Key) -> RecordState: ...

    def accept(self, journaled: Journaled, runs: Sequence[Run], seen: Mapping[str, Seen], now: datetime) -> bool: ...

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None: ...

    def claim(self, run: Run, now: datetime, lease: timedelta) -> Run | None: ...

    def save(
        self,
        run: Run,
        *,
        links: Sequence[Link] = (),
        seen: Mapping[Key, Mapping[str, Seen]] | None = None,
        effect: Effect | None = None,
        no_effect: bool = False,
    ) -> None: ...


class CataloguePort(Protocol):
    def automations(self) -> list[Automation]: ...

    def automation(self, name: str, number: int) -> Automation: ...

    def watched(self, connection: str, record: str) -> frozenset[str]: ...


class Platforms(Protocol):
    def __call__(self, connection: str, /) -> Platform:
        """Raises InvalidAutomation for a connection that is not published."""
