"""Whether an automation that usually runs has stopped to, judged by its own past alone.

A day counts as one on which it ran, or one on which it did not: how often it ran says little, for runs come in bursts.
The chance of a silence is the product, over its days, of the chance that such a day stays empty. It is asked twice:
of all working days (and of all others) as one kind, and of each weekday as its own, for what runs on Mondays only.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod
from typing import Final

from passerelle.core.holidays import is_working_day

LEARNT: Final = timedelta(weeks=6)
"""Less than that before the silence says nothing."""

REMEMBERED: Final = timedelta(weeks=26)

CHANCE: Final = 0.0005
"""A silence rarer than that is told; half of it for each of the two questions."""

_DAY: Final = timedelta(days=1)
_AUGUST, _DECEMBER, _CHRISTMAS_EVE = 8, 12, 24
_AWAY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Day:
    """How many runs an automation had that day; a day on which it was `held` says nothing."""

    runs: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """`last` is the last day with a run; `usual`, how many of a hundred working days had one before."""

    last: date
    usual: int


def absent(days: Mapping[date, Day], today: date) -> Absence | None:
    """`days` are those with runs, or held; a day that is not among them had none. Today is not over: it only tells
    that there is no silence any more.
    """
    ran = sorted(day for day, one in days.items() if one.runs and day <= today)
    if not ran or ran[-1] - ran[0] < LEARNT:
        return None
    silence = _between(ran[-1] + _DAY, today, days)
    if not silence:
        return None
    past = _between(max(ran[0], ran[-1] - REMEMBERED), ran[-1] + _DAY, days)
    active = set(ran)
    if min(_chance(kind, past, silence, active) for kind in (_kind, _weekday)) >= CHANCE / 2:
        return None
    working = [day for day in past if is_working_day(day)]
    return Absence(ran[-1], round(100 * sum(day in active for day in working) / max(len(working), 1)))


def _between(first: date, end: date, days: Mapping[date, Day]) -> list[date]:
    whole = [first + number * _DAY for number in range(max((end - first).days, 0))]
    return [day for day in whole if not (day in days and days[day].held)]


def _chance(kind: Callable[[date], Hashable], past: list[date], silence: list[date], active: set[date]) -> float:
    """Two more empty days of each kind than were seen: a short past is no proof."""
    all_days = Counter(map(kind, past))
    active_days = Counter(kind(day) for day in past if day in active)
    return prod(1 - _expected(day) * active_days[kind(day)] / (all_days[kind(day)] + 2) for day in silence)


def _expected(day: date) -> float:
    """France is away in August and at the end of the year: half of what is usual is expected then."""
    away = day.month == _AUGUST or (day.month == _DECEMBER and day.day >= _CHRISTMAS_EVE)
    return _AWAY if away else 1.0


def _kind(day: date) -> Hashable:
    return is_working_day(day)


def _weekday(day: date) -> Hashable:
    return day.weekday() if is_working_day(day) else None
