"""The automations that usually run and have not: each day is counted once it is over, and judged by those before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Protocol

from passerelle import log
from passerelle.core.absence import Absence, Day, absent
from passerelle.core.deployment import Deployment

BACK: Final = timedelta(days=29)
"""So far the journal knows its runs: what an installation learns from on its first day."""

_DAY: Final = timedelta(days=1)


class DayPort(Protocol):
    def counted(self) -> date | None: ...

    def keep(self, day: date, counts: Mapping[str, Day], now: datetime) -> None: ...

    def of(self, automation: str) -> dict[date, Day]: ...

    def tally(self, since: datetime, before: datetime) -> dict[str, int]: ...


class Deployments(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...


@dataclass(frozen=True, slots=True)
class AbsenceWatch:
    """Days begin at midnight of `zone`."""

    days: DayPort
    catalogue: Deployments
    zone: tzinfo
    clock: Callable[[], datetime]

    def look(self) -> dict[str, Absence]:
        """AbsentAutomations rings an alarm: how many live automations are silent beyond what their past explains."""
        today = self.clock().astimezone(self.zone).date()
        self._count(today)
        found = dict(self._absent(today))
        log.measure({"AbsentAutomations": len(found)})
        for name, one in found.items():
            with log.unit_of_work("automation absent") as line:
                line.add(automation=name, outcome="absent", status=one.last.isoformat())
        return found

    def _count(self, today: date) -> None:
        counted = self.days.counted() or today - BACK - _DAY
        day = max(counted + _DAY, today - BACK)
        while day < today:
            tally = self.days.tally(self._midnight(day), self._midnight(day + _DAY))
            held = self._held() if day == today - _DAY else set()
            counts = {name: Day(tally.get(name, 0), name in held) for name in tally.keys() | held}
            self.days.keep(day, counts, self.clock())
            day += _DAY

    def _absent(self, today: date) -> Iterator[tuple[str, Absence]]:
        """What ran today is asked only where the days before look silent."""
        deployed = self.catalogue.deployments().items()
        live = [name for name, deployment in deployed if deployment.live and not deployment.hold]
        silent = {name: one for name in live if (one := absent(self.days.of(name), today)) is not None}
        ran = self.days.tally(self._midnight(today), self.clock()) if silent else {}
        yield from ((name, one) for name, one in silent.items() if name not in ran)

    def _held(self) -> set[str]:
        return {name for name, deployment in self.catalogue.deployments().items() if deployment.hold}

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)
