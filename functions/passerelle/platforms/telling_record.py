"""A record as its own event tells it, in the form that automations read."""

from collections.abc import Iterator
from typing import Any

from passerelle.configuration.told_record import NamedValues, Told
from passerelle.core.steps import Json
from passerelle.platforms.requests import expression


def record_told(told: Told, data: Any) -> Json:
    """Empty where the event does not tell what the manifest expects: what is required is then missing by its name."""
    record = expression(told.record).search(data)
    if not isinstance(record, dict):
        return {}
    return {**record, **{name: dict(_pairs(named, record)) for name, named in told.values.items()}}


def _pairs(named: NamedValues, record: Json) -> Iterator[tuple[str, Any]]:
    items = expression(named.items).search(record)
    for item in items if isinstance(items, list) else ():
        name = expression(named.name).search(item)
        if isinstance(name, str) and name:
            yield name, expression(named.value).search(item)
