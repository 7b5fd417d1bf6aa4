"""What needs a person about a connection is told before a run fails on it; what passes by itself is not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, PasserelleError, RateLimited, Unavailable
from passerelle.journal.versions import Kind
from passerelle.operations.trying import ConnectionWatch
from tests.fakes import NOW, Clock, MemoryVersions
from tests.unit.delivery.conftest import AUTOMATION

NO = Sentence(fr="Non.", en="No.")


@dataclass
class Tried:
    clock: datetime | None = NOW
    urls: Sequence[str] | None = None
    error: PasserelleError | None = None

    def probe(self) -> datetime | None:
        if self.error is not None:
            raise self.error
        return self.clock

    def webhooks(self) -> Sequence[str] | None:
        return self.urls


@dataclass
class World:
    tried: dict[str, Tried] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.versions = MemoryVersions()
        self.versions.publish(Kind.AUTOMATION, AUTOMATION["name"], AUTOMATION)
        for name in ("hubspot", "tomorro", "unused"):
            manifest = {"platform": name, "title": name, "family": "crm"}
            limits = {"requests": 1, "per_s": 1, "burst": 1}
            document = {"name": name, "manifest": manifest, "settings": {}, "limits": limits, "poll": []}
            self.versions.publish(Kind.CONNECTION, name, document | {"receives": True})

    def look(self) -> None:
        catalogue = Catalogue(self.versions, Clock())
        ConnectionWatch(catalogue, lambda name: self.tried.get(name, Tried()), self.down.__contains__, Clock()).look()

    def faulty(self, printed: Any) -> tuple[list[float], list[tuple[str, str]]]:
        self.look()
        lines = printed()
        [measured] = [line["FaultyConnections"] for line in lines if "FaultyConnections" in line]
        return measured, [(line["connection"], line["code"]) for line in lines if "reason" in line]


@pytest.fixture
def world() -> World:
    return World()


def test_connections_in_order_are_told_as_zero_so_that_the_alarm_has_something_to_look_at(world: World, printed: Any):
    assert world.faulty(printed) == ([0.0], [])


@pytest.mark.parametrize(
    ("name", "tried", "code"),
    [
        ("tomorro", Tried(error=CredentialsRefused(NO)), "credentials_refused"),
        ("tomorro", Tried(clock=NOW + timedelta(minutes=10)), "clock_wrong"),
        ("hubspot", Tried(urls=["https://elsewhere.example/x"]), "webhook_missing"),
    ],
)
def test_what_needs_a_person_is_counted_and_told(world: World, printed: Any, name: str, tried: Tried, code: str):
    world.tried[name] = tried

    assert world.faulty(printed) == ([1.0], [(name, code)])


@pytest.mark.parametrize(
    ("name", "tried"),
    [
        ("tomorro", Tried(error=Unavailable(NO))),
        ("tomorro", Tried(error=RateLimited(NO))),
        ("hubspot", Tried(urls=["https://hooks.example.com/in/hubspot"])),
        ("tomorro", Tried(urls=[])),
        ("unused", Tried(error=CredentialsRefused(NO))),
    ],
)
def test_what_passes_by_itself_or_serves_nothing_is_not_counted(world: World, printed: Any, name: str, tried: Tried):
    world.tried[name] = tried

    assert world.faulty(printed) == ([0.0], [])


def test_the_platforms_that_we_stopped_calling_are_counted_and_told_when_an_automation_needs_them(
    world: World, printed: Any
):
    world.down = {"tomorro", "unused"}

    world.look()

    lines = printed()
    assert [line["PlatformsDown"] for line in lines if "PlatformsDown" in line] == [[1.0]]
    assert [line["connection"] for line in lines if line.get("message") == "platform down"] == ["tomorro"]


def test_no_platform_down_is_told_as_zero_so_that_the_alarm_ends(world: World, printed: Any):
    world.look()

    assert [line["PlatformsDown"] for line in printed() if "PlatformsDown" in line] == [[0.0]]
