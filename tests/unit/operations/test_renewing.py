"""Webhooks that end by themselves: made once, found again, renewed before their end, against a tool that forgets."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import GENEROUS, PublishedConnection
from passerelle.errors import InvalidPayload
from passerelle.http import new_client
from passerelle.journal.subscriptions import Kept
from passerelle.operations.renewing import Renewals, Subscribing
from passerelle.platforms.connecting import Connector
from tests.fakes import Clock, MemoryLock, means
from tests.unit.tomorro.fake import FreeBudget

ADDRESS = "https://hooks.example.com/in/tables"
WEEK = timedelta(days=7)
ROWS: dict[str, Any] = {
    "listed": {"path": "/webhooks", "take": "webhooks"},
    "create": {
        "method": "POST",
        "path": "/webhooks",
        "body": {"id": "{new_id}", "url": "{webhook_url}", "until": "{until}", "word": "{secret.word}"},
    },
    "renew": {"method": "POST", "path": "/webhooks/{id}/refresh"},
    "remove": {"method": "DELETE", "path": "/webhooks/{id}", "query": {"resource": "{resource}"}},
    "ends_at": {"path": "ends"},
    "lasts_s": WEEK.total_seconds(),
    "keep": {"resource": "resource"},
    "makes": ["word"],
    "gives": {"signing": "mac"},
}


@dataclass
class Tool:
    clock: Callable[[], datetime]
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    down: bool = False
    gives: str | None = "bWFj"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            return httpx.Response(503)
        parts = request.url.path.strip("/").split("/")
        match request.method, parts:
            case "GET", _:
                return httpx.Response(200, json={"webhooks": list(self.webhooks.values())})
            case "POST", [_]:
                asked = json.loads(request.read())
                self.made.append(asked)
                webhook = {"id": f"w{len(self.made)}", "url": asked["url"], "ends": self.end(), "resource": "r"}
                self.webhooks[webhook["id"]] = webhook
                return httpx.Response(200, json=webhook | ({"mac": self.gives} if self.gives else {}))
            case "POST", [_, name, _] if name in self.webhooks:
                self.webhooks[name]["ends"] = self.end()
                return httpx.Response(200, json={"ends": self.end()})
            case "DELETE", [_, name] if name in self.webhooks:
                assert request.url.params["resource"] == "r"
                self.removed.append(name)
                del self.webhooks[name]
                return httpx.Response(204)
        return httpx.Response(404)

    def end(self) -> str:
        return (self.clock() + WEEK).isoformat()


@dataclass
class Secrets:
    kept: dict[str, str] = field(default_factory=dict)

    def read(self, name: str) -> dict[str, str]:
        return {key.removeprefix(f"{name}/"): value for key, value in self.kept.items() if key.startswith(f"{name}/")}

    def write_secret(self, name: str, value: str) -> None:
        self.kept[name] = value


class Kepts(dict[tuple[str, str], Kept]):
    def all(self) -> list[Kept]:
        return list(self.values())

    def keep(self, one: Kept) -> None:
        self[one.connection, one.name] = one


class World:
    def __init__(self, **changes: Any) -> None:
        self.clock, self.store, self.inbound, self.outbound = Clock(), Kepts(), Secrets(), Secrets()
        self.tool = Tool(self.clock)
        self.rows = {key: value for key, value in (ROWS | changes).items() if value is not None}
        self.connect = Connector(
            connections=self,
            read_secrets=self.outbound.read,
            client=new_client(httpx.MockTransport(self.tool)),
            budget=FreeBudget(),
            locks=lambda _name: MemoryLock(),
            clock=self.clock,
            correlation_id=str,
            means=means(),
        )

    def connection(self, name: str) -> PublishedConnection:
        secrets = {one: {"about": "A secret.", "use": "receive"} for one in ("word", "signing")}
        manifest = {"platform": "tables", "title": "Tables", "family": "forms", "secrets": secrets}
        manifest |= {"subscriptions": {"rows": self.rows}}
        settings = {"base_url": "https://api.example.com"}
        model = ManifestFile.model_validate(manifest)
        return PublishedConnection(name=name, manifest=model, settings=settings, limits=GENEROUS, poll=[])

    def connection_names(self) -> list[str]:
        return ["tables"]

    def subscribe(self) -> None:
        subscribing = Subscribing(self.store, self.inbound, self.outbound, self.clock)
        subscribing.subscribe("tables", self.connect("tables"), ADDRESS)

    def watch(self, printed: Any) -> list[float]:
        Renewals(self.store, self, self.connect, self.outbound.read, self.clock).look()
        return [line["RenewalsFailed"][0] for line in printed() if "RenewalsFailed" in line]


@pytest.fixture
def world() -> World:
    return World()


def test_a_webhook_is_made_once_and_its_secrets_are_stored(world):
    world.subscribe()
    world.subscribe()

    [asked] = world.tool.made
    assert asked["url"] == ADDRESS
    assert world.inbound.kept == {"tables/secrets/word": asked["word"], "tables/secrets/signing": "bWFj"}
    assert world.outbound.kept == {"tables/secrets/word": asked["word"]}
    assert len(asked["word"]) >= 32
    assert len(world.tool.webhooks) == 1


def test_one_whose_secret_is_not_known_is_made_anew_and_the_former_ended(world):
    world.subscribe()
    del world.inbound.kept["tables/secrets/signing"]

    world.subscribe()

    assert list(world.tool.webhooks) == ["w2"]
    assert world.store["tables", "rows"].id == "w2"


def test_doubles_are_ended_and_those_of_others_are_left_alone(world):
    world.subscribe()
    for name, url in (("double", ADDRESS), ("theirs", "https://other.example.com")):
        world.tool.webhooks[name] = {"id": name, "url": url, "ends": world.tool.end(), "resource": "r"}

    world.subscribe()

    assert sorted(world.tool.webhooks) == ["theirs", "w1"]


def test_an_answer_without_the_secret_it_should_give_is_refused(world):
    world.tool.gives = None

    with pytest.raises(InvalidPayload):
        world.subscribe()

    assert world.store == {}


def test_what_was_made_is_renewed_from_the_half_of_its_life_on(world, printed):
    world.subscribe()
    former = world.store["tables", "rows"].ends_at

    world.clock.advance(days=3)
    world.watch(printed)
    before = world.store["tables", "rows"].ends_at
    world.clock.advance(days=1)
    failed = world.watch(printed)

    assert before == former
    assert failed == [0]
    assert world.store["tables", "rows"].ends_at == world.clock() + WEEK
    assert len(world.tool.made) == 1


def test_a_renewal_that_fails_is_measured_and_tried_again_at_the_next_look(world, printed):
    world.subscribe()
    world.clock.advance(days=4)

    world.tool.down = True
    while_down = world.watch(printed)
    world.tool.down = False
    after = world.watch(printed)

    assert (while_down, after) == ([1], [0])


def test_a_webhook_that_somebody_removed_is_told_as_a_failure(world, printed):
    world.subscribe()
    world.clock.advance(days=4)

    world.tool.webhooks.clear()

    assert world.watch(printed) == [1]


def test_one_that_cannot_be_prolonged_is_replaced_with_the_same_secrets_and_then_ended(printed):
    world = World(renew=None, gives=None)
    world.subscribe()
    world.clock.advance(days=4)

    failed = world.watch(printed)

    first, second = world.tool.made
    assert failed == [0]
    assert first["word"] == second["word"]
    assert first["id"] != second["id"]
    assert (list(world.tool.webhooks), world.tool.removed) == (["w2"], ["w1"])


def test_what_does_not_tell_its_end_lasts_as_long_as_the_manifest_says(printed):
    world = World(ends_at=None)
    world.subscribe()

    assert world.store["tables", "rows"].ends_at == world.clock() + WEEK
    assert world.watch(printed) == [0]


def test_a_webhook_of_a_connection_that_is_not_published_any_more_is_left_to_end(world, printed):
    world.subscribe()
    world.clock.advance(days=4)
    world.connection_names = list

    assert world.watch(printed) == [0]
    assert world.store["tables", "rows"].since < world.clock()
