"""What calls over HTTP ask of others: leave to call, and what proves who we are."""

from typing import Protocol

import httpx


class Budget(Protocol):
    """Our share of a connection's allowance, common to all functions."""

    def take(self, connection: str) -> None:
        """Count one call; RateLimited when our share is spent."""

    def pause(self, connection: str, seconds: float) -> None:
        """The service asked everyone to wait."""

    def failed(self, connection: str) -> None:
        """The service did not answer, or not properly: after several, nobody calls it for a while."""

    def answered(self, connection: str) -> None:
        """The service is there, whatever it answered."""


class Credentials(Protocol):
    """What proves who we are where a header that does not change is not enough. It may ask for a token first."""

    def address(self) -> str | None:
        """Where calls go, where only whoever gives the token tells it."""

    def sign(self, request: httpx.Request) -> None:
        """Put them on a request that is otherwise ready to leave."""

    def renew(self) -> bool:
        """They were refused: whether there are others now."""
