"""A calendar date, or an instant, out of what a record says of time: never off by one, never a guess."""

import re
from collections.abc import Callable
from datetime import datetime, time, tzinfo
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.moments import (
    MICROSECONDS,
    CalendarDay,
    Instant,
    Moment,
    WallClock,
    read_moment,
    real_day,
)
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, text_of, unfit
from passerelle.core.conversions.zones import instants_of, zone_option
from passerelle.core.sentences import Sentence

DEFAULT_ZONE: Final = "Europe/Paris"

_FORMATS: Final = ("DD/MM/YYYY", "DD-MM-YYYY", "DD.MM.YYYY", "MM/DD/YYYY", "YYYY/MM/DD", "YYYYMMDD")
_FIGURES: Final = {"DD": "(?P<day>[0-9]{1,2})", "MM": "(?P<month>[0-9]{1,2})", "YYYY": "(?P<year>[0-9]{4})"}
_IN_FRENCH: Final = str.maketrans("DY", "JA")
_AMBIGUOUS: Final = (
    Sentence(
        fr="est une heure qui existe deux fois : l'horloge recule au passage à l'heure d'hiver",
        en="is a time that exists twice: the clocks go back when daylight saving ends",
    ),
    Sentence(
        fr="ajoutez l'option `ambiguous: earlier` ou `ambiguous: later` à cette ligne de l'automatisation",
        en="add the option `ambiguous: earlier` or `ambiguous: later` to this line of the automation",
    ),
)


def date(options: Options) -> Conversion:
    if options.given.get("format") is not None:
        return _formatted(options)
    zone = zone_option(options, "zone", DEFAULT_ZONE)
    without_zone = zone_option(options, "without_zone")
    unit = options.one_of("unit", MICROSECONDS)
    midnight_utc = options.one_of("instant_is_date", ("utc",)) is not None
    if midnight_utc:
        options.exclude("instant_is_date", ("zone", "without_zone"))

    def rule(value: Any) -> str:
        moment = read_moment(value, unit)
        if isinstance(moment, CalendarDay):
            return moment.day.isoformat()
        if midnight_utc:
            return _day_at_midnight(moment)
        days = {instant.astimezone(zone).date() for instant in _instants(moment, without_zone, "without_zone")}
        if len(days) > 1:
            raise Unfit(_AMBIGUOUS[0])
        return days.pop().isoformat()

    return Conversion("date", Kind.DATE, _form(f"{zone}", midnight_utc), rule)


def instant(options: Options) -> Conversion:
    zone = zone_option(options, "zone")
    unit = options.one_of("unit", MICROSECONDS)
    pick = _PICKS[options.one_of("ambiguous", ("earlier", "later"))]

    def rule(value: Any) -> str:
        moment = read_moment(value, unit)
        if isinstance(moment, CalendarDay):
            raise Unfit(
                Sentence(fr="est une date sans heure", en="is a date without a time"),
                Sentence(
                    fr="prenez la conversion `date` pour cette ligne de l'automatisation",
                    en="use the `date` conversion for this line of the automation",
                ),
            )
        return pick(_instants(moment, zone, "zone")).isoformat().replace("+00:00", "Z")

    form = Sentence(
        fr="un instant : une date, une heure et leur fuseau horaire",
        en="an instant: a date, a time and their time zone",
    )
    return Conversion("datetime", Kind.DATE, form, rule)


def _formatted(options: Options) -> Conversion:
    """Dates in figures, in the one order that the file declares."""
    layout = options.one_of("format", _FORMATS) or ""
    options.exclude("format", ("zone", "without_zone", "unit", "instant_is_date"))
    pattern = re.escape(layout)
    for figures, group in _FIGURES.items():
        # Without separators, each number must have all its figures.
        pattern = pattern.replace(figures, group if not layout.isalpha() else group.replace("{1,2}", "{2}"))

    def rule(value: Any) -> str:
        found = re.fullmatch(pattern, text_of(value))
        if found is None:
            raise unfit(value)
        return real_day(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()

    written = written_as(layout)
    form = Sentence(fr=f"une date de la forme {written.fr}", en=f"a date of the form {written.en}")
    return Conversion("date", Kind.DATE, form, rule)


def written_as(layout: str) -> Sentence:
    """JJ/MM/AAAA in French."""
    return Sentence(fr=layout.translate(_IN_FRENCH), en=layout)


def _instants(moment: Instant | WallClock, zone: tzinfo | None, option: str) -> list[datetime]:
    if isinstance(moment, Instant):
        return [moment.at]
    if zone is None:
        raise Unfit(
            Sentence(fr="est une heure sans fuseau horaire", en="is a time without a time zone"),
            Sentence(
                fr=f"dites avec l'option `{option}` dans quel fuseau horaire lire ces heures",
                en=f"tell with the option `{option}` in which time zone to read these times",
            ),
        )
    return instants_of(moment.shows, zone)


def _day_at_midnight(moment: Moment) -> str:
    """A platform that writes a date as midnight UTC means that day, whatever the zone of the reader."""
    if isinstance(moment, Instant) and moment.at.time() == time():
        return moment.at.date().isoformat()
    raise Unfit(
        Sentence(fr="est un instant qui n'est pas minuit UTC", en="is an instant that is not midnight UTC"),
        Sentence(
            fr="remplacez l'option `instant_is_date` par l'option `zone`",
            en="replace the option `instant_is_date` with the option `zone`",
        ),
    )


def _single(instants: list[datetime]) -> datetime:
    if len(instants) > 1:
        raise Unfit(*_AMBIGUOUS)
    return instants[0]


_PICKS: Final[dict[str | None, Callable[[list[datetime]], datetime]]] = {"earlier": min, "later": max, None: _single}


def _form(zone: str, midnight_utc: bool) -> Sentence:
    if midnight_utc:
        return Sentence(
            fr="une date (AAAA-MM-JJ) ou un instant à minuit UTC",
            en="a date (YYYY-MM-DD) or an instant at midnight UTC",
        )
    return Sentence(
        fr=f"une date (AAAA-MM-JJ) ou un instant, dont le jour est celui du fuseau {zone}",
        en=f"a date (YYYY-MM-DD) or an instant, whose day is that of the zone {zone}",
    )
