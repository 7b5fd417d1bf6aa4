"""One change that a person made: who, when, what, what stood before and stands after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Trace:
    """`outcome` is None while the change is being made: a trace that stays so tells of one that was cut off."""

    id: str
    at: datetime
    by: str
    action: str
    target: str
    why: str
    asked: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    outcome: str | None = None
