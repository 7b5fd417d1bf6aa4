"""Named time zones, and what a wall clock says: an instant, no instant at all, or two."""

from datetime import UTC, datetime, tzinfo
from typing import Final

from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit
from passerelle.core.sentences import Sentence

_ZONE: Final = Sentence(
    fr="`UTC` ou un nom complet de fuseau horaire, tel que `Europe/Paris`",
    en="`UTC` or the full name of a time zone, such as `Europe/Paris`",
)
_SKIPPED: Final = Sentence(
    fr="est une heure qui n'existe pas : elle est sautée au passage à l'heure d'été",
    en="is a time that does not exist: it is skipped when daylight saving begins",
)


def zone_option(options: Options, key: str, default: str | None = None) -> tzinfo | None:
    """The zone that an option names. Short names such as CET or EST are refused: they forget daylight saving."""
    name = options.text(key) or default
    if name is None:
        return None
    zone = zone_named(name)
    if zone is None:
        raise options.not_among(key, name, zone_names(), _ZONE)
    return zone


def zone_named(name: str) -> tzinfo | None:
    # Imported here for the other functions' sake: few files name a time zone.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    if name != "UTC" and "/" not in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_names() -> list[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - as above

    known = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ["UTC", *known]


def instants_of(local: datetime, zone: tzinfo) -> list[datetime]:
    """The instants, in order and in UTC, when the clocks of the zone show this time; Unfit when they never do."""
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = sorted(instant for instant in both if instant.astimezone(zone).replace(tzinfo=None, fold=0) == local)
    if not shown:
        raise Unfit(_SKIPPED)
    return shown
