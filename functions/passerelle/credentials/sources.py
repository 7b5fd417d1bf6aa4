"""Where a call takes its access token from: one of the process's own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from passerelle.credentials.grant import Grant


class Source(Protocol):
    def grant(self, *, refused: str | None = None) -> Grant:
        """One that is valid now, and is not the one that was `refused`. Raises the tree of passerelle.errors."""


@dataclass(slots=True)
class OwnGrant:
    """Asked for when first needed, and kept in the process: asking costs little and ends no other."""

    ask: Callable[[], Grant]
    clock: Callable[[], datetime]
    _kept: Grant | None = field(default=None, repr=False)

    def grant(self, *, refused: str | None = None) -> Grant:
        kept = self._kept
        if kept is None or kept.access == refused or not kept.is_fresh(self.clock()):
            self._kept = kept = self.ask()
        return kept
