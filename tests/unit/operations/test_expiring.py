"""What ends on a known day is told weeks before, with its day, and is measured for the alarm."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.journal.versions import Kind
from passerelle.operations.expiring import ExpiryWatch, place_of
from tests.fakes import NOW, Clock, MemoryVersions

AUTH = {
    "kind": "refresh_token",
    "token_url": "https://example.com/token",
    "client_id": "app",
    "refresh": "consent",
    "refresh_days": 60,
    "authorize": {"url": "https://example.com/authorize"},
}


@dataclass
class World:
    plain: dict[str, str] = field(default_factory=dict)
    refreshed: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.versions = MemoryVersions()
        for name, call in (("crm", {}), ("sheets", {"auth": AUTH})):
            manifest = {"platform": name, "title": name, "family": "crm", "call": call}
            limits = {"requests": 1, "per_s": 1, "burst": 1}
            document = {"name": name, "manifest": manifest, "settings": {}, "limits": limits, "poll": []}
            self.versions.publish(Kind.CONNECTION, name, document)

    def look(self, printed: Any) -> tuple[list[float], list[tuple[str, str]]]:
        catalogue = Catalogue(self.versions, Clock())
        ExpiryWatch(catalogue, lambda: self.plain, self.refreshed.get, Clock()).look()
        lines = printed()
        measured = [line["CredentialsExpiringDays"][0] for line in lines if "CredentialsExpiringDays" in line]
        return measured, [(line["connection"], line["status"]) for line in lines if line.get("outcome") == "expiring"]


def day(days: int) -> str:
    return (NOW + timedelta(days=days)).date().isoformat()


@pytest.fixture
def world() -> World:
    return World()


def test_nothing_is_measured_where_nothing_has_a_known_end(world, printed):
    assert world.look(printed) == ([], [])


def test_the_first_to_end_is_measured_and_only_those_that_end_soon_are_told(world, printed):
    world.plain = {place_of("crm", "key"): day(100), place_of("sheets", "client_secret"): day(10)}

    measured, told = world.look(printed)

    assert measured == [pytest.approx(10, abs=1)]
    assert told == [("sheets", day(10))]


def test_what_has_ended_stays_told(world, printed):
    world.plain = {place_of("crm", "key"): day(-3)}

    measured, told = world.look(printed)

    assert measured[0] < 0
    assert told == [("crm", day(-3))]


def test_a_consent_ends_so_many_days_after_its_refresh_token_was_given(world, printed):
    world.refreshed = {"sheets": NOW - timedelta(days=50), "crm": NOW - timedelta(days=500)}

    measured, told = world.look(printed)

    assert measured == [pytest.approx(10)]
    assert told == [("sheets", day(10))]


def test_what_is_stored_beside_and_connections_that_are_not_published_say_nothing(world, printed):
    world.plain = {place_of("gone", "key"): day(1), "crm/other/key": day(1), "crm/settings": "{}"}

    assert world.look(printed) == ([], [])
