"""An OAuth 2 server that the simulator of a platform mounts: all four grants, and what goes wrong with them.

A platform adds `routes()` to its own, `control()` to its control, `gate` to its gates, and calls `forget` in its own.
"""

import secrets
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from json import loads
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.keys import private_key

JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CODE_LIVES: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Client:
    """An application known here. `issuer` and `audience` are what its statements must hold, for JWT bearer, and
    `subject` the one person who let it speak for them, where it speaks for a person."""

    id: str
    secret: str = ""
    redirects: Sequence[str] = ()
    issuer: str | None = None
    audience: str | None = None
    subject: str | None = None


@dataclass(slots=True)
class _Family:
    """All refresh tokens that came of one consent: using an old one again ends them all."""

    current: str
    used: set[str] = field(default_factory=set)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Code:
    client: str
    redirect: str
    challenge: str | None
    until: datetime


@dataclass(slots=True)
class OAuth:
    """`answers` adds to the answer with a token, such as the address of an organisation. `expires_in` can be left out
    (`tells_lifetime`), and a refresh token can serve for ever (`rotates`)."""

    clock: Clock
    clients: Mapping[str, Client]
    lifetime_s: int = 3600
    rotates: bool = True
    tells_lifetime: bool = True
    client_in: frozenset[str] = frozenset({"body", "basic"})
    answers: Callable[[Call], Json] = lambda _call: {}
    token_path: str = "/oauth/token"  # noqa: S105 - a path
    authorize_path: str = "/oauth/authorize"
    public_key: RSAPublicKey = field(default_factory=lambda: private_key().public_key())
    _access: dict[str, datetime] = field(default_factory=dict)
    _families: list[_Family] = field(default_factory=list)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _seeded: list[str] = field(default_factory=list)
    issued: int = 0

    def routes(self) -> list[Route]:
        return [
            Route("POST", self.token_path, self.token),
            Route("GET", self.authorize_path, self.authorize),
        ]

    def control(self) -> list[Route]:
        return [
            Route("GET", "/oauth", lambda _call: Reply(body={"issued": self.issued, "refresh": self.refresh_tokens()})),
            Route("POST", "/oauth/end-access", lambda _call: self._doing(self.end_access)),
            Route("POST", "/oauth/withdraw", lambda _call: self._doing(self.withdraw)),
        ]

    def gate(self, call: Call) -> None:
        """Before every route but our own: a token that is valid now."""
        if call.path.endswith((self.token_path, self.authorize_path)):
            return
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        until = self._access.get(token)
        if scheme.lower() != "bearer" or until is None or until <= self.clock():
            raise RefusedError(401, "The access token is invalid or has ended", code="invalid_token")

    def seed_refresh(self, token: str) -> None:
        """A refresh token that a person got before, for an account of the demonstration."""
        self._seeded.append(token)
        self._families.append(_Family(token))

    def forget(self) -> None:
        self._access.clear()
        self._codes.clear()
        self._families = [_Family(token) for token in self._seeded]
        self.issued = 0

    def authorize(self, call: Call) -> Reply:
        """The person agrees at once: this machine has no other."""
        client = self.clients.get(call.one("client_id") or "")
        redirect = call.one("redirect_uri") or ""
        if client is None or redirect not in client.redirects:
            return _refusal(400, "invalid_request", "Unknown client or redirect_uri")
        back = {"state": call.one("state") or ""}
        if call.one("response_type") != "code" or call.one("code_challenge_method") not in {None, "S256"}:
            return _leading(redirect, {**back, "error": "invalid_request"})
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Code(client.id, redirect, call.one("code_challenge"), self.clock() + CODE_LIVES)
        return _leading(redirect, {**back, "code": code})

    def token(self, call: Call) -> Reply:
        try:
            return self._granted(call, _fields(call))
        except RefusedError as refused:
            return _refusal(refused.status, refused.code or "invalid_request", str(refused.message))

    def _granted(self, call: Call, fields: Mapping[str, str]) -> Reply:
        match fields.get("grant_type"):
            case "client_credentials":
                self._client(call, fields)
                return self._answer(call)
            case "authorization_code":
                self._redeem(self._client(call, fields), fields)
                family = _Family(secrets.token_urlsafe(24))
                self._families.append(family)
                return self._answer(call, family.current)
            case "refresh_token":
                self._client(call, fields)
                return self._answer(call, self._rotated(fields.get("refresh_token", "")))
            case grant if grant == JWT_BEARER:
                self._verify(fields.get("assertion", ""))
                return self._answer(call)
            case _:
                raise RefusedError(400, "Unknown grant_type", code="unsupported_grant_type")

    def _client(self, call: Call, fields: Mapping[str, str]) -> Client:
        scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            place, (name, _, secret) = "basic", b64decode(encoded).decode().partition(":")
        else:
            place, name, secret = "body", fields.get("client_id", ""), fields.get("client_secret", "")
        client = self.clients.get(name)
        if client is None or client.secret != secret or place not in self.client_in:
            raise RefusedError(401, "Unknown client, or wrong secret", code="invalid_client")
        return client

    def _redeem(self, client: Client, fields: Mapping[str, str]) -> None:
        code = self._codes.pop(fields.get("code", ""), None)
        if code is None or code.client != client.id or code.until <= self.clock():
            raise RefusedError(400, "The code is unknown or was used", code="invalid_grant")
        if code.redirect != fields.get("redirect_uri"):
            raise RefusedError(400, "redirect_uri is another one", code="invalid_grant")
        if code.challenge is not None and code.challenge != challenge(fields.get("code_verifier", "")):
            raise RefusedError(400, "code_verifier does not fit", code="invalid_grant")

    def _rotated(self, token: str) -> str | None:
        """The next refresh token, where they rotate. Raises RefusedError for one that was used before."""
        for family in self._families:
            if token in family.used:
                family.ended = True  # somebody else has it: nobody is let in by this consent any more
            if token == family.current and not family.ended:
                if not self.rotates:
                    return None
                family.used.add(token)
                family.current = secrets.token_urlsafe(24)
                return family.current
        raise RefusedError(400, "The refresh token is unknown, was used or withdrawn", code="invalid_grant")

    def _verify(self, assertion: str) -> None:
        try:
            header, body, signature = assertion.split(".")
            self.public_key.verify(_decoded(signature), f"{header}.{body}".encode(), PKCS1v15(), SHA256())
            claims = loads(_decoded(body))
        except (ValueError, InvalidSignature) as error:
            raise RefusedError(400, "The assertion is not signed by us", code="invalid_grant") from error
        now = self.clock()
        known = [one for one in self.clients.values() if one.issuer is not None and one.issuer == claims.get("iss")]
        if not known or claims.get("aud") != known[0].audience:
            raise RefusedError(400, "Unknown iss, or wrong aud", code="invalid_grant")
        if known[0].subject is not None and claims.get("sub") != known[0].subject:
            raise RefusedError(400, "This person did not consent", code="consent_required")
        if not (claims.get("iat", 0) <= now.timestamp() < claims.get("exp", 0)):
            raise RefusedError(400, "The assertion is not valid at this time", code="invalid_grant")

    def _answer(self, call: Call, refresh: str | None = None) -> Reply:
        self.issued += 1
        access = secrets.token_urlsafe(24)
        self._access[access] = self.clock() + timedelta(seconds=self.lifetime_s)
        body: Json = {"access_token": access, "token_type": "Bearer", **self.answers(call)}
        body |= {"expires_in": self.lifetime_s} if self.tells_lifetime else {}
        body |= {"refresh_token": refresh} if refresh else {}
        return Reply(200, body, {"cache-control": "no-store"})

    def access_tokens(self) -> list[str]:
        return list(self._access)

    def refresh_tokens(self) -> list[str]:
        """Those that are still of use."""
        return [family.current for family in self._families if not family.ended]

    def end_access(self) -> None:
        """Every access token ends before its time."""
        self._access.clear()

    def withdraw(self) -> None:
        """A person withdraws their consent."""
        self._access.clear()
        for family in self._families:
            family.ended = True

    def _doing(self, action: Callable[[], Any]) -> Reply:
        action()
        return Reply(204)


def challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _fields(call: Call) -> dict[str, str]:
    if call.headers.get("content-type", "").startswith("application/json"):
        return {key: str(value) for key, value in call.json_object().items()}
    return dict(parse_qsl(call.raw.decode()))


def _leading(redirect: str, back: Mapping[str, str]) -> Reply:
    mark = "&" if urlsplit(redirect).query else "?"
    return Reply(302, headers={"location": f"{redirect}{mark}{urlencode(back)}"})


def _refusal(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": code, "error_description": message})


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
