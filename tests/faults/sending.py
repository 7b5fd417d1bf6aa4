"""The sender's side: unique events, each twice and shuffled, signed and sent as the real sender would."""

import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

import httpx

from passerelle.commands.shared import Installation
from passerelle.commands.signing import signed_headers
from passerelle.configuration.connection_checks import inbound_settings
from passerelle.configuration.connection_file import Environment
from passerelle.configuration.folder import read_folder
from passerelle.inbound.connections import Connection
from passerelle.inbound.schemes import Scheme

BODIES = Path(__file__).parent / "bodies"


class DoorShut(Exception):
    """The events cannot be sent; the text says what to look at."""


def events(template: str, ids: Sequence[str], at: datetime) -> list[Any]:
    """One event an id: $ID is the record, $NUMBER differs in each event of each round, $NOW and $MILLISECONDS tell
    when."""
    first, moment = int(at.timestamp()) * 100_000, int(at.timestamp() * 1000)
    filled = Template(template)
    return [
        json.loads(filled.safe_substitute(ID=one, NUMBER=first + place, NOW=at.isoformat(), MILLISECONDS=moment))
        for place, one in enumerate(ids)
    ]


def twice_shuffled(once: Sequence[Any], seed: int) -> list[Any]:
    both = [*once, *once]
    random.Random(seed).shuffle(both)  # noqa: S311 - a story, not a secret
    return both


def scheme_of(folder: Path, connection: str) -> Scheme:
    """The strongest way in which the connection's sender proves itself, as its files say."""
    read = read_folder(folder)
    if connection not in read.connections:
        raise DoorShut(f"There is no {folder}/connections/{connection}.yaml.")
    file = read.accounts()[connection]
    receive = read.manifests()[file.platform].receive
    if receive is None:
        raise DoorShut(f'The platform of "{connection}" receives nothing.')
    return Connection.from_json(connection, inbound_settings(file, receive), {}).schemes[0]


def secret_of(connection: str, scheme: Scheme, env: Environment, stack: str | None) -> str:
    """The variable FAULTS_SECRET, else what the stack itself checks with, where AWS lets us read it."""
    if given := os.environ.get("FAULTS_SECRET"):
        return given
    stored = Installation(env, stack).inbound.read(connection)
    if not (secret := stored.get(f"secrets/{scheme.secret}")):
        raise DoorShut(f'Store the secret "{scheme.secret}" of "{connection}", or set FAULTS_SECRET to it.')
    return secret


@dataclass(frozen=True, slots=True)
class Door:
    """The front door of a stack, for one connection. `public_url` is what is signed, `host` the header Host, where the
    address alone does not tell."""

    url: str
    connection: str
    scheme: Scheme
    secret: str = field(repr=False)
    public_url: str | None = None
    host: str | None = None
    patience_s: float = 900
    between_s: float = 1
    transport: httpx.BaseTransport | None = field(default=None, repr=False)

    def send(self, items: Sequence[Any], per_request: int) -> None:
        """Each request until it is accepted, as senders do. Raises DoorShut when repeating cannot help."""
        with httpx.Client(timeout=30, transport=self.transport) as client:
            for batch in _batches(items, per_request):
                self._until_accepted(client, json.dumps(batch, ensure_ascii=False).encode())

    def _until_accepted(self, client: httpx.Client, body: bytes) -> None:
        deadline = time.monotonic() + self.patience_s
        while (status := self._post(client, body)) is None or not httpx.codes.is_success(status):
            if status is not None and httpx.codes.is_client_error(status) and status != httpx.codes.TOO_MANY_REQUESTS:
                raise DoorShut(f"Refused with {status}: look at the address, the secret and the body.")
            if time.monotonic() > deadline:
                raise DoorShut(f"Not accepted within {self.patience_s:.0f} s: last answer {status or 'none'}.")
            time.sleep(self.between_s)

    def _post(self, client: httpx.Client, body: bytes) -> int | None:
        path, now = f"/in/{self.connection}", datetime.now(UTC)
        signed = (self.public_url or self.url).rstrip("/") + path
        headers = signed_headers(self.scheme, self.secret, signed, body, now, f"faults-{now.timestamp()}")
        headers |= {"content-type": "application/json"} | ({"host": self.host} if self.host else {})
        try:
            return client.post(self.url.rstrip("/") + path, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return None


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
