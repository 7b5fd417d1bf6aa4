"""Asks a token endpoint: one request, and one grant or one error of our tree."""

import math
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from passerelle.configuration.auth_file import ClientAuth, TokenAddress, TokenAuth
from passerelle.core.expressions import compile_expression
from passerelle.core.gate import Limits
from passerelle.core.sentences import Sentence
from passerelle.credentials.grant import Grant
from passerelle.errors import CredentialsRefused, Unavailable
from passerelle.http import Budget, Caller
from passerelle.http_failures import ErrorRules, Meaning, Rule

LONGEST_S: Final = 30 * 86_400
"""A token that claims to live longer is renewed all the same."""

LIMITS: Final = Limits(requests=20, per_s=60, burst=5)
"""Tokens are asked for a few times an hour; more would be a fault, which a platform may punish."""

_LET_IN_AGAIN: Final = Sentence(
    fr="« {connection} » ne nous laisse plus entrer ({detail}) : l'accord donné a expiré, a été retiré, ou sa clé "
    "n'est plus valable. Lancez « passerelle connect » pour cette connexion ou, si personne n'a à y donner son accord, "
    "vérifiez la clé enregistrée, puis rejouez l'exécution.",
    en='"{connection}" lets us in no longer ({detail}): the consent that was given has ended, was withdrawn, or its '
    'key is not valid any more. Run "passerelle connect" for this connection or, where nobody gives a consent, check '
    "the key stored, then replay the run.",
)
_CLIENT: Final = Sentence(
    fr="« {connection} » ne reconnaît pas notre application ({detail}). Vérifiez l'identifiant et le secret "
    "d'application enregistrés, avec « passerelle connect » pour cette connexion, puis rejouez l'exécution.",
    en='"{connection}" does not recognise our application ({detail}). Check the id and the secret of the application '
    'that are stored, with "passerelle connect" for this connection, then replay the run.',
)
_TOKEN: Final = Sentence(
    fr="« {connection} » refuse de nous donner un jeton d'accès ({detail}). Vérifiez les réglages de la connexion et "
    "les droits accordés à notre application, puis rejouez l'exécution.",
    en='"{connection}" refuses to give us an access token ({detail}). Check the settings of the connection and the '
    "rights that our application was granted, then replay the run.",
)
_REFUSALS: Final = frozenset(range(400, 500)) - {408, 425, 429}


def _words(*words: str) -> str:
    return " || ".join(f"error == '{word}'" for word in words)


RULES: Final = ErrorRules(
    (
        Rule(
            Meaning.CREDENTIALS,
            _REFUSALS,
            when=_words("invalid_grant", "consent_required", "interaction_required"),
            code="grant_refused",
            sentence=_LET_IN_AGAIN,
        ),
        Rule(
            Meaning.CREDENTIALS,
            _REFUSALS,
            when=_words("invalid_client", "invalid_client_id", "invalid_client_credentials", "unauthorized_client"),
            code="client_refused",
            sentence=_CLIENT,
        ),
        Rule(Meaning.CREDENTIALS, _REFUSALS, code="token_refused", sentence=_TOKEN),
    )
)


@dataclass(frozen=True, slots=True)
class OfTokens:
    """Token endpoints have their own line beside that of the calls: an outage of one is not one of the other."""

    budget: Budget

    def take(self, connection: str) -> None:
        self.budget.take(line_of(connection))

    def pause(self, connection: str, seconds: float) -> None:
        self.budget.pause(line_of(connection), seconds)

    def failed(self, connection: str) -> None:
        self.budget.failed(line_of(connection))

    def answered(self, connection: str) -> None:
        self.budget.answered(line_of(connection))


_SUFFIX: Final = "/tokens"


def line_of(connection: str) -> str:
    return connection + _SUFFIX


def connection_of(line: str) -> str | None:
    """The connection whose token endpoint stands in that line; None for the line of a connection itself."""
    return line.removesuffix(_SUFFIX) if line.endswith(_SUFFIX) else None


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """`auth` has its texts filled in. `caller` goes to its token_url, with `RULES` and in the line `OfTokens`."""

    auth: TokenAuth = field(repr=False)
    caller: Caller
    clock: Callable[[], datetime]

    def ask(self, parameters: Mapping[str, str]) -> Grant:
        """Whatever happens to its answer, nothing was done for which a run would have to be parked."""
        asked_at = self.clock()
        fields = {**parameters, **self.auth.parameters}
        headers: dict[str, str] = {}
        if isinstance(self.auth, ClientAuth):
            if self.auth.client_in == "basic":
                headers["authorization"] = basic(self.auth.client_id, self.auth.client_secret)
            else:
                secret = {"client_secret": self.auth.client_secret} if self.auth.client_secret else {}
                fields |= {"client_id": self.auth.client_id, **secret}
        answer = self.caller.request(
            "POST",
            "/",
            json=fields,
            encoding=self.auth.send_as,
            headers=headers,
            only_reads=True,
        )
        return self._grant(answer.body, asked_at)

    def _grant(self, body: Any, asked_at: datetime) -> Grant:
        access = _search(self.auth.token, body)
        if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable():
            raise Unavailable(_no_token(self.caller.connection), code="no_token", connection=self.caller.connection)
        refresh = body.get("refresh_token") if isinstance(body, dict) else None
        return Grant(
            access=access,
            asked_at=asked_at,
            ends_at=asked_at + timedelta(seconds=self._lifetime_s(body)),
            refresh=refresh if isinstance(refresh, str) and refresh else None,
            address=self._address(body),
        )

    def _lifetime_s(self, body: Any) -> float:
        try:
            told = float(_search(self.auth.expires_in, body))
        except (TypeError, ValueError):
            return self.auth.lifetime_s
        return min(told, LONGEST_S) if math.isfinite(told) and told > 0 else self.auth.lifetime_s

    def _address(self, body: Any) -> str | None:
        """Raises CredentialsRefused for one that is not where the manifest says: our token would go there."""
        if self.auth.address is None:
            return None
        told = _search(self.auth.address.path, body)
        if not isinstance(told, str) or not _is_right(told, self.auth.address, self.auth.token_url):
            name = self.caller.connection
            raise CredentialsRefused(_elsewhere(name), code="foreign_token_address", connection=name)
        return told


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _is_right(address: str, rule: TokenAddress, token_url: str) -> bool:
    try:
        parts, asked = urlsplit(address), urlsplit(token_url)
        told_port, asked_port = parts.port, asked.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    if (parts.scheme, parts.hostname, told_port) == (asked.scheme, asked.hostname, asked_port):
        return True
    domains = [domain.lower().strip(".") for domain in rule.below]
    return (
        parts.scheme == "https"
        and told_port in {None, 443}
        and any(parts.hostname == domain or parts.hostname.endswith(f".{domain}") for domain in domains)
    )


def _search(path: str, body: Any) -> Any:
    return compile_expression(path).search(body)


def _no_token(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » a répondu sans jeton d'accès. Un nouvel essai aura lieu de lui-même ; si cela dure, "
        "corrigez « call.auth » dans le manifeste de la plateforme.",
        en=f'"{connection}" answered without an access token. It will be tried again by itself; if this lasts, correct '
        '"call.auth" in the platform\'s manifest.',
    )


def _elsewhere(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » demande que nos appels aillent à une adresse que son manifeste n'admet pas : rien n'y a "
        "été envoyé. Vérifiez les réglages de la connexion et « call.auth.address » dans le manifeste.",
        en=f'"{connection}" asks for our calls to go to an address that its manifest does not allow: nothing was sent '
        'there. Check the settings of the connection, and "call.auth.address" in the manifest.',
    )
