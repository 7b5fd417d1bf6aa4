"""What an automation's paths look into: the record as it is read or, where it cannot be, as its event tells it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from passerelle.core.events import Event, RecordRef
from passerelle.delivery.reading import read_trigger
from tests.fakes import NOW, FakePlatform, FakePlatforms


@dataclass
class Wrapping(FakePlatform):
    """Its events hold the record below another name."""

    def told_by(self, event: Event) -> Any:
        return event.data["wrapped"]


def read(kind: str, *, readable: bool) -> Any:
    platform = Wrapping({("form", "1"): {"name": "as it is read"}}, readable=readable)
    data = {"wrapped": {"name": "as it was told"}}
    event = Event("e-1", "forms", "forms", kind, RecordRef("form", "1"), NOW, NOW + timedelta(seconds=1), data=data)
    return read_trigger(event, frozenset({"name"}), FakePlatforms({"forms": platform}))["name"]


@pytest.mark.parametrize(
    ("kind", "readable", "name"),
    [
        ("created", True, "as it is read"),
        ("created", False, "as it was told"),
        ("deleted", True, "as it was told"),
    ],
)
def test_a_record_is_read_where_it_can_be_and_else_told_by_its_event(kind, readable, name):
    assert read(kind, readable=readable) == name
