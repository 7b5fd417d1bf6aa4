"""Where the versions of one automation stand: which is tested, which is live, and whether its events are held back."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from passerelle.core.events import RecordRef
from passerelle.core.steps import Json


class Hold(StrEnum):
    """Why the events of an automation are held: a person paused it, or every run of it would fail."""

    PAUSED = "paused"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Deployment:
    """Numbers of versions. `test` is the version pushed last, while it differs from the one that is live.

    `former` is the version that was live before: a rollback returns to it. `canary` is the share of the records, in
    percent, for which the tested version already counts as live. `shadow`: what the live version does is planned with
    the tested one too, and compared.
    """

    test: int | None = None
    live: int | None = None
    former: int | None = None
    hold: Hold | None = None
    canary: int | None = None
    shadow: bool = False

    @property
    def versions(self) -> frozenset[int]:
        """Those that events may meet."""
        return frozenset(number for number in (self.test, self.live) if number is not None)

    def pushed(self, number: int) -> "Deployment":
        """A version is pushed: it is tested beside the live one. The live one pushed again ends the test."""
        test = None if number == self.live else number
        return self if test == self.test else replace(self, test=test, canary=None, shadow=False)

    def opened_to(self, share: int | None) -> "Deployment":
        """The tested version, where there is one, counts as live for that share of the records, or for none."""
        return self if self.test is None else replace(self, canary=share)

    def shadowed(self, *, on: bool) -> "Deployment":
        """There is a shadow only where a version is tested beside a live one."""
        return replace(self, shadow=on and self.test is not None and self.live is not None)

    def promoted(self) -> "Deployment":
        """The tested version becomes the live one. Without one, nothing changes."""
        if self.test is None:
            return self
        return replace(self, live=self.test, former=self.live, test=None, canary=None, shadow=False)

    def rolled_back(self) -> "Deployment":
        """The former version is live again; what was live is tested again. Without a former one, nothing changes."""
        if self.former is None:
            return self
        return replace(self, live=self.former, test=self.live, former=None, canary=None, shadow=False)

    def live_for(self, record: RecordRef) -> int | None:
        """The live version for a record: the same each time while the canary has the same share."""
        in_canary = self.canary is not None and share_of(record) < self.canary
        return self.test if in_canary else self.live

    def to_json(self) -> Json:
        values = {
            "test": self.test,
            "live": self.live,
            "former": self.former,
            "hold": self.hold.value if self.hold else None,
            "canary": self.canary,
            "shadow": self.shadow or None,
        }
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, value: Json) -> "Deployment":
        hold = value.get("hold")
        return cls(
            test=value.get("test"),
            live=value.get("live"),
            former=value.get("former"),
            hold=Hold(hold) if hold else None,
            canary=value.get("canary"),
            shadow=bool(value.get("shadow")),
        )


def share_of(record: RecordRef) -> int:
    """A number from 0 to 99, always the same for a record and spread evenly over the records."""
    return int.from_bytes(hashlib.sha256(f"{record.kind}#{record.id}".encode()).digest()[:4]) % 100
