"""What becomes of each value of an update, once it was compared with what the target holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from passerelle.core.authority import Conflict
from passerelle.core.records import Key
from passerelle.core.steps import Value


@dataclass(frozen=True, slots=True)
class Source:
    """The very field that a line takes its value from, and what it shows."""

    key: Key
    field: str
    shown: Any


@dataclass(frozen=True, slots=True)
class Weighed:
    """`values` are to be written, `agreed` are those that both sides hold then: these, and what was the same already.
    `shared` tells that people may change them on both sides, `kept` names the lines whose target has the word, and
    `present` holds what the target shows, by the names of lines.
    """

    values: tuple[Value, ...]
    agreed: tuple[Value, ...]
    shared: bool = False
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    present: Mapping[str, Any] = field(default_factory=dict)
