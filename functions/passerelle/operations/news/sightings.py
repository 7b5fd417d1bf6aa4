"""What the tasks of watch have found, gathered as concerns; a task that failed has not looked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from passerelle.core.news import accounts, matters
from passerelle.core.news.concern import Concern
from passerelle.operations.drifting import Drift
from passerelle.operations.expiring import Expiry
from passerelle.operations.renewing import Failed
from passerelle.operations.trying import Found

_Seen = TypeVar("_Seen")


@dataclass(frozen=True, slots=True)
class Sightings:
    """Of one turn. `looked` are the topics of which all that is there now was seen."""

    concerns: list[Concern] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)

    def of(
        self, look: Callable[[], _Seen], told: Callable[[_Seen], Iterable[Concern]], *topics: str
    ) -> Callable[[], None]:
        """The task that looks, and keeps what it sees."""

        def task() -> None:
            self.concerns.extend(told(look()))
            self.looked.update(topics)

        return task


@dataclass(frozen=True, slots=True)
class Wording:
    """From what each task gives to concerns."""

    clock: Callable[[], datetime]

    def connections(self, found: Found) -> list[Concern]:
        now = self.clock()
        faulty = [accounts.faulty(name, [one.sentence for one in faults], now) for name, faults in found.faulty.items()]
        return faulty + [accounts.down(name, now) for name in found.down]

    def drifts(self, found: Iterable[Drift]) -> list[Concern]:
        return [self._drift(drift) for drift in found if drift.breaks]

    def expiries(self, found: Iterable[Expiry]) -> list[Concern]:
        now = self.clock()
        return [accounts.expiring(one.connection, one.what, one.sentence, one.ends_at, now) for one in found]

    def renewals(self, found: Iterable[Failed]) -> list[Concern]:
        return [accounts.not_renewed(one.connection, one.name, one.why, self.clock()) for one in found]

    def _drift(self, drift: Drift) -> Concern:
        automation = drift.automation
        return matters.drifted(automation.name, automation.stage, automation.want, drift.differences, self.clock())
