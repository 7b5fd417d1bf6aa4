"""Authorization code with PKCE, and tokens signed with RS256, as the specifications of OpenID Connect have them."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply
from local.simulators.signin.people import CLIENT_ID, PEOPLE

LIFETIME_S: Final = 3600
KEY_ID: Final = "local"
OPEN: Final = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "content-type",
    "access-control-allow-methods": "GET, POST, OPTIONS",
}
"""Pages of any address may ask: they are on this machine."""


@dataclass(frozen=True, slots=True)
class _Code:
    person: str
    redirect_uri: str
    challenge: str
    nonce: str | None


@dataclass
class Issuer:
    clock: Clock
    _codes: dict[str, _Code] = field(default_factory=dict)

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def forget(self) -> None:
        self._codes.clear()

    def discovery(self, call: Call) -> Reply:
        base = _base(call)
        body = {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "end_session_endpoint": f"{base}/end",
            "jwks_uri": f"{base}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return Reply(body=body, headers=OPEN)

    def keys(self, call: Call) -> Reply:
        del call
        numbers = self._key.public_key().public_numbers()
        modulus, exponent = (_b64(number.to_bytes((number.bit_length() + 7) // 8)) for number in (numbers.n, numbers.e))
        key = {"kty": "RSA", "kid": KEY_ID, "use": "sig", "alg": "RS256", "n": modulus, "e": exponent}
        return Reply(body={"keys": [key]}, headers=OPEN)

    def authorize(self, call: Call) -> Reply:
        """A page on which one chooses who one is; with `login_hint`, that person at once."""
        asked = {name: call.one(name) or "" for name in call.query}
        if asked.get("response_type") != "code" or asked.get("client_id") != CLIENT_ID:
            raise RefusedError(400, "An unknown client, or another response type than code")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise RefusedError(400, "PKCE with S256 is needed")
        person = asked.get("login_hint")
        if person not in PEOPLE:
            return _choice(asked)
        code = secrets.token_urlsafe(24)
        given = _Code(person, asked.get("redirect_uri", ""), asked["code_challenge"], asked.get("nonce"))
        self._codes[code] = given
        target = f"{given.redirect_uri}?{urlencode({'code': code, 'state': asked.get('state', '')})}"
        return Reply(302, headers={"location": target})

    def token(self, call: Call) -> Reply:
        form = dict(parse_qsl(call.raw.decode()))
        code = self._codes.pop(form.get("code", ""), None)
        challenge = _b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if code is None or challenge != code.challenge or form.get("redirect_uri") != code.redirect_uri:
            raise RefusedError(400, "The code is unknown, used, or somebody else's", code="invalid_grant", headers=OPEN)
        return Reply(body=self._tokens(_base(call), code.person, code.nonce), headers=OPEN)

    def preflight(self, call: Call) -> Reply:
        del call
        return Reply(204, headers=OPEN)

    def end(self, call: Call) -> Reply:
        return Reply(302, headers={"location": call.one("post_logout_redirect_uri") or "/"})

    def token_for(self, call: Call) -> Reply:
        """For tests: a token without a browser. `lifetime_s` and `audience` make one that must be refused."""
        body = call.json_object()
        base = f"{call.origin}/signin"
        lifetime_s = body.get("lifetime_s", LIFETIME_S)
        return Reply(body=self._tokens(base, body["person"], None, lifetime_s, body.get("audience", CLIENT_ID)))

    def _tokens(
        self, base: str, person: str, nonce: str | None, lifetime_s: int = LIFETIME_S, audience: str = CLIENT_ID
    ) -> Json:
        email, groups = PEOPLE[person]
        now = int(self.clock().timestamp())
        claims = {"iss": base, "aud": audience, "sub": person, "iat": now, "exp": now + lifetime_s, "email": email}
        access = self._signed({**claims, "cognito:groups": groups, "scope": "openid email"})
        identity = self._signed({**claims, "nonce": nonce})
        return {"access_token": access, "id_token": identity, "token_type": "Bearer", "expires_in": lifetime_s}

    def _signed(self, claims: Json) -> str:
        parts = [{"alg": "RS256", "typ": "JWT", "kid": KEY_ID}, claims]
        text = ".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        return f"{text}.{_b64(self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _choice(asked: Json) -> Reply:
    links = "".join(
        f'<li><a href="?{escape(urlencode({**asked, "login_hint": name}))}">{name} ({email}): '
        f"{', '.join(groups) or 'no group'}</a></li>"
        for name, (email, groups) in PEOPLE.items()
    )
    page = f'<!doctype html><html lang="en"><title>Sign in (local)</title><h1>Who are you?</h1><ul>{links}</ul></html>'
    return Reply(body=page, content_type="text/html")


def _base(call: Call) -> str:
    return f"{call.origin}/signin"


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
