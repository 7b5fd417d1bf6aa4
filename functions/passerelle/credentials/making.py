"""From `call.auth`, its texts filled in, to what puts our credentials on each call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.configuration.auth_file import (
    Auth,
    Aws,
    Basic,
    ClientCredentials,
    JwtBearer,
    RefreshToken,
    TokenAuth,
)
from passerelle.core.templates import compile_template
from passerelle.credentials.bearer import Bearer
from passerelle.credentials.endpoint import TokenEndpoint, basic
from passerelle.credentials.grant import Grant, digest
from passerelle.credentials.shared import SharedGrant, Store
from passerelle.credentials.sources import OwnGrant, Source
from passerelle.credentials.statement import GRANT_TYPE, private_key_in, signed_statement
from passerelle.http import Caller, Credentials
from passerelle.platforms.platform import Lock

_AS_WRITTEN = {"kind", "send_as", "token", "expires_in", "lifetime_s", "client_in", "shared", "refresh"}
_AS_WRITTEN |= {"refresh_days", "valid_s", "authorize", "address", "key"}


@dataclass(frozen=True, slots=True)
class Means:
    """What credentials need of the installation: what is kept for all functions, and AWS's own signature."""

    store: Store
    locks: Callable[[str], Lock]
    sleep: Callable[[float], None]
    sign_aws: Callable[[str, str], Credentials]


def filled(auth: Auth, names: Mapping[str, Any]) -> Auth:
    """The same with its settings and secrets in place. It is not validated anew: a message would quote them."""
    if isinstance(auth, JwtBearer):
        key, others = private_key_in(str(compile_template(auth.key).fill(names)))
        names = {**names, "key": others}
        auth = auth.model_copy(update={"key": key})
    texts = auth.model_dump(exclude=_AS_WRITTEN)
    if isinstance(auth, RefreshToken):
        page = compile_template(auth.authorize.model_dump(exclude={"pkce"})).fill(names)
        auth = auth.model_copy(update={"authorize": auth.authorize.model_copy(update=_texts(page))})
    return auth.model_copy(update=_texts(compile_template(texts).fill(names)))


def header_of(auth: Auth) -> dict[str, str]:
    """Of the kind that needs nothing but a header."""
    return {"authorization": basic(auth.user, auth.password)} if isinstance(auth, Basic) else {}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the credentials of one connection. `caller` goes to a token endpoint."""

    connection: str
    means: Means
    clock: Callable[[], datetime]
    caller: Callable[[str], Caller]

    def credentials(self, auth: Auth, first: str | None) -> Credentials | None:
        """`first` is the refresh token that a person stored, for the kind that has one."""
        match auth:
            case Aws():
                return self.means.sign_aws(auth.service, auth.region)
            case TokenAuth():
                return Bearer(self._source(auth, first), auth.header, auth.prefix, auth.address is not None, self.clock)
            case _:
                return None

    def _source(self, auth: TokenAuth, first: str | None) -> Source:
        endpoint = TokenEndpoint(auth, self.caller(auth.token_url), self.clock)
        match auth:
            case RefreshToken():
                return self._shared(endpoint, "refresh_token", auth, first)
            case ClientCredentials(shared=True):
                return self._shared(endpoint, "client_credentials", auth, None)
            case JwtBearer():
                return OwnGrant(lambda: self._stated(endpoint, auth), self.clock)
            case _:
                return OwnGrant(lambda: endpoint.ask({"grant_type": "client_credentials"}), self.clock)

    def _shared(
        self, endpoint: TokenEndpoint, grant_type: str, auth: RefreshToken | ClientCredentials, first: str | None
    ) -> Source:
        return SharedGrant(
            connection=self.connection,
            ask=lambda parameters: endpoint.ask({"grant_type": grant_type, **parameters}),
            store=self.means.store,
            lock=self.means.locks(self.connection),
            clock=self.clock,
            sleep=self.means.sleep,
            origin=origin_of(auth, first),
            first=first,
        )

    def _stated(self, endpoint: TokenEndpoint, auth: JwtBearer) -> Grant:
        statement = signed_statement(auth.key, auth.claims, auth.headers, self.clock(), auth.valid_s, self.connection)
        return endpoint.ask({"grant_type": GRANT_TYPE, "assertion": statement})


def origin_of(auth: RefreshToken | ClientCredentials, first: str | None) -> str:
    """What is kept is of use to these very credentials alone."""
    return digest(first or f"{auth.token_url} {auth.client_id} {auth.client_secret} {auth.parameters}")


def _texts(tree: dict[str, Any]) -> dict[str, Any]:
    """A setting may be a number; what is sent is text."""
    return {key: _texts(one) if isinstance(one, dict) else "" if one is None else str(one) for key, one in tree.items()}
