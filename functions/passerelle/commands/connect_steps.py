"""The steps of passerelle connect in which a person has something to say: the file, the secrets, the consent."""

import os
import webbrowser
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from passerelle.commands.listening import redirected
from passerelle.commands.publishing import value_of
from passerelle.commands.shared import err
from passerelle.commands.talking import Talk
from passerelle.configuration.folder import Folder
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.sentences import Sentence
from passerelle.credentials.consent import Consent
from passerelle.errors import Rejected
from passerelle.operations.connecting import file_text, secrets_to_ask, settings_to_ask
from passerelle.operations.secrets import SecretOperations, Stored
from passerelle.platforms.connecting import Connector


def write_file(
    folder: Path, read: Folder, manifest: ManifestFile, connection: str, given: Mapping[str, str], talk: Talk
) -> str | None:
    """None where the connection is there: its file is then the place to change it."""
    path = folder / "connections" / f"{connection}.yaml"
    there = read.accounts().get(connection)
    if there is not None or path.exists():
        if there is not None and there.platform != manifest.platform:
            raise Rejected(_other_platform(connection, there.platform), code="bad_argument")
        if given:
            raise Rejected(_set_there(path), code="bad_set")
        return None
    settings: dict[str, Any] = {key: value_of(key, text) for key, text in given.items()}
    for key, about in settings_to_ask(manifest, given).items():
        settings[key] = value_of(key, talk.ask(f"{key} ({about})", _setting_missing(key, about)))
    path.parent.mkdir(exist_ok=True)
    path.write_text(file_text(connection, manifest.platform, settings), encoding="utf-8")
    talk.say(_written(path))
    return str(path)


def store_secrets(
    operations: SecretOperations,
    manifest: ManifestFile,
    connection: str,
    given: Mapping[str, str],
    talk: Talk,
    *,
    again: bool,
) -> list[str]:
    """The names of those that were stored."""
    for secret, variable in given.items():
        if not os.environ.get(variable):
            raise Rejected(_no_variable(variable), code="empty_secret")
        operations.store(connection, secret, os.environ[variable])
    listed = [one for one in operations.listed() if one.connection == connection and one.name not in given]
    asked = secrets_to_ask(manifest, listed, again=again and talk.asks)
    typed = {one.name: _secret(one, talk) for one in asked}
    for secret, value in typed.items():
        if value.strip():
            operations.store(connection, secret, value)
        else:
            talk.say(_later(connection, secret))
    return [*given, *(secret for secret, value in typed.items() if value.strip())]


def _secret(one: Stored, talk: Talk) -> str:
    return talk.ask(f"{one.name} ({one.about})", _secret_missing(one), unseen=True)


def obtain_consent(
    connector: Connector,
    operations: SecretOperations,
    manifest: ManifestFile,
    connection: str,
    talk: Talk,
    *,
    again: bool,
) -> None:
    consent = connector.consent(connection)
    if consent is None:
        return
    refresh = next(one for one in operations.listed() if (one.connection, one.name) == (connection, _refresh(manifest)))
    if refresh.stored and not again:
        return
    operations.store(connection, refresh.name, consent.refresh_token(_answer_to(consent, talk)))
    talk.say(_CONSENT_KEPT)


def _refresh(manifest: ManifestFile) -> str:
    return str(getattr(manifest.call.auth, "refresh", ""))


def _answer_to(consent: Consent, talk: Talk) -> str:
    if not talk.asks:
        raise Rejected(_CONSENT_MISSING, code="bad_argument")
    err.print(_OPEN.in_language(talk.lang), markup=False)
    err.print(consent.url, markup=False)
    if consent.port is None or talk.pastes:
        return talk.ask(_PASTE.in_language(talk.lang), _CONSENT_MISSING)
    ready = partial(webbrowser.open, consent.url) if talk.opens else None
    return redirected(consent.port, talk.lang, ready)


def pairs(texts: list[str]) -> dict[str, str]:
    """Raises Rejected for one that is none."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Rejected(_no_pair(text), code="bad_argument")
        found[name] = value
    return found


def _no_variable(variable: str) -> Sentence:
    return Sentence(
        fr=f"La variable d'environnement « {variable} » est vide.",
        en=f'The environment variable "{variable}" is empty.',
    )


def _no_pair(text: str) -> Sentence:
    shown = text.partition(" ")[0]
    return Sentence(fr=f"« {shown} » : écrivez NOM=VALEUR.", en=f'"{shown}": write NAME=VALUE.')


def _other_platform(connection: str, platform: str) -> Sentence:
    return Sentence(
        fr=f"La connexion « {connection} » est un compte de {platform}. Donnez un autre nom avec --name.",
        en=f'The connection "{connection}" is an account on {platform}. Give another name with --name.',
    )


def _set_there(path: Path) -> Sentence:
    return Sentence(
        fr=f"{path} existe : changez-y les réglages, puis relancez sans --set.",
        en=f"{path} exists: change the settings there, then run the command without --set.",
    )


def _setting_missing(key: str, about: str) -> Sentence:
    return Sentence(
        fr=f"Il manque le réglage « {key} » ({about}) : donnez --set {key}=VALEUR.",
        en=f'The setting "{key}" is missing ({about}): give --set {key}=VALUE.',
    )


def _secret_missing(one: Stored) -> Sentence:
    return Sentence(
        fr=f"Le secret « {one.name} » n'est pas enregistré ({one.about}) : donnez --secret {one.name}=VARIABLE.",
        en=f'The secret "{one.name}" is not stored ({one.about}): give --secret {one.name}=VARIABLE.',
    )


def _later(connection: str, secret: str) -> Sentence:
    return Sentence(
        fr=f"« {secret} » reste à enregistrer : « passerelle secrets set {connection} {secret} ».",
        en=f'"{secret}" is still to be stored: "passerelle secrets set {connection} {secret}".',
    )


def _written(path: Path) -> Sentence:
    return Sentence(fr=f"Fichier écrit : {path}", en=f"File written: {path}")


_CONSENT_KEPT = Sentence(fr="L'accord est enregistré.", en="The consent is stored.")
_OPEN = Sentence(
    fr="Ouvrez cette page avec un compte qui a le droit d'accepter, et acceptez :",
    en="Open this page with an account that may accept, and accept:",
)
_PASTE = Sentence(
    fr="L'adresse entière de la page où vous arrivez",
    en="The whole address of the page you end up at",
)
_CONSENT_MISSING = Sentence(
    fr="Cette plateforme demande l'accord d'une personne : lancez la commande une fois sans --yes.",
    en="This platform asks for the consent of a person: run the command once without --yes.",
)
