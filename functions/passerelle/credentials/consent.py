"""The consent of a person (OAuth 2 authorization code, with PKCE): the page to open, and what its redirect brings."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from passerelle.configuration.auth_file import Authorize, RefreshToken
from passerelle.core.sentences import Sentence
from passerelle.credentials.endpoint import TokenEndpoint
from passerelle.errors import CredentialsRefused, Rejected

_LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Consent:
    """One attempt: what comes back with another `state` belongs to somebody else's. `verifier` is what PKCE proves."""

    connection: str
    authorize: Authorize
    client_id: str
    endpoint: TokenEndpoint = field(repr=False)
    state: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def url(self) -> str:
        """The page that a person opens. It holds no secret."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.authorize.redirect,
            "state": self.state,
            **self.authorize.parameters,
        }
        if self.authorize.pkce:
            digest = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
            asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
        mark = "&" if urlsplit(self.authorize.url).query else "?"
        return f"{self.authorize.url}{mark}{urlencode(asked)}"

    @property
    def port(self) -> int | None:
        """Where to listen for the redirect; None where it goes to another address, which a person copies."""
        parts = urlsplit(self.authorize.redirect)
        return parts.port if (parts.scheme, parts.hostname) == ("http", _LOOPBACK) else None

    def refresh_token(self, redirected: str) -> str:
        """What the consent gives, from the address at which the person ended up. Raises Rejected for an address that
        is not the answer to this very question, and CredentialsRefused for a refusal.
        """
        answer = {name: values[0] for name, values in parse_qs(redirected.strip().partition("?")[2]).items()}
        if not compare_digest(answer.get("state", "").encode(), self.state.encode()):
            raise Rejected(_ANOTHER, code="foreign_consent")
        if "code" not in answer:
            raise Rejected(_NOT_GIVEN, code="consent_refused")
        proof = {"code_verifier": self.verifier} if self.authorize.pkce else {}
        grant = self.endpoint.ask(
            {
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": self.authorize.redirect,
                **proof,
            }
        )
        if grant.refresh is None:
            name = self.connection
            raise CredentialsRefused(_no_refresh_token(name), code="no_refresh_token", connection=name)
        return grant.refresh


def consent_of(connection: str, auth: RefreshToken, endpoint: TokenEndpoint) -> Consent:
    """`auth` has its texts filled in."""
    return Consent(connection, auth.authorize, auth.client_id, endpoint)


_ANOTHER: Final = Sentence(
    fr="Cette adresse ne répond pas à la demande d'accord qui vient d'être faite. Rouvrez la page donnée, et copiez "
    "l'adresse entière de la page d'arrivée.",
    en="This address does not answer the request for consent that was just made. Open the page that was given again, "
    "and copy the whole address of the page you end up at.",
)
_NOT_GIVEN: Final = Sentence(
    fr="L'accord n'a pas été donné. Relancez la commande, et acceptez l'accès avec un compte qui en a le droit.",
    en="The consent was not given. Run the command again, and accept with an account that may do so.",
)


def _no_refresh_token(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » n'a pas donné de jeton de renouvellement : l'accès finirait dans l'heure. Vérifiez les "
        "« parameters » de « call.auth.authorize » (accès hors ligne), et les droits de notre application.",
        en=f'"{connection}" gave no refresh token: the access would end within the hour. Check the "parameters" of '
        '"call.auth.authorize" (offline access), and the rights of our application.',
    )
