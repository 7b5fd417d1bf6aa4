"""Times as senders write them, in headers and in bodies."""

import re
from datetime import UTC, datetime
from typing import Any, Literal

Unit = Literal["ms", "s", "auto", "iso"]

_EPOCH = re.compile(r"[0-9]{1,16}", re.ASCII)
_SECONDS_BELOW = 10**11
"""`auto`: no clock in milliseconds shows less since 1973, none in seconds more until the year 5138."""


def instant(value: Any, unit: Unit) -> datetime | None:
    """The aware UTC time, or None when it cannot be read. ISO text without a zone is UTC."""
    try:
        return _from_iso(value) if unit == "iso" else _from_epoch(value, unit)
    except (ValueError, OverflowError, OSError):
        return None


def _from_iso(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    read = datetime.fromisoformat(value.strip())
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _from_epoch(value: Any, unit: Unit) -> datetime | None:
    text = str(value)  # a boolean or a fraction becomes text that the pattern refuses
    if _EPOCH.fullmatch(text) is None:
        return None
    number = int(text)
    in_seconds = unit == "s" or (unit == "auto" and number < _SECONDS_BELOW)
    return datetime.fromtimestamp(number if in_seconds else number / 1000, UTC)
