"""The event that would start an automation for a record, made up so that a person may try it on that record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from passerelle.core.automation import Automation
from passerelle.core.events import UNKNOWN, Change, Event, RecordRef, Source, event_id


def made_up(automation: Automation, platform: str, record_id: str, present: Mapping[str, Any], now: datetime) -> Event:
    """`present` is the record as it is: it gives the value of a field that may take any."""
    trigger = automation.trigger
    return Event(
        id=event_id(trigger.connection, ("test", automation.name, automation.version, record_id, now.isoformat())),
        connection=trigger.connection,
        platform=platform,
        kind=trigger.event,
        record=RecordRef(trigger.record, record_id),
        occurred_at=now,
        received_at=now,
        changes=_changes(automation, present),
        source=Source.TEST,
        tries=automation.name,
    )


def _changes(automation: Automation, present: Mapping[str, Any]) -> tuple[Change, ...]:
    change = automation.trigger.change
    if change is None:
        return ()
    value = change.to[0] if change.to else present.get(change.field)
    return (Change(change.field, value, change.former[0] if change.former else UNKNOWN),)
