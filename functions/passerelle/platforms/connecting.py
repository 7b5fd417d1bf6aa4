"""From a published connection and its secrets to a platform that can be called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, Self

import httpx

from passerelle import log
from passerelle.configuration.auth_file import Auth, RefreshToken
from passerelle.configuration.published import PublishedConnection
from passerelle.configuration.sign_file import PREVIOUS
from passerelle.core.sentences import Sentence
from passerelle.core.templates import compile_template
from passerelle.credentials.consent import Consent, consent_of
from passerelle.credentials.endpoint import RULES as TOKEN_RULES
from passerelle.credentials.endpoint import OfTokens, TokenEndpoint
from passerelle.credentials.making import Maker, Means, filled, header_of
from passerelle.errors import CredentialsRefused
from passerelle.http import Budget, Caller, Credentials
from passerelle.http_dry import DryClient
from passerelle.http_failures import ErrorRules
from passerelle.platforms.platform import Lock, Platform
from passerelle.platforms.rest import RestPlatform
from passerelle.platforms.signing import Signer

KEEP = timedelta(seconds=60)
"""A changed secret or setting is taken up within this time."""

SECRETS = "secrets/"


class Connections(Protocol):
    def connection(self, name: str) -> PublishedConnection: ...


@dataclass(frozen=True, slots=True)
class _Access:
    """Where a connection is called, with which headers, and with which secrets each request is signed. `auth` is what
    obtains further ones, `first` the refresh token that a person stored for it; `no_address` is the secret that would
    tell the address, of an account that only sends to us.
    """

    headers: Mapping[str, str] = field(repr=False)
    address: str = field(repr=False)
    secret_address: bool = False
    signing: Mapping[str, str] = field(default_factory=dict, repr=False)
    no_address: str | None = None
    auth: Auth | None = field(default=None, repr=False)
    first: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a platform was built from is kept with it: while that stays, so do the platform and its caches."""

    platform: Platform
    connection: PublishedConnection
    access: _Access
    until: datetime


@dataclass(slots=True)
class Connector:
    """Called with a connection's name, gives its platform: built once a minute, with the one HTTP client of the
    process.

    `read_secrets` gives what SSM holds for a connection that we call.
    """

    connections: Connections
    read_secrets: Callable[[str], Mapping[str, str]]
    client: httpx.Client
    budget: Budget
    locks: Callable[[str], Lock]
    clock: Callable[[], datetime]
    correlation_id: Callable[[], str]
    means: Means
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def dry(self, client: DryClient) -> Self:
        """The same platforms, which tell what they would send instead of sending it, and lock nothing."""
        return replace(self, client=client, locks=lambda _connection: _NoLock(), _kept={})

    def anew(self) -> Self:
        """The same platforms, with what is stored for them now."""
        return replace(self, _kept={})

    def __call__(self, name: str) -> Platform:
        now = self.clock()
        kept = self._kept.get(name)
        if kept is None or kept.until < now:
            kept = self._renewed(self.connections.connection(name), kept, now + KEEP)
            self._kept[name] = kept
        return kept.platform

    def _renewed(self, connection: PublishedConnection, kept: _Kept | None, until: datetime) -> _Kept:
        access = self._access(connection)
        if kept is not None and (kept.connection, kept.access) == (connection, access):
            return replace(kept, until=until)
        return _Kept(self._connect(connection, access), connection, access, until)

    def _connect(self, connection: PublishedConnection, access: _Access) -> Platform:
        if connection.manifest.native == "tomorro":
            return self._tomorro(connection, access)
        rules = ErrorRules(tuple(row.rule(connection.settings) for row in connection.manifest.call.errors))
        caller = self._caller(connection, access, rules)
        return RestPlatform(connection.name, connection.manifest, connection.settings, caller, self.clock, self)

    def _tomorro(self, connection: PublishedConnection, access: _Access) -> Platform:
        from passerelle.platforms.tomorro.catalogue import Catalogue  # noqa: PLC0415 - only where Tomorro is called
        from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient  # noqa: PLC0415
        from passerelle.platforms.tomorro.platform import TomorroPlatform  # noqa: PLC0415
        from passerelle.platforms.tomorro.settings import read_settings  # noqa: PLC0415

        settings = read_settings(connection.settings)
        headers = {**access.headers, "tomorro-version": settings.version}
        named = replace(access, headers=headers, address=settings.base_url)
        caller = self._caller(connection, named, ERROR_RULES)
        client = TomorroClient(caller, settings, lambda warning, sunset: _deprecated(connection.name, warning, sunset))
        lock = self.locks(connection.name)
        return TomorroPlatform(connection.name, client, Catalogue(client, self.clock), self.clock, lock)

    def _caller(self, connection: PublishedConnection, access: _Access, rules: ErrorRules) -> Caller:
        proofs = connection.manifest.call.sign
        return Caller(
            connection=connection.name,
            base_url=access.address,
            headers=access.headers,
            client=self.client,
            budget=self.budget,
            clock=self.clock,
            correlation_id=self.correlation_id,
            rules=rules,
            secret_address=access.secret_address and access.no_address is None,
            sign=Signer(connection.name, proofs, access.signing).sign if proofs else None,
            credentials=self._credentials(connection, access),
        )

    def _credentials(self, connection: PublishedConnection, access: _Access) -> Credentials | None:
        if access.no_address is not None:
            return _NoAddress(connection.name, access.no_address)
        if access.auth is None:
            return None
        to_endpoint = partial(self._token_caller, connection.name)
        return Maker(connection.name, self.means, self.clock, to_endpoint).credentials(access.auth, access.first)

    def _token_caller(self, connection: str, url: str) -> Caller:
        return Caller(
            connection=connection,
            base_url=url,
            headers={},
            client=self.client,
            budget=OfTokens(self.budget),
            clock=self.clock,
            correlation_id=self.correlation_id,
            rules=TOKEN_RULES,
        )

    def consent(self, name: str) -> Consent | None:
        """How a person lets us in, where that is what the platform asks for: its refresh token need not be there."""
        connection = self.connections.connection(name)
        if not isinstance(connection.manifest.call.auth, RefreshToken):
            return None
        auth = self._access(connection, without=connection.manifest.call.auth.refresh).auth
        if not isinstance(auth, RefreshToken):
            raise TypeError("what is filled in stays of its kind")
        endpoint = TokenEndpoint(auth, self._token_caller(name, auth.token_url), self.clock)
        return consent_of(name, auth, endpoint)

    def _access(self, connection: PublishedConnection, without: str | None = None) -> _Access:
        """Raises CredentialsRefused, naming the command to type, when a secret was never stored; but for one."""
        manifest = connection.manifest
        wanted = [name for name, secret in manifest.secrets.items() if secret.use == "call" and name != without]
        stored = self.read_secrets(connection.name) if wanted else {}
        secrets = {name: stored.get(SECRETS + name) for name in wanted}
        missing = next(
            (name for name, value in secrets.items() if not value and not manifest.secrets[name].optional), None
        )
        if missing is not None:
            raise CredentialsRefused(_no_secret(connection.name, missing), code="no_secret", connection=connection.name)
        names: dict[str, Any] = {**connection.settings, "secret": secrets}
        headers = {
            name: _header(text, names) for name, text in manifest.call.headers.items() if _can_send(text, secrets)
        }
        secret = manifest.call.address
        address = connection.settings.get("base_url", "") if secret is None else compile_template(secret).fill(names)
        signing = {name: value for proof in manifest.call.sign for name, value in _values(proof.secret, stored)}
        auth = filled(manifest.call.auth, names) if manifest.call.auth is not None else None
        of_address = _carried(secret or "")
        return _Access(
            no_address=next((name for name, value in secrets.items() if name in of_address and not value), None),
            headers={**headers, **(header_of(auth) if auth is not None else {})},
            address=str(address),
            secret_address=secret is not None,
            signing=signing,
            auth=auth,
            first=secrets.get(auth.refresh) if isinstance(auth, RefreshToken) else None,
        )


