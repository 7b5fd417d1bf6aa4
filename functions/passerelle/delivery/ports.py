"""What delivery needs of the rest: the journal, the catalogue, the platforms. The tests' fakes answer to the same
names.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Event
from passerelle.core.history import Seen
from passerelle.core.ledger import Entry
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run
from passerelle.journal.items import Journaled
from passerelle.platforms.platform import RunPlatform

Clock = Callable[[], datetime]


class JournalPort(Protocol):
    def record_state(self, key: Key) -> RecordState: ...

    def accept(self, journaled: Journaled, runs: Sequence[Run], seen: Mapping[str, Seen], now: datetime) -> bool: ...

    def run(self, run_id: str) -> Run | None: ...

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None: ...

    def count_failure(self, event_id: str, now: datetime) -> int: ...

    def claim(self, run: Run, now: datetime, lease: timedelta) -> Run | None: ...

    def save(
        self,
        run: Run,
        *,
        links: Sequence[Link] = (),
        seen: Mapping[Key, Mapping[str, Seen]] | None = None,
        effect: Effect | None = None,
        no_effect: bool = False,
        held: bool | None = None,
        ledger: Entry | None = None,
    ) -> None: ...


class CataloguePort(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...

    def deployment(self, name: str, *, fresh: bool = False) -> Deployment: ...

    def current_version(self, run: Run) -> int | None: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...

    def watched(self, connection: str, record: str) -> frozenset[str]: ...

    def agreeing(self) -> frozenset[str]: ...


class Platforms(Protocol):
    def __call__(self, connection: str, /) -> RunPlatform:
        """Raises InvalidAutomation for a connection that is not published."""


class Door(Protocol):
    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None: ...
