"""What `call.auth` names: secrets and settings that exist, and no secret where it would say whom we trust."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from passerelle.configuration.auth_file import Auth, JwtBearer, RefreshToken, TokenAuth
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.surroundings import SECRET, unknown
from passerelle.configuration.text_checks import header_problems
from passerelle.core.sentences import Sentence

_AT: Final[Place] = ("call", "auth")
_TRUSTED: Final = frozenset({"token_url", "authorize", "service", "region"})
"""What says where our secrets go: no secret, and no answer, has a say in it."""
_NO_TEXTS: Final = frozenset({"kind", "token", "expires_in", "refresh", "address"})


def auth_problems(manifest: ManifestFile) -> Iterator[Problem]:
    auth = manifest.call.auth
    if auth is None:
        return
    settings = set(manifest.settings)
    secrets = {name for name, secret in manifest.secrets.items() if secret.use == "call"}
    known = settings | {f"secret.{name}" for name in secrets}
    for key, value in auth.model_dump(exclude=set(_NO_TEXTS)).items():
        names = settings if key in _TRUSTED else known
        for place, text in _texts((*_AT, key), value):
            is_claim = isinstance(auth, JwtBearer) and key in {"claims", "headers"}
            yield from header_problems(place, text, names | _of_key(text) if is_claim else names)
    if isinstance(auth, RefreshToken) and auth.refresh not in secrets:
        yield unknown((*_AT, "refresh"), SECRET, auth.refresh, secrets)
    yield from _url_problems(auth)


def _url_problems(auth: Auth) -> Iterator[Problem]:
    """A setting may stand for the whole beginning; what is written out is https."""
    urls: list[tuple[Place, str]] = [(("token_url",), auth.token_url)] if isinstance(auth, TokenAuth) else []
    urls += [(("authorize", "url"), auth.authorize.url)] if isinstance(auth, RefreshToken) else []
    for place, url in urls:
        if not url.startswith(("https://", "{")):
            yield Problem((*_AT, *place), _NOT_HTTPS)


def _texts(place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts((*place, key), one)


def _of_key(text: str) -> set[str]:
    """The texts of the document that holds the key: which it has is known when it is stored."""
    return {name for part in text.split("{")[1:] if (name := part.partition("}")[0]).startswith("key.")}


_NOT_HTTPS = Sentence(
    fr="Une adresse à laquelle partent des secrets commence par https://, ou par un réglage.",
    en="An address to which secrets go begins with https://, or with a setting.",
)
