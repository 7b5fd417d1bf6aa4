"""Puts an access token on calls, and renews one that was refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import httpx

from passerelle.credentials.grant import Grant
from passerelle.credentials.sources import Source

TOO_YOUNG: Final = timedelta(seconds=30)
"""A token that was given so shortly ago has not ended: another one would be refused as well."""


@dataclass(slots=True)
class Bearer:
    """`addressed` tells that calls go where the answer with the token says."""

    source: Source
    header: str
    prefix: str
    addressed: bool
    clock: Callable[[], datetime]
    _used: Grant | None = field(default=None, repr=False)

    def address(self) -> str | None:
        return self.source.grant().address if self.addressed else None

    def sign(self, request: httpx.Request) -> None:
        self._used = self.source.grant()
        request.headers[self.header] = f"{self.prefix}{self._used.access}"

    def renew(self) -> bool:
        """A platform may end a token before its time."""
        if self._used is None or self.clock() - self._used.asked_at < TOO_YOUNG:
            return False
        return self.source.grant(refused=self._used.access).access != self._used.access
