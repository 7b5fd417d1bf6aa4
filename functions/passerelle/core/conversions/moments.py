"""What a received value says of time, read without a guess: a calendar date, an instant, or a time without a zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from passerelle.core.conversions.received import Unfit, number_of, text_of, unfit
from passerelle.core.sentences import Sentence

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""Other years are typing errors, or the 0001 and 9999 that software writes for "none" and "never"."""

MICROSECONDS: Final = {"s": 1_000_000, "ms": 1_000}

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_EPOCH: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,9})?")
_FIGURES: Final = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}(?:\b.*)?")
_EPOCH_START: Final = datetime(1970, 1, 1, tzinfo=UTC)

_OUT_OF_YEARS: Final = Sentence(
    fr=f"est une date hors des années {FIRST_YEAR} à {LAST_YEAR}",
    en=f"is a date outside the years {FIRST_YEAR} to {LAST_YEAR}",
)
_IMPOSSIBLE: Final = Sentence(
    fr="est une date ou une heure qui n'existe pas", en="is a date or a time that does not exist"
)
_NO_UNIT: Final = (
    Sentence(fr="est un nombre", en="is a number"),
    Sentence(
        fr="ajoutez l'option `unit: ms` ou `unit: s` à cette ligne de l'automatisation, "
        "si ce nombre est un temps écoulé depuis 1970",
        en="add the option `unit: ms` or `unit: s` to this line of the automation, "
        "if this number is a time elapsed since 1970",
    ),
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date


@dataclass(frozen=True, slots=True)
class Instant:
    at: datetime


@dataclass(frozen=True, slots=True)
class WallClock:
    """A date and a time without a zone: the clock of an unknown place."""

    shows: datetime


Moment = CalendarDay | Instant | WallClock


def read_moment(value: Any, unit: str | None) -> Moment:
    """`unit` is that of numbers since 1970; ISO texts need no option."""
    elapsed = _elapsed(value)
    if elapsed is not None:
        if unit is None:
            raise Unfit(*_NO_UNIT)
        return Instant(_since_1970(elapsed, MICROSECONDS[unit]))
    text = text_of(value)
    if _DATE.fullmatch(text):
        return CalendarDay(real_day(*map(int, text.split("-"))))
    if _TIME.fullmatch(text):
        return _date_and_time(text)
    if _FIGURES.fullmatch(text):
        raise Unfit(
            Sentence(
                fr="est une date en chiffres, dont l'ordre du jour et du mois n'est pas dit",
                en="is a date in figures that does not tell the order of day and month",
            ),
            Sentence(
                fr="ajoutez à cette ligne de l'automatisation la conversion `date` avec l'option `format`, telle que "
                "`format: DD/MM/YYYY`",
                en="give this line of the automation the `date` conversion with the option `format`, such as "
                "`format: DD/MM/YYYY`",
            ),
        )
    raise unfit(value)


def real_day(year: int, month: int, day: int) -> date:
    """The date of these numbers, or Unfit when the calendar has no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(_OUT_OF_YEARS)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unfit(_IMPOSSIBLE) from None


def _elapsed(value: Any) -> Decimal | None:
    number = number_of(value)
    if number is None and isinstance(value, str) and _EPOCH.fullmatch(text := text_of(value)):
        return Decimal(text)
    return number


def _since_1970(elapsed: Decimal, microseconds: int) -> datetime:
    # Bounded before it is multiplied: timedelta overflows, and no date of our years is that far.
    if abs(elapsed) > 10**14:
        raise Unfit(_OUT_OF_YEARS)
    return _in_our_years(_EPOCH_START, timedelta(microseconds=int(elapsed * microseconds)))


def _date_and_time(text: str) -> Moment:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unfit(_IMPOSSIBLE) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unfit(_OUT_OF_YEARS)
    return WallClock(moment) if moment.tzinfo is None else Instant(moment.astimezone(UTC))


def _in_our_years(start: datetime, elapsed: timedelta) -> datetime:
    try:
        instant = start + elapsed
    except OverflowError:
        raise Unfit(_OUT_OF_YEARS) from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise Unfit(_OUT_OF_YEARS)
    return instant
