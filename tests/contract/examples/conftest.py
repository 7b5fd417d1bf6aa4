"""Everything but AWS: genuine webhooks of the simulators, the receive function, delivery, and the platforms again."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.accounts import ALL, INTAKE_SIGNING, N8N_TOKEN, secrets_at
from local.simulators import Address, running_simulators
from passerelle.catalogue import Catalogue
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.folder import Folder, read_folder
from passerelle.configuration.published import publish_connection
from passerelle.configuration.yaml_files import read_yaml
from passerelle.core.runs import Run
from passerelle.delivery.deliverer import Deliverer
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner
from passerelle.delivery.runner import Runner
from passerelle.http import new_client
from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver as FrontDoor
from passerelle.journal.signing import sign_aws
from passerelle.journal.versions import Kind
from passerelle.operations.publishing import document_of
from passerelle.platforms.connecting import Connector
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.contract.platforms.world import RecordedBudget
from tests.fakes import NOW, Clock, MemoryJournal, MemoryLock, MemoryQueue, MemoryVersions, means
from tests.receiving import Receiver, eventually, receiver
from tests.signing import PUBLIC_BASE_URL, gateway_event, generic_headers

ROOT = Path(__file__).parents[3]
CONFIG = ROOT / "config"


class Shop:
    """An installation in which the automations given are live."""

    def __init__(self, folder: Folder, address: Address, hooks: Receiver, clock: Clock, client: httpx.Client) -> None:
        self.folder, self.address, self.hooks, self.clock = folder, address, hooks, clock
        self.cursors: dict[str, str | None] = {}
        self.journal, self.versions, self.queue = MemoryJournal(), MemoryVersions(), MemoryQueue()
        catalogue = Catalogue(self.versions, clock)
        self.catalogue = catalogue
        self.platforms = platforms = Connector(
            connections=catalogue,
            read_secrets=lambda name: {f"secrets/{key}": value for key, value in secrets_at(address, name).items()},
            client=client,
            budget=RecordedBudget(),
            locks=lambda _name: MemoryLock(),
            clock=clock,
            correlation_id=lambda: "c-1",
            means=replace(means(), sign_aws=sign_aws),
        )
        runner = Runner(self.journal, catalogue, platforms, clock, lambda: 0.0, lambda _name: timedelta(seconds=60))
        holding = Holding(self.journal, catalogue, self.queue, clock)
        self.deliverer = Deliverer(self.journal, catalogue, Planner(catalogue, platforms), holding, clock, runner)
        self.door = FrontDoor(Connections(self._inbound, lambda: 0.0), self.queue, PUBLIC_BASE_URL, clock)
        self._publish_connections()
        self._subscribe()

    def publish(self, *names: str) -> None:
        for name in names:
            [path] = [*CONFIG.glob(f"automations/{name}.yaml"), *CONFIG.glob(f"examples/{name}.yaml")]
            file = AutomationFile.model_validate(read_yaml(path).data)
            self.versions.publish(Kind.AUTOMATION, name, document_of(file))
        self.clock.advance(minutes=1)

    def handle(self, *connections: str) -> None:
        """What these platforms told, one webhook each, through the door and to its end."""
        for connection in connections:
            [told] = eventually(lambda name=connection: self._told(name))
            self.hooks.received.remove(told)
            self.post(connection, told.body, told.headers)

    def post(self, connection: str, body: bytes, headers: dict[str, str]) -> None:
        answer = self.door(gateway_event(connection, body, headers))
        assert answer["statusCode"] == 200, answer
        events, self.queue.put_events = self.queue.put_events, []
        for event in events:
            self.deliverer.deliver(event)

    def poll(self, connection: str, kind: str) -> None:
        """What a poll finds of the last minutes, to its end."""
        since, watched = self.clock.now - timedelta(minutes=10), self.catalogue.watched(connection, kind)
        for polled in self.platforms(connection).changes(kind, since, watched, self.cursors.get(connection)):
            self.cursors[connection] = polled.cursor or self.cursors.get(connection)
            for event in polled.events:
                self.deliverer.deliver(event)

    def submit(self, **item: Any) -> None:
        body = json.dumps({"occurred_at": self.clock().isoformat(), **item}, ensure_ascii=False).encode()
        self.post("intake", body, generic_headers(body, INTAKE_SIGNING, self.clock()))

    def ask_from_n8n(self, key: str, **item: Any) -> None:
        body = json.dumps({"occurred_at": self.clock().isoformat(), **item}, ensure_ascii=False).encode()
        self.post("n8n", body, {"x-passerelle-token": N8N_TOKEN, "idempotency-key": key})

    def control(self, platform: str, method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(method, f"{self.address.control(platform)}/{path}", json=body).raise_for_status()
        return answer.json() if answer.content else None

    def runs(self, automation: str) -> Sequence[Run]:
        return [run for run in self.journal.runs.values() if run.automation == automation]

    def _told(self, connection: str) -> list[Any]:
        return [one for one in self.hooks.received if one.path == f"/in/{connection}"][:1]

    def _inbound(self, connection: str) -> dict[str, str]:
        manifest = self.folder.manifests()[self.folder.accounts()[connection].platform]
        assert manifest.receive is not None
        settings = compile_settings(manifest.platform, manifest.receive.model_dump(mode="json", by_alias=True))
        secrets = {f"secrets/{key}": value for key, value in secrets_at(self.address, connection).items()}
        return {"settings": settings_text(settings), **secrets}

    def _publish_connections(self) -> None:
        manifests = self.folder.manifests()
        addresses = {account.connection: account.settings(self.address) for account in ALL}
        for name, file in self.folder.accounts().items():
            published = publish_connection(file, manifests[file.platform], "test", addresses.get(name))
            self.versions.publish(Kind.CONNECTION, name, published.document())

    def _subscribe(self) -> None:
        for account in ALL:
            for webhook in account.webhooks:
                target = {"url": f"{self.hooks.url}/{account.connection}"}
                body = webhook.request(target, f"{PUBLIC_BASE_URL}/in/{account.connection}")
                self.control(account.simulator or account.connection, "POST", webhook.path, body)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """config/ with the connections of the examples among the others."""
    copied = tmp_path_factory.mktemp("config") / "config"
    shutil.copytree(CONFIG, copied)
    for path in (CONFIG / "examples" / "connections").glob("*.yaml"):
        shutil.copy(path, copied / "connections")
    return copied


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def address(clock: Clock) -> Iterator[Address]:
    with running_simulators(clock=clock, speed=100_000) as running:
        yield running


@pytest.fixture
def shop(address: Address, clock: Clock, config: Path) -> Iterator[Callable[..., Shop]]:
    """`shop("contract-when-deal-won", ...)`: the accounts as the seed has them, and these automations live."""
    clock.now = NOW
    httpx.post(f"{address.url}/_control/reset").raise_for_status()
    with receiver() as hooks, new_client() as client:

        def open_with(*names: str) -> Shop:
            opened = Shop(read_folder(config), address, hooks, clock, client)
            opened.publish(*names)
            return opened

        yield open_with
