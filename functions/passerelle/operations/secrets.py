"""Credentials in SSM: stored, rotated, listed; never read back to a person."""

from dataclasses import dataclass
from typing import Protocol

from passerelle.configuration.folder import Folder
from passerelle.configuration.sentences import closest
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected

PREVIOUS = "-previous"


class SecretPort(Protocol):
    def read(self, name: str) -> dict[str, str]: ...

    def write_secret(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Stored:
    connection: str
    name: str
    about: str
    stored: bool
    previous: bool


@dataclass(frozen=True, slots=True)
class SecretOperations:
    """`inbound` holds what proves who calls us, `outbound` what proves who we are."""

    folder: Folder
    inbound: SecretPort
    outbound: SecretPort

    def store(self, connection: str, name: str, value: str, *, keep_previous: bool = False) -> None:
        """`keep_previous` lets both the former and the new value be valid while the other side changes over."""
        if not value.strip():
            raise Rejected(_EMPTY, code="empty_secret")
        port = self._port(connection, name)
        if keep_previous and (current := port.read(connection).get(f"secrets/{name}")):
            port.write_secret(f"{connection}/secrets/{name}{PREVIOUS}", current)
        port.write_secret(f"{connection}/secrets/{name}", value.strip())

    def retire(self, connection: str, name: str) -> None:
        """The former value is valid no longer."""
        self._port(connection, name).delete(f"{connection}/secrets/{name}{PREVIOUS}")

    def listed(self) -> list[Stored]:
        manifests = self.folder.manifests()
        found = []
        for connection, file in self.folder.accounts().items():
            if file.platform not in manifests:
                continue  # `check` tells why
            for name, secret in manifests[file.platform].secrets.items():
                kept = self._port(connection, name).read(connection)
                both = f"secrets/{name}" in kept, f"secrets/{name}{PREVIOUS}" in kept
                found.append(Stored(connection, name, secret.about, *both))
        return found

    def _port(self, connection: str, name: str) -> SecretPort:
        accounts, manifests = self.folder.accounts(), self.folder.manifests()
        file = accounts.get(connection)
        if file is None or file.platform not in manifests:
            raise Rejected(_unknown_connection(connection, closest(connection, accounts)), code="unknown_connection")
        secrets = manifests[file.platform].secrets
        if name not in secrets:
            raise Rejected(_unknown_secret(connection, name, sorted(secrets)), code="unknown_secret")
        return self.inbound if secrets[name].use == "receive" else self.outbound


_EMPTY = Sentence(
    fr="Le secret est vide : collez-le sur l'entrée standard, puis terminez par Ctrl-D.",
    en="The secret is empty: paste it on standard input, then end with Ctrl-D.",
)


def _unknown_connection(name: str, suggestion: str | None) -> Sentence:
    meant = Sentence(fr=f" Est-ce « {suggestion} » ?", en=f' Is it "{suggestion}"?') if suggestion else Sentence("", "")
    return Sentence(
        fr=f"Aucune connexion ne s'appelle « {name} ».{meant.fr}",
        en=f'No connection is called "{name}".{meant.en}',
    )


def _unknown_secret(connection: str, name: str, known: list[str]) -> Sentence:
    names = ", ".join(known)
    return Sentence(
        fr=f"« {connection} » n'a pas de secret « {name} ». Ses secrets : {names}.",
        en=f'"{connection}" has no secret "{name}". Its secrets: {names}.',
    )