def _header(text: str, names: Mapping[str, Any]) -> str:
    return str(compile_template(text).fill(names))


def _can_send(text: str, secrets: Mapping[str, str | None]) -> bool:
    """Whether no secret that it carries is one that this account does without."""
    return all(secrets[name] for name in _carried(text) & secrets.keys())


def _carried(text: str) -> set[str]:
    """The secrets that it names, among the settings."""
    return {path.text.removeprefix("secret.") for path in compile_template(text).expressions()}


def _values(secret: str, stored: Mapping[str, str]) -> list[tuple[str, str]]:
    """The value of a secret that signs and, while the other side changes over, the former one."""
    return [(name, value) for name in (secret, secret + PREVIOUS) if (value := stored.get(SECRETS + name))]


@dataclass(frozen=True, slots=True)
class _NoAddress:
    """Of an account that only sends to us: calling it names the secret that would hold its address."""

    connection: str
    secret: str

    def address(self) -> str | None:
        raise CredentialsRefused(_no_secret(self.connection, self.secret), code="no_secret", connection=self.connection)

    def sign(self, request: httpx.Request) -> None: ...

    def renew(self) -> bool:
        return False


class _NoLock:
    """Where nothing is created, nobody has to wait."""

    def take(self, name: str, owner: str) -> None: ...

    def release(self, name: str, owner: str) -> None: ...


def _deprecated(connection: str, warning: str, sunset: str) -> None:
    """The platform is going to withdraw the version we use: a line and a metric, for an alarm months before the day."""
    del warning  # a free text of the platform's: its end date says enough
    with log.unit_of_work("version deprecated") as line:
        line.add(connection=connection, code="version_deprecated", status=sunset)
    log.count("VersionDeprecated", connection=connection)


def _no_secret(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {name} » de « {connection} » n'est pas enregistré. Lancez « passerelle secrets set "
        f"{connection} {name} », "
        "puis rejouez l'exécution.",
        en=f'The secret "{name}" of "{connection}" is not stored. Run "passerelle secrets set {connection} {name}", '
        "then replay the run.",
    )
