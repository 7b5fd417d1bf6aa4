"""How long a service asks us to wait, whichever way it says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

import jmespath
from jmespath.exceptions import JMESPathError

SHORTEST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 3600.0  # a mistaken header must not stop a connection for days

_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_RESET_HEADERS: Final = ("x-ratelimit-reset", "ratelimit-reset")
# A reset is a number of seconds for some services, an instant since 1970 in seconds or in milliseconds for others.
_FIRST_INSTANT_S: Final = 1e9
_FIRST_INSTANT_MS: Final = 1e12


@dataclass(frozen=True, slots=True)
class Announced:
    """A platform's own place for a wait: a header, or a JMESPath of the body. `unit` tells a length (for_s, for_ms)
    from an end (s and ms since 1970, iso).
    """

    unit: Literal["for_s", "for_ms", "s", "ms", "iso"]
    header: str | None = None
    path: str | None = None

    def wait_s(self, headers: Mapping[str, str], body: Any, now: datetime) -> float | None:
        """None when it is absent or cannot be read."""
        told = headers.get(self.header.lower()) if self.header is not None else search(self.path or "@", body)
        try:
            return _bounded(self._seconds(str(told).strip(), now))
        except ValueError:
            return None

    def _seconds(self, told: str, now: datetime) -> float:
        if self.unit == "iso":
            instant = datetime.fromisoformat(told)
            return ((instant if instant.tzinfo else instant.replace(tzinfo=UTC)) - now).total_seconds()
        if not _NUMBER.fullmatch(told):
            raise ValueError("no number")
        number = float(told) / (1000 if self.unit in {"for_ms", "ms"} else 1)
        return number - now.timestamp() if self.unit in {"s", "ms"} else number


def search(path: str, body: Any) -> Any:
    """None where a function met a value of another type: this body is not the one the path is about."""
    try:
        return jmespath.search(path, body)
    except JMESPathError:
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """`Retry-After`, in seconds or as an HTTP date; None when it is absent or cannot be read."""
    text = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(text):
        return _bounded(float(text))
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return _bounded((aware - now).total_seconds())


def limit_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """When the allowance comes back, for services that answer 429 without `Retry-After`."""
    for name in _RESET_HEADERS:
        text = headers.get(name, "").strip()
        if _NUMBER.fullmatch(text):
            return _bounded(_seconds_left(float(text), now))
    return None


def _seconds_left(number: float, now: datetime) -> float:
    if number >= _FIRST_INSTANT_MS:
        return number / 1000 - now.timestamp()
    if number >= _FIRST_INSTANT_S:
        return number - now.timestamp()
    return number


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST_WAIT_S), LONGEST_WAIT_S)
