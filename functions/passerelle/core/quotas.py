"""When a daily quota starts again: a time of day, in the zone of whoever counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

SLACK: Final = timedelta(minutes=5)
"""Their clock is not ours: who comes back a second too early would be sent away for another day."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The time on the clocks of a zone. One that is skipped in spring stands for the moment at which it would be."""

    at: time
    zone: tzinfo

    def wait_s(self, now: datetime) -> float:
        """From `now` until the quota is surely there again."""
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=offset) for offset in (-1, 0, 1))
        # Sums of instants are made in UTC: in a zone of its own, Python adds what the clocks show.
        safe = (datetime.combine(day, self.at, self.zone).astimezone(UTC) + SLACK for day in days)
        return min((moment - now).total_seconds() for moment in safe if moment > now)
