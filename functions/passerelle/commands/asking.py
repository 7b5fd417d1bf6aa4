"""The platforms of a folder, asked from a command with the keys and the allowance of the installation."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from passerelle import correlation
from passerelle.commands.shared import Installation
from passerelle.configuration.connection_file import Environment
from passerelle.configuration.folder import Folder
from passerelle.configuration.published import PublishedConnection, publish_connection
from passerelle.core.gate import Limits
from passerelle.credentials.endpoint import LIMITS, connection_of
from passerelle.credentials.making import Means
from passerelle.http import new_client
from passerelle.journal import table as tables
from passerelle.journal.gates import TableGates
from passerelle.journal.locks import TableLocks
from passerelle.journal.signing import sign_aws
from passerelle.journal.tokens import TokenStore
from passerelle.platforms.connecting import Connections, Connector
from passerelle.platforms.platform import Platform

PATIENCE_S = 70.0
"""The slowest platform gives us forty calls a minute: its turn comes within that."""

OnlineOption = Annotated[bool, typer.Option("--online", help="Ask the platforms, with the keys of the installation.")]


@contextmanager
def asking(
    folder: Folder, installation: Installation, overrides: Mapping[str, Mapping[str, Any]]
) -> Iterator[Callable[[str], Platform]]:
    """The platform of each connection, as a push of this folder would publish it."""
    with calling(installation, FolderConnections(folder, installation.env, overrides)) as connect:
        yield connect


@contextmanager
def calling(installation: Installation, connections: Connections) -> Iterator[Connector]:
    """The platform of each connection, with the keys of the installation and in the same line as its functions."""

    def limits(name: str) -> list[Limits]:
        return [LIMITS] if connection_of(name) is not None else connections.connection(name).pace

    table = tables.connect(installation.settings.table_name)
    with new_client() as client:
        yield Connector(
            connections=connections,
            read_secrets=installation.outbound.read,
            client=client,
            budget=TableGates(table, limits, now, time.sleep, PATIENCE_S),
            locks=TableLocks(table, now),
            clock=now,
            correlation_id=correlation.current,
            means=Means(TokenStore(installation.outbound, table, now), TableLocks(table, now), time.sleep, sign_aws),
        )


@dataclass(frozen=True, slots=True)
class FolderConnections:
    """Connections as a push would publish them."""

    folder: Folder
    environment: Environment
    overrides: Mapping[str, Mapping[str, Any]]

    def connection(self, name: str) -> PublishedConnection:
        file = self.folder.accounts()[name]
        manifest = self.folder.manifests()[file.platform]
        return publish_connection(file, manifest, self.environment, self.overrides.get(name))


def now() -> datetime:
    return datetime.now(UTC)
