"""The connections in use, tried by themselves: the key, the clock, whether the platform answers and still calls us."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.configuration.published import PublishedConnection
from passerelle.core.automation import Automation
from passerelle.core.checking import Fault
from passerelle.core.severity import Severity
from passerelle.operations.online.connections import Trying
from passerelle.operations.online.surveying import connections_of
from passerelle.platforms.platform import Platform

OUTAGES = frozenset({"no_answer", "rate_limited"})
"""They pass by themselves: PlatformsDown tells of those that last, and what waits for them has its own alarm."""


class CataloguePort(Protocol):
    def in_use(self) -> list[Automation]: ...

    def connection(self, name: str) -> PublishedConnection: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The faults of each connection that needs a person, and the connections that are down."""

    faulty: Mapping[str, Sequence[Fault]]
    down: Sequence[str]


@dataclass(frozen=True, slots=True)
class ConnectionWatch:
    """`is_down` tells whether we have stopped calling a connection, for it does not answer."""

    catalogue: CataloguePort
    connect: Callable[[str], Platform]
    is_down: Callable[[str], bool]
    clock: Callable[[], datetime]

    def look(self) -> Found:
        """Both metrics ring an alarm: how many connections of automations in use need a person, and how many are down
        even though they were just called to see.
        """
        automations = self.catalogue.in_use()
        triggers = {automation.trigger.connection for automation in automations}
        trying = Trying(self.connect, self.clock, lambda _: None, triggers.__contains__)
        names = sorted({name for automation in automations for name in connections_of(automation)})
        faulty = {name: faults for name in names if (faults := self._tell(name, list(self._faults(trying, name))))}
        down = [name for name in names if self._tell_down(name)]
        log.measure({"FaultyConnections": len(faulty), "PlatformsDown": len(down)})
        return Found(faulty, down)

    def _faults(self, trying: Trying, name: str) -> Iterator[Fault]:
        connection = self.catalogue.connection(name)
        for fault in trying.faults(name, receives=connection.receives, polls=bool(connection.poll)):
            if fault.severity is Severity.ERROR and fault.code not in OUTAGES:
                yield fault

    def _tell(self, name: str, faults: list[Fault]) -> list[Fault]:
        for fault in faults:
            with log.unit_of_work("connection tried") as line:
                line.add(connection=name, code=fault.code, outcome="faulty", reason=fault.sentence.to_json())
        return faults

    def _tell_down(self, name: str) -> bool:
        down = self.is_down(name)
        if down:
            with log.unit_of_work("platform down") as line:
                line.add(connection=name, outcome="down")
        return down
