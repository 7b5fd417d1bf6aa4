"""One access token for all functions, and the refresh token that renews it: one of them renews, the others wait.

A refresh token may be used up by using it. So what a renewal gives is kept before it is used, and before one begins it
is seen that something can be kept. What remains is the death of a process between the answer and its keeping: decision
0023 tells what then happens.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from passerelle.core.sentences import Sentence
from passerelle.credentials.grant import Grant, Kept
from passerelle.errors import Busy, CredentialsRefused, Unavailable
from passerelle.platforms.platform import Lock

LOCK: Final = "access token"
LOOKS: Final = 4
PAUSE_S: Final = 1.0
"""A renewal takes a second or two: who finds one going on looks again, then leaves it to the queue."""

Ask = Callable[[Mapping[str, str]], Grant]


class Store(Protocol):
    """What is kept for one connection, as a text that holds secrets. Both raise Unavailable."""

    def read(self, connection: str) -> str | None: ...

    def read_latest(self, connection: str) -> str | None:
        """Never what was replaced before: raises Busy until what was written last can be read."""

    def write(self, connection: str, text: str, refreshed_at: datetime | None = None) -> None:
        """`refreshed_at` tells when the refresh token in it was given: its end may be foretold."""


@dataclass(slots=True)
class SharedGrant:
    """`first` is the refresh token that was stored by a person; None where the kind has none. `origin` tells secrets of
    another consent apart.
    """

    connection: str
    ask: Ask
    store: Store
    lock: Lock
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    origin: str
    first: str | None = field(default=None, repr=False)
    _known: Kept | None = field(default=None, repr=False)
    _unkept: Kept | None = field(default=None, repr=False)

    def grant(self, *, refused: str | None = None) -> Grant:
        if (found := self._usable(self._known, refused)) is not None:
            return found
        owner = uuid.uuid4().hex
        for look in range(LOOKS):
            if look:
                self.sleep(PAUSE_S)
            if self._unkept is None and (found := self._usable(self._read(), refused)) is not None:
                return found
            try:
                self.lock.take(LOCK, owner)
            except Busy:
                continue
            return self._locked(refused, owner)
        raise Busy(_renewing(self.connection), code="token_renewing", retry_after_s=5, connection=self.connection)

    def _locked(self, refused: str | None, owner: str) -> Grant:
        try:
            return self._renewed(refused)
        finally:
            if self._unkept is None:  # else nobody may ask with the former token: the lock ends by itself
                self.lock.release(LOCK, owner)

    def _renewed(self, refused: str | None) -> Grant:
        if self._unkept is not None:
            self._keep(self._unkept)
        kept = Kept.from_text(self.store.read_latest(self.connection), self.origin)
        self._known = kept
        found = self._usable(kept, refused)
        return found or self._ask(kept)

    def _ask(self, kept: Kept) -> Grant:
        now = self.clock()
        self.store.write(self.connection, replace(kept, asking_since=now).to_text(), kept.refreshed_at)
        token = self.first and (kept.refresh or self.first)
        try:
            grant = self.ask({"refresh_token": token} if token else {})
        except CredentialsRefused as error:
            if kept.asking_since is None or error.code != "grant_refused":
                raise
            name = self.connection
            raise CredentialsRefused(_cut_short(name), code="grant_lost", connection=name) from error
        renewed_at = now if grant.refresh or kept.refreshed_at is None else kept.refreshed_at
        self._unkept = Kept(self.origin, grant, grant.refresh or kept.refresh, renewed_at)
        self._keep(self._unkept)
        return grant

    def _keep(self, kept: Kept) -> None:
        """Raises Unavailable; what could not be kept stays in this process, and is kept before anything else."""
        for tries_left in reversed(range(LOOKS)):
            try:
                self.store.write(self.connection, kept.to_text(), kept.refreshed_at)
                break
            except Unavailable:
                if not tries_left:
                    raise
                self.sleep(PAUSE_S)
        self._known, self._unkept = kept, None

    def _read(self) -> Kept:
        self._known = Kept.from_text(self.store.read(self.connection), self.origin)
        return self._known

    def _usable(self, kept: Kept | None, refused: str | None) -> Grant | None:
        if kept is None or kept.grant is None or kept.grant.access == refused:
            return None
        return kept.grant if kept.grant.is_fresh(self.clock()) else None


def _renewing(connection: str) -> Sentence:
    return Sentence(
        fr=f"L'accès à « {connection} » est en train d'être renouvelé : l'exécution reprendra d'elle-même.",
        en=f'The access to "{connection}" is being renewed: the run goes on by itself.',
    )


def _cut_short(connection: str) -> Sentence:
    return Sentence(
        fr=f"Le renouvellement de l'accès à « {connection} » a été interrompu et la nouvelle clé s'est perdue. "
        "Lancez « passerelle connect » pour cette connexion, puis rejouez l'exécution.",
        en=f'The renewal of the access to "{connection}" was cut short, and the new key was lost on its way. Run '
        '"passerelle connect" for this connection, then replay the run.',
    )
