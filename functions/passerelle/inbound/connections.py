"""The connections that may send to us, read from the parameters and kept for a minute."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from passerelle.core.sentences import Sentence
from passerelle.errors import Retryable, Unavailable
from passerelle.inbound.handshakes import Handshake, handshake_from_json
from passerelle.inbound.rules import Split, split_from_json
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.schemes import Scheme

FRESH_S = 60.0
SERVES_S = 660.0
"""When parameters cannot be read, what was known serves for ten minutes more."""
BETWEEN_READS_S = 5.0
MAX_UNKNOWN = 256


@dataclass(frozen=True, slots=True)
class Reply:
    """What an accepted request is answered; `body` None is our own count of events."""

    status: int
    body: str | None
    content_type: str


@dataclass(frozen=True, slots=True)
class Connection:
    """`secrets` by name: `signing` holds the values of `signing`, `signing-previous` and any other `signing-...`."""

    name: str
    platform: str
    schemes: tuple[Scheme, ...]
    split: Split
    reply: Reply
    handshakes: tuple[Handshake, ...]
    secrets: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def from_json(cls, name: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Self:
        return cls(
            name=name,
            platform=settings["platform"],
            schemes=tuple(scheme_from_json(row) for row in settings["schemes"]),
            split=split_from_json(settings["split"], settings.get("body")),
            reply=Reply(
                status=settings["reply"]["status"],
                body=settings["reply"].get("body"),
                content_type=settings["reply"]["content_type"],
            ),
            handshakes=tuple(handshake_from_json(row) for row in settings.get("handshakes", ())),
            secrets=_live(secrets),
        )


@dataclass(slots=True)
class _Known:
    connection: Connection | None
    read_at: float
    tried_at: float


class Connections:
    """`read` gives a connection's parameters by their names below it, and none for one that does not exist."""

    def __init__(self, read: Callable[[str], Mapping[str, str]], monotonic: Callable[[], float]) -> None:
        self._read = read
        self._monotonic = monotonic
        self._known: dict[str, _Known] = {}
        self._unknown: OrderedDict[str, _Known] = OrderedDict()

    def get(self, name: str) -> Connection | None:
        known = self._known.get(name) or self._unknown.get(name)
        if known is None:
            return self._load(name)
        now = self._monotonic()
        if now - known.read_at < FRESH_S:
            return known.connection
        may_serve = known.connection is not None and now - known.read_at < SERVES_S
        if may_serve and now - known.tried_at < BETWEEN_READS_S:
            return known.connection
        known.tried_at = now
        try:
            return self._load(name)
        except Retryable:
            if may_serve:
                return known.connection
            raise

    def reread(self, name: str) -> Connection | None:
        """After a refused signature: the connection as it is now; None when it was read just before, or cannot be."""
        known = self._known.get(name)
        now = self._monotonic()
        if known is None or now - known.tried_at < BETWEEN_READS_S:
            return None
        known.tried_at = now
        try:
            return self._load(name)
        except Retryable:
            return None

    def _load(self, name: str) -> Connection | None:
        connection = _connection(name, self._read(name))
        now = self._monotonic()
        home, other = (self._unknown, self._known) if connection is None else (self._known, self._unknown)
        other.pop(name, None)
        home[name] = _Known(connection, read_at=now, tried_at=now)
        if len(self._unknown) > MAX_UNKNOWN:
            self._unknown.popitem(last=False)
        return connection


def _connection(name: str, parameters: Mapping[str, str]) -> Connection | None:
    text = parameters.get("settings")
    if text is None:
        return None
    start = "secrets/"
    secrets = {key.removeprefix(start): value for key, value in parameters.items() if key.startswith(start)}
    try:
        return Connection.from_json(name, json.loads(text), secrets)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unavailable(_unreadable(name), code="unreadable_settings", connection=name) from error


def _live(secrets: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Blanks around a value were pasted with it, and a blank value is no secret."""
    live: dict[str, tuple[str, ...]] = {}
    for name, value in sorted(secrets.items()):
        group = name.partition("-")[0]
        if secret := value.strip():
            live[group] = (*live.get(group, ()), secret)
    return live


def _unreadable(name: str) -> Sentence:
    return Sentence(
        fr=f"Les réglages de réception de la connexion « {name} » sont illisibles. Publiez à nouveau la connexion.",
        en=f'The receiving settings of the connection "{name}" cannot be read. Publish the connection again.',
    )
