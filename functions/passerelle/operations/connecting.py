"""A new account on a platform, from its file to its first call: what is asked of a person, and in which order."""

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from passerelle.configuration.auth_file import RefreshToken
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.model import Name
from passerelle.configuration.sentences import closest
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.operations.secrets import Stored

_NAME = TypeAdapter(Name)
_SCHEMA = "# yaml-language-server: $schema=../schema/connection.schema.json"


def manifest_named(platform: str, manifests: Mapping[str, ManifestFile]) -> ManifestFile:
    """Raises Rejected, with the one that was probably meant."""
    if platform not in manifests:
        raise Rejected(_no_platform(platform, closest(platform, manifests)), code="unknown_platform")
    return manifests[platform]


def checked_name(name: str) -> str:
    """Raises Rejected: it becomes a part of an address and of a parameter's path."""
    try:
        return _NAME.validate_python(name)
    except ValidationError as error:
        raise Rejected(_BAD_NAME, code="bad_argument") from error


def settings_to_ask(manifest: ManifestFile, given: Mapping[str, Any]) -> dict[str, str]:
    """By name, what each setting is that the platform has no default for and nobody gave. Raises Rejected for a setting
    that it does not have.
    """
    for name in given:
        if name not in manifest.settings:
            known = ", ".join(sorted(manifest.settings)) or "-"
            raise Rejected(_no_setting(manifest.platform, name, known), code="bad_set")
    return {
        name: setting.about
        for name, setting in manifest.settings.items()
        if setting.default is None and name not in given
    }


def file_text(name: str, platform: str, settings: Mapping[str, Any]) -> str:
    """The file of a connection, as a person would write it."""
    document: dict[str, Any] = {"connection": name, "platform": platform}
    if settings:
        document["settings"] = dict(settings)
    return f"{_SCHEMA}\n{yaml.safe_dump(document, sort_keys=False, allow_unicode=True)}"


def secrets_to_ask(manifest: ManifestFile, listed: list[Stored], *, again: bool) -> list[Stored]:
    """Those that a person types: not what a consent gives, nor what comes with a webhook that we make. `again` asks for
    those that are stored too.
    """
    auth = manifest.call.auth
    given = {auth.refresh} if isinstance(auth, RefreshToken) else set[str]()
    for subscription in manifest.subscriptions.values():
        given |= {*subscription.makes, *subscription.gives}
    return [one for one in listed if one.needed and one.name not in given and (again or not one.stored)]


def _no_platform(name: str, suggestion: str | None) -> Sentence:
    meant = Sentence(fr=f" Est-ce « {suggestion} » ?", en=f' Is it "{suggestion}"?') if suggestion else Sentence("", "")
    return Sentence(
        fr=f"Aucune plateforme ne s'appelle « {name} » : il lui faut un manifeste sous config/platforms/.{meant.fr}",
        en=f'No platform is called "{name}": it needs a manifest under config/platforms/.{meant.en}',
    )


def _no_setting(platform: str, name: str, known: str) -> Sentence:
    return Sentence(
        fr=f"« --set {name} » : {platform} n'a pas ce réglage. Ses réglages : {known}.",
        en=f'"--set {name}": {platform} has no such setting. Its settings: {known}.',
    )


_BAD_NAME = Sentence(
    fr="--name : un nom s'écrit en minuscules, chiffres et tirets, et commence par une lettre.",
    en="--name: a name has lower-case letters, digits and dashes, and begins with a letter.",
)
