"""Our receive function for one connection, with its manifest as it is published."""

import json
from collections.abc import Sequence
from datetime import datetime

import yaml

from passerelle.core.events import Event
from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.contract.platforms.case import Json, PlatformCase
from tests.contract.platforms.world import PLATFORMS
from tests.fakes import NOW, Clock, MemoryQueue
from tests.signing import PUBLIC_BASE_URL, gateway_event


def settings_of(name: str) -> str:
    manifest = yaml.safe_load((PLATFORMS / f"{name}.yaml").read_text(encoding="utf-8"))
    return settings_text(compile_settings(name, manifest["receive"]))


class Door:
    def __init__(self, case: PlatformCase, clock: Clock) -> None:
        assert case.hook is not None
        self.case, self.hook, self.queue = case, case.hook, MemoryQueue()
        name, secret = case.hook.secret
        parameters = {"settings": settings_of(case.name), f"secrets/{name}": secret}
        connections = Connections(lambda wanted: parameters if wanted == case.name else {}, lambda: 0.0)
        self._receive = Receiver(connections, self.queue, PUBLIC_BASE_URL, clock)

    @property
    def events(self) -> Sequence[Event]:
        return self.queue.put_events

    def body(self, *items: Json) -> bytes:
        return json.dumps(self.hook.body(list(items) or [self.hook.item]), ensure_ascii=False).encode()

    def signed(self, body: bytes, *, secret: str | None = None, at: datetime = NOW) -> dict[str, str]:
        return self.hook.sign(body, secret or self.hook.secret[1], at)

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status that the sender hears."""
        return self.answer(body, headers)["statusCode"]

    def answer(self, body: bytes, headers: dict[str, str]) -> Json:
        return self._receive(gateway_event(self.case.name, body, headers))

    def asked(self, query: str) -> Json:
        """The answer to a GET that proves nothing, by which a sender tries the address."""
        event = gateway_event(self.case.name, b"", {}, query)
        event["requestContext"]["http"]["method"] = "GET"
        return dict(self._receive(event))

    def post_signed(self, *items: Json) -> int:
        body = self.body(*items)
        return self.post(body, self.signed(body))
