"""What a token endpoint gave, and what is kept of it for all functions: values alone."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

MARGIN: Final = timedelta(minutes=2)
"""A token is renewed this long before its end, for a call and a clock may be slow; a short one at four fifths of it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`ends_at` is by our own clock, counted from when we asked. `refresh` is there where a new one was given."""

    access: str = field(repr=False)
    asked_at: datetime
    ends_at: datetime
    refresh: str | None = field(default=None, repr=False)
    address: str | None = None

    def is_fresh(self, now: datetime) -> bool:
        margin = min(MARGIN, (self.ends_at - self.asked_at) / 5)
        return self.asked_at - MARGIN <= now < self.ends_at - margin


@dataclass(frozen=True, slots=True)
class Kept:
    """What all functions share: the last grant, and the refresh token to ask with.

    `origin` is the digest of the secret that all began with: where a person stores another, what is kept is void.
    `asking_since` says that a renewal began and that its answer was not kept: it is going on, or was cut short.
    """

    origin: str
    grant: Grant | None = None
    refresh: str | None = field(default=None, repr=False)
    refreshed_at: datetime | None = None
    asking_since: datetime | None = None

    def to_text(self) -> str:
        document: dict[str, Any] = {
            "origin": self.origin,
            "refresh": self.refresh,
            "refreshed_at": _stamp(self.refreshed_at),
            "asking_since": _stamp(self.asking_since),
        }
        if self.grant is not None:
            document |= {
                "access": self.grant.access,
                "asked_at": _stamp(self.grant.asked_at),
                "ends_at": _stamp(self.grant.ends_at),
                "address": self.grant.address,
            }
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str | None, origin: str) -> Self:
        """Nothing is kept where there is none, where it has another origin, and where it cannot be read."""
        try:
            document = json.loads(text or "{}")
            if document.get("origin") != origin:
                return cls(origin)
            grant = (
                Grant(
                    access=document["access"],
                    asked_at=datetime.fromisoformat(document["asked_at"]),
                    ends_at=datetime.fromisoformat(document["ends_at"]),
                    address=document["address"],
                )
                if "access" in document
                else None
            )
            return cls(
                origin,
                grant,
                document["refresh"],
                _instant(document["refreshed_at"]),
                _instant(document["asking_since"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(origin)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _stamp(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
