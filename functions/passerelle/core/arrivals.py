"""Which events a connection has to bring for its automations, and which of them have come by webhook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from passerelle.core.automation import Automation
from passerelle.core.events import Event
from passerelle.core.steps import Json


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of event: what happens to which kind of record, and to which field, where a trigger names one."""

    record: str
    event: str
    field: str | None
    automations: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.record} {self.event}" + (f" {self.field}" if self.field else "")

    def is_met_by(self, event: Event) -> bool:
        same_kind = (event.record.kind, event.kind) == (self.record, self.event)
        return same_kind and (self.field is None or any(change.field == self.field for change in event.changes))


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came by webhook: no data, only what it was, when it came and what proved its sender."""

    expected: Expected
    at: datetime
    verified_by: str | None

    def to_json(self) -> Json:
        return {"event": self.expected.name, "at": self.at.isoformat(), "verified_by": self.verified_by}


def expected_of(automations: Iterable[Automation], connection: str) -> list[Expected]:
    """Each once, with the automations that wait for it."""
    waiting: dict[tuple[str, str, str | None], set[str]] = {}
    for automation in automations:
        trigger = automation.trigger
        if trigger.connection == connection:
            field = trigger.change.field if trigger.change else None
            waiting.setdefault((trigger.record, trigger.event, field), set()).add(automation.name)
    return [Expected(*kind, tuple(sorted(names))) for kind, names in sorted(waiting.items(), key=_in_order)]


def arrivals(expected: Sequence[Expected], events: Sequence[Event]) -> list[Arrival]:
    """The first of each kind that has come, in the order in which they are expected."""
    by_time = sorted(events, key=lambda event: event.received_at)
    found = ((one, next((event for event in by_time if one.is_met_by(event)), None)) for one in expected)
    return [Arrival(one, event.received_at, event.verified_by) for one, event in found if event is not None]


def _in_order(item: tuple[tuple[str, str, str | None], set[str]]) -> tuple[str, str, str]:
    record, event, field = item[0]
    return record, event, field or ""
