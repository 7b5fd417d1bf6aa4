"""Wait for each kind of event that a connection has to bring, and tell which have come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from passerelle.configuration.published import PublishedConnection
from passerelle.core.arrivals import Arrival, Expected, arrivals, expected_of
from passerelle.core.automation import Automation
from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected


class CataloguePort(Protocol):
    def connection(self, name: str) -> PublishedConnection: ...

    def in_use(self) -> list[Automation]: ...


@dataclass(frozen=True, slots=True)
class Verification:
    """`missing` are the kinds of events that have not come."""

    arrived: tuple[Arrival, ...]
    missing: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class WebhookCheck:
    """`since` gives the events that came by webhook for a connection since a moment."""

    catalogue: CataloguePort
    since: Callable[[str, datetime], list[Event]]
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]

    def expected(self, connection: str) -> list[Expected]:
        """Raises Rejected for a connection that receives nothing, or for which no automation waits."""
        if not self.catalogue.connection(connection).receives:
            raise Rejected(_receives_nothing(connection), code="receives_nothing", connection=connection)
        expected = expected_of(self.catalogue.in_use(), connection)
        if not expected:
            raise Rejected(_nobody_waits(connection), code="nobody_waits", connection=connection)
        return expected

    def wait(self, connection: str, wait_s: int, tell: Callable[[Arrival], None], every_s: float = 2) -> Verification:
        """Each arrival is told as soon as it is seen. What came in the last minutes before counts as well: people cause
        the event, then type the command.
        """
        expected = self.expected(connection)
        begun = self.clock()
        told: dict[Expected, Arrival] = {}
        while True:
            for one in arrivals(expected, self.since(connection, begun - JUST_BEFORE)):
                if one.expected not in told:
                    told[one.expected] = one
                    tell(one)
            missing = tuple(one for one in expected if one not in told)
            if not missing or self.clock() - begun >= timedelta(seconds=wait_s):
                return Verification(tuple(told.values()), missing)
            self.sleep(every_s)


JUST_BEFORE = timedelta(minutes=2)


def _receives_nothing(connection: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme de « {connection} » n'envoie pas de webhook : elle est interrogée, ou seulement appelée.",
        en=f'The platform of "{connection}" sends no webhooks: it is polled, or only called.',
    )


def _nobody_waits(connection: str) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation publiée n'attend d'événement de « {connection} ». Publiez-en une avec « passerelle "
        "push ».",
        en=f'No automation that was pushed waits for an event of "{connection}". Push one with "passerelle push".',
    )
