"""Access and refresh tokens that all functions share: in SSM beside the secrets, their digest in the table.

SSM may still give what was replaced a moment ago; the table never does, and tells whether it did.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.sentences import Sentence
from passerelle.errors import Busy
from passerelle.journal.items import SCHEMA, stamp
from passerelle.journal.parameters import Parameters
from passerelle.journal.table import Table

NAME: Final = "auth/token"
SETTLES: Final = timedelta(seconds=60)
"""What was written longer ago than this and is not there was never written: the process died before."""


@dataclass(frozen=True, slots=True)
class TokenStore:
    parameters: Parameters
    table: Table
    clock: Callable[[], datetime]

    def read(self, connection: str) -> str | None:
        return self.parameters.read(connection).get(NAME)

    def read_latest(self, connection: str) -> str | None:
        """Raises Busy while SSM gives something older than what was written last."""
        text = self.read(connection)
        item = self.table.get(f"TOKEN#{connection}", "LATEST")
        if item is None or item["digest"] == _digest(text):
            return text
        if self.clock() - datetime.fromisoformat(item["written_at"]) < SETTLES:
            raise Busy(_older(connection), code="token_renewing", retry_after_s=5, connection=connection)
        return text

    def write(self, connection: str, text: str, refreshed_at: datetime | None = None) -> None:
        self.table.put(
            {
                "pk": f"TOKEN#{connection}",
                "sk": "LATEST",
                "schema": SCHEMA,
                "digest": _digest(text),
                "written_at": stamp(self.clock()),
                **({"refreshed_at": stamp(refreshed_at)} if refreshed_at else {}),
            }
        )
        self.parameters.write_token(f"{connection}/{NAME}", text)


def refreshed_at(table: Table, connection: str) -> datetime | None:
    """When the refresh token that is in use was given."""
    item = table.get(f"TOKEN#{connection}", "LATEST")
    return datetime.fromisoformat(item["refreshed_at"]) if item and "refreshed_at" in item else None


def _digest(text: str | None) -> str:
    return hashlib.sha256((text or "").encode()).hexdigest()


def _older(connection: str) -> Sentence:
    return Sentence(
        fr=f"L'accès à « {connection} » vient d'être renouvelé : l'exécution reprendra d'elle-même.",
        en=f'The access to "{connection}" was renewed a moment ago: the run goes on by itself.',
    )
