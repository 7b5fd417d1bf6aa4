"""Credentials in SSM: stored, rotated, listed; never read back to a person."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from passerelle.configuration.connection_checks import inbound_settings
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.folder import Folder
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.configuration.sign_file import PREVIOUS, has_room_for_two
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.schemes import secrets_of
from passerelle.operations.expiring import place_of


class SecretPort(Protocol):
    def names(self) -> set[str]: ...

    def read(self, name: str) -> dict[str, str]: ...

    def plain(self) -> dict[str, str]: ...

    def write(self, name: str, value: str) -> None: ...

    def write_secret(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """`needed` is false for a secret that the connection's own schemes do not use."""

    connection: str
    name: str
    about: str
    needed: bool
    stored: bool
    previous: bool
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class SecretOperations:
    """`inbound` holds what proves who calls us, `outbound` what proves who we are."""

    folder: Folder
    inbound: SecretPort
    outbound: SecretPort

    def store(
        self, connection: str, name: str, value: str, *, keep_previous: bool = False, expires: date | None = None
    ) -> None:
        """`expires` is the day from which it is not valid any more, where a person knows it. `keep_previous` lets both
        the former and the new value be valid while the other side changes over. Raises Rejected for a secret that we
        send: of two values, a platform is sent one. Of two that sign, both do.
        """
        if not value.strip():
            raise Rejected(_EMPTY, code="empty_secret")
        port = self._port(connection, name)
        if keep_previous and port is self.outbound and not self._signs_twice(connection, name):
            raise Rejected(_one_value(connection, name), code="no_rotation")
        if keep_previous and (current := port.read(connection).get(f"secrets/{name}")):
            port.write_secret(f"{connection}/secrets/{name}{PREVIOUS}", current)
        port.write_secret(f"{connection}/secrets/{name}", value.strip())
        if expires is not None:
            self.outbound.write(place_of(connection, name), expires.isoformat())
        else:
            self.outbound.delete(place_of(connection, name))

    def retire(self, connection: str, name: str) -> None:
        """The former value is valid no longer."""
        self._port(connection, name).delete(f"{connection}/secrets/{name}{PREVIOUS}")

    def listed(self) -> list[Stored]:
        """The secrets that are needed, and those that are stored without need. None of them is decrypted."""
        manifests = self.folder.manifests()
        kept = {"receive": self.inbound.names(), "call": self.outbound.names()}
        ends = self.outbound.plain()
        found = []
        for connection, file in self.folder.accounts().items():
            if file.platform not in manifests:
                continue  # `check` tells why
            manifest = manifests[file.platform]
            for name, secret in manifest.secrets.items():
                place = f"{connection}/secrets/{name}"
                stored, previous = (one in kept[secret.use] for one in (place, place + PREVIOUS))
                needed = not secret.optional if secret.use == "call" else name in _used(file, manifest)
                if needed or stored:
                    found.append(
                        Stored(
                            connection,
                            name,
                            secret.about,
                            needed,
                            stored,
                            previous,
                            ends.get(place_of(connection, name)),
                        )
                    )
        return found

    def _signs_twice(self, connection: str, name: str) -> bool:
        manifest = self.folder.manifests()[self.folder.accounts()[connection].platform]
        return has_room_for_two(manifest.call.sign, name)

    def _port(self, connection: str, name: str) -> SecretPort:
        accounts, manifests = self.folder.accounts(), self.folder.manifests()
        file = accounts.get(connection)
        if file is None or file.platform not in manifests:
            raise Rejected(_unknown_connection(connection, closest(connection, accounts)), code="unknown_connection")
        secrets = manifests[file.platform].secrets
        if name not in secrets:
            raise Rejected(_unknown_secret(connection, name, sorted(secrets)), code="unknown_secret")
        return self.inbound if secrets[name].use == "receive" else self.outbound


def _used(file: ConnectionFile, manifest: ManifestFile) -> frozenset[str]:
    """The secrets that the schemes of the connection ask for."""
    if manifest.receive is None:
        return frozenset()
    schemes = [scheme_from_json(row) for row in inbound_settings(file, manifest.receive)["schemes"]]
    return frozenset(name for scheme in schemes for name in secrets_of(scheme))


def _one_value(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {name} » de « {connection} » sert à appeler la plateforme : une seule valeur est envoyée, "
        "garder l'ancienne ne servirait à rien. Relancez sans --keep-previous, puis révoquez l'ancienne chez elle.",
        en=f'With the secret "{name}" of "{connection}" we call the platform: one value is sent, and keeping the '
        "former one would serve nothing. Run it without --keep-previous, then revoke the former one there.",
    )


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
