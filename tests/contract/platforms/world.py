"""A platform as the functions build it, and what a person may do in the platform's own screens."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jmespath
import yaml

from local.simulators import Address
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import PublishedConnection, publish_connection
from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Request, Value
from passerelle.journal.signing import sign_aws
from passerelle.platforms.connecting import Connector
from passerelle.platforms.platform import NamedAction, Platform
from tests.contract.platforms.case import Json, Known, PlatformCase, Records
from tests.fakes import Clock, MemoryLock, MemoryTokens, means

PLATFORMS = Path(__file__).parents[3] / "config" / "platforms"


@cache
def manifest_of(name: str) -> ManifestFile:
    return ManifestFile.model_validate(yaml.safe_load((PLATFORMS / f"{name}.yaml").read_text(encoding="utf-8")))


class RecordedBudget:
    """Lets everything pass, and remembers what it was told."""

    def __init__(self) -> None:
        self.pauses: list[tuple[str, float]] = []
        self.failures = 0

    def take(self, connection: str) -> None: ...

    def pause(self, connection: str, seconds: float) -> None:
        self.pauses.append((connection, seconds))

    def failed(self, connection: str) -> None:
        self.failures += 1

    def answered(self, connection: str) -> None: ...


class World:
    """One account on one platform, as our functions and as its own people see it."""

    def __init__(self, case: PlatformCase, address: Address, clock: Clock, client: httpx.Client) -> None:
        self.case = case
        self.clock = clock
        self.budget = RecordedBudget()
        self.tokens = MemoryTokens()
        self.base_url = case.base_url(address)
        self.origin = address.url
        self.control = httpx.Client(base_url=address.control(case.name))
        self._client = client

    def connection(self, name: str) -> PublishedConnection:
        given = {key: self._placed(value) for key, value in self.case.settings.items()}
        file = ConnectionFile(connection=name, platform=self.case.name, settings=given)
        return publish_connection(file, manifest_of(self.case.name), "test", {"base_url": self.base_url})

    def platform(self, secrets: Mapping[str, str] | None = None, client: httpx.Client | None = None) -> Platform:
        stored = self.secrets if secrets is None else secrets
        connector = Connector(
            connections=self,
            read_secrets=lambda _name: {f"secrets/{name}": value for name, value in stored.items()},
            client=client or self._client,
            budget=self.budget,
            locks=lambda _name: MemoryLock(),
            clock=self.clock,
            correlation_id=lambda: "c-1",
            means=replace(means(self.tokens), sign_aws=sign_aws),
        )
        return connector(self.case.name)

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self._with_address(secret) for name, secret in self.case.secrets.items()}

    @property
    def wrong_secrets(self) -> dict[str, str]:
        wrong = {**dict.fromkeys(self.case.secrets, self.case.wrong_secret), **self.case.wrong_secrets}
        return {name: self._with_address(secret) for name, secret in wrong.items()}

    def _placed(self, setting: Any) -> Any:
        return setting.replace("{origin}", self.origin) if isinstance(setting, str) else setting

    def _with_address(self, secret: str) -> str:
        return secret.replace("{base_url}", self.base_url)

    def page_of(self, known: Known) -> str | None:
        return known.url and self._with_address(known.url)

    @property
    def records(self) -> Records:
        assert self.case.records is not None
        return self.case.records

    def write(self, platform: Platform | None = None, record: RecordRef | None = None, **values: Any) -> Json:
        """The one action of the case, done: a record of it updated, or its message posted."""
        named, request = self.action(platform or self.platform(), record, values)
        return named.action.perform(named.action.prepare(request))

    def call(self, platform: Platform | None = None) -> object:
        """Whatever the case asks of its platform: its action or, where there is none, a read or a poll."""
        if self.case.arrivals is not None:
            return list((platform or self.platform()).changes(self.case.arrivals.kind, self.clock.now, frozenset()))
        if self.case.records is None or self.case.records.writes:
            return self.write(platform)
        return (platform or self.platform()).read(self.records.first, frozenset())

    def action(self, platform: Platform, record: RecordRef | None, values: Json) -> tuple[NamedAction, Request]:
        if self.case.message is not None:
            [named] = platform.actions(self.case.message.action)
            return named, Request(self.case.message.params, (), mark="psr-1", stage=Stage.LIVE)
        target = record or self.records.first
        [named] = platform.actions("update_record")
        lines = tuple(Value(to, value) for to, value in values.items())
        lines = lines or (Value(self.records.writes[0].to, self.records.writes[0].value),)
        return named, Request({"record": target.kind}, lines, mark="psr-1", stage=Stage.LIVE, linked_id=target.id)

    def creation(self, mark: str = "psr-1") -> tuple[NamedAction, Json]:
        """The creation of the case, and its call."""
        assert self.case.creation is not None
        [named] = self.platform().actions(self.case.creation.action)
        values = tuple(Value(to, value) for to, value in self.case.creation.values.items())
        return named, named.action.prepare(Request({}, values, mark=mark, stage=Stage.LIVE))

    def created(self) -> list[Json]:
        """The records of that kind, as the simulator holds them."""
        assert self.case.creation is not None
        return list(self.control.get(f"/records/{self.case.creation.plural}").raise_for_status().json())

    def was_written(self) -> bool:
        """Whether the effect of `write` is there, for whoever looks at the platform itself."""
        if self.case.message is not None:
            return bool(self.control.get(f"/{self.case.message.seen_at}").json())
        if self.case.records is None or not self.records.writes:
            return False
        written = self.records.writes[0]
        return bool(jmespath.search(written.at, self.stored()) == written.value)

    def stored(self) -> Json:
        """The first record, as the simulator holds it."""
        answer = self.control.get(f"/records/{self.records.plural}/{self.records.first.id}")
        return answer.raise_for_status().json()

    def person_creates(self) -> str:
        if self.case.arrivals is not None:
            made = self.control.post(f"/records/{self.case.arrivals.plural}", json=self.case.arrivals.new)
            return str(made.raise_for_status().json()["id"])
        body = self.records.by_person(self.records.new)
        answer = self.control.post(f"/records/{self.records.plural}", json=body)
        return str(answer.raise_for_status().json()["id"])

    def person_changes(self, **fields: Any) -> None:
        """The first record, in the platform's own screens."""
        path = f"/records/{self.records.plural}/{self.records.first.id}"
        self.control.patch(path, json=self.records.by_person(fields)).raise_for_status()

    def fault(self, kind: str, method: str | None = None, **fault: Any) -> None:
        wanted = {"kind": kind, "match": {"method": method, "path": self.case.api}, **fault}
        self.control.post("/faults", json=[wanted]).raise_for_status()
