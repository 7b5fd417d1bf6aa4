"""How far a backfill has come."""

from dataclasses import dataclass
from datetime import datetime

from passerelle.core.steps import Json


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the events `found` between two moments, `handled` had a run before, `sent` of `to_send` are on their way."""

    since: datetime
    until: datetime
    found: int
    handled: int
    to_send: int
    sent: int
    updated_at: datetime

    @property
    def over(self) -> bool:
        return self.sent == self.to_send

    def to_json(self) -> Json:
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "found": self.found,
            "handled": self.handled,
            "to_send": self.to_send,
            "sent": self.sent,
            "updated_at": self.updated_at.isoformat(),
        }

    @classmethod
    def from_json(cls, value: Json) -> "Progress":
        moments = {name: datetime.fromisoformat(value[name]) for name in ("since", "until", "updated_at")}
        return cls(**{**value, **moments})
