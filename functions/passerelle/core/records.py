"""What the journal knows of one record: what was last seen, its links, which automations had their effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from passerelle.core.events import RecordRef
from passerelle.core.history import Seen


@dataclass(frozen=True, slots=True)
class Key:
    """One record of one connection."""

    connection: str
    record: RecordRef

    def __str__(self) -> str:
        return f"{self.connection}#{self.record.kind}#{self.record.id}"


@dataclass(frozen=True, slots=True)
class Link:
    """The join of two records, in both directions: a deal and the contract made from it."""

    one: Key
    other: Key
    automation: str
    at: datetime

    def reversed(self) -> "Link":
        return Link(self.other, self.one, self.automation, self.at)


@dataclass(frozen=True, slots=True)
class Effect:
    """An automation had its effect on a record, or may have had it (`sure` is false), by this run."""

    automation: str
    run_id: str
    sure: bool


@dataclass(frozen=True, slots=True)
class RecordState:
    """`held` gives the ids of the held runs of each automation, in the order in which they were held."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    effects: Mapping[str, Effect] = field(default_factory=dict)
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def linked(self, connection: str, kind: str) -> RecordRef | None:
        """The record of that connection and kind that was linked last."""
        found = [link for link in self.links if link.other.connection == connection and link.other.record.kind == kind]
        return max(found, key=lambda link: link.at).other.record if found else None
