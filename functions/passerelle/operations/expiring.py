"""Credentials that end on a known day: told weeks before, so that a person renews them in time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from passerelle import log
from passerelle.configuration.auth_file import RefreshToken
from passerelle.configuration.published import PublishedConnection
from passerelle.core.sentences import Sentence

EXPIRES: Final = "expires"
SOON: Final = timedelta(days=21)
"""Told in a line from this long before; the alarm rings at fourteen days."""


class CataloguePort(Protocol):
    def connection_names(self) -> list[str]: ...

    def connection(self, name: str) -> PublishedConnection: ...


@dataclass(frozen=True, slots=True)
class Expiry:
    connection: str
    what: str
    ends_at: datetime

    @property
    def sentence(self) -> Sentence:
        return _expiring(self)


@dataclass(frozen=True, slots=True)
class ExpiryWatch:
    """`plain` gives what is stored beside the secrets and is none; `refreshed_at` tells when the refresh token of a
    connection was given.
    """

    catalogue: CataloguePort
    plain: Callable[[], Mapping[str, str]]
    refreshed_at: Callable[[str], datetime | None]
    clock: Callable[[], datetime]

    def look(self) -> list[Expiry]:
        """Those that end soon. CredentialsExpiringDays rings an alarm: the days that the first of them has left."""
        now = self.clock()
        found = list(self.expiries())
        soon = [one for one in found if one.ends_at - now < SOON]
        for one in soon:
            _tell(one)
        if found:
            log.measure({"CredentialsExpiringDays": min((one.ends_at - now) / timedelta(days=1) for one in found)})
        return soon

    def expiries(self) -> Iterator[Expiry]:
        names = self.catalogue.connection_names()
        for place, text in self.plain().items():
            connection, kind, what = (*place.split("/", 2), "", "")[:3]
            if kind == EXPIRES and connection in names:
                yield Expiry(connection, what, instant_of_day(text))
        for name in names:
            auth = self.catalogue.connection(name).manifest.call.auth
            if isinstance(auth, RefreshToken) and auth.refresh_days and (given_at := self.refreshed_at(name)):
                yield Expiry(name, auth.refresh, given_at + timedelta(days=auth.refresh_days))


def place_of(connection: str, secret: str) -> str:
    return f"{connection}/{EXPIRES}/{secret}"


def instant_of_day(day: str) -> datetime:
    """Its beginning: who renews on that day may be late."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _tell(one: Expiry) -> None:
    with log.unit_of_work("credentials expiring") as line:
        line.add(connection=one.connection, outcome="expiring", status=one.ends_at.date().isoformat())
        line.add(reason=one.sentence.to_json())


def _expiring(one: Expiry) -> Sentence:
    day = one.ends_at.date().isoformat()
    return Sentence(
        fr=f"« {one.what} » de « {one.connection} » n'est plus valable à partir du {day}. Lancez avant ce jour "
        f"« passerelle connect {one.connection} ».",
        en=f'"{one.what}" of "{one.connection}" is not valid any more from {day} on. Before that day, run '
        f'"passerelle connect {one.connection}".',
    )
