"""How the platforms looked to one version of an automation, at first and the last time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.drift.difference import Difference


@dataclass(frozen=True, slots=True)
class Look:
    """`fingerprint` is the first one of this version at this stage; `found` is what differed at the last look."""

    fingerprint: dict[str, Any]
    found: tuple[Difference, ...]
    at: datetime
