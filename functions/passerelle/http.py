"""The only way out over HTTP: one call gives an answer or one error of our tree, for every platform.

Nothing is tried again here: the queue waits. The names of httpx's errors tell whether the request can have left us.
"""

import json as json_text
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Literal, Protocol
from urllib.parse import quote, unquote

import httpx

from passerelle import __version__, http_faults
from passerelle.errors import CredentialsRefused, Effect
from passerelle.http_bodies import Encoded, Encoding, encoded
from passerelle.http_failures import ErrorRules, Failure, Meaning, Rule
from passerelle.http_waits import limit_reset, retry_after

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
LARGEST_ANSWER_BYTES: Final = 10 * 1024 * 1024

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NEVER_LEFT: Final = (
    httpx.ConnectError,  # name resolution, refused connection, TLS
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)

_TOKEN_REFUSED: Final = 401

ONLY_READS: Final = "passerelle_only_reads"
"""The extension of a request by which a client can tell that it changes nothing."""

TOLD_PATH: Final = "passerelle_told_path"
"""The extension that holds what may be told of a request's path, where its address is a secret."""

TOLD_INSTEAD: Final = "passerelle_told_instead"
"""The extension that holds the request that a dry run tells in place of this one."""

Params = Mapping[str, str | int | bool]
Expects = Literal["json", "text"]


class Budget(Protocol):
    """Our share of a connection's allowance, common to all functions."""

    def take(self, connection: str) -> None:
        """Count one call; RateLimited when our share is spent."""

    def pause(self, connection: str, seconds: float) -> None:
        """The service asked everyone to wait."""

    def failed(self, connection: str) -> None:
        """The service did not answer, or not properly: after several, nobody calls it for a while."""

    def answered(self, connection: str) -> None:
        """The service is there, whatever it answered."""


class Credentials(Protocol):
    """What proves who we are where a header that does not change is not enough. It may ask for a token first."""

    def address(self) -> str | None:
        """Where calls go, where only whoever gives the token tells it."""

    def sign(self, request: httpx.Request) -> None:
        """Put them on a request that is otherwise ready to leave."""

    def renew(self) -> bool:
        """They were refused: whether there are others now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A success. Header names are in lower case; `body` is None when there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """One client a process. It keeps no cookie, since connections of several accounts share it."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log whole URLs, whose queries hold names
    return httpx.Client(transport=transport, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))


def segment(identifier: str) -> str:
    """An id as one segment of a path. An empty one would turn a change of one record into a call about all of them."""
    if identifier.strip() in ("", ".", ".."):
        raise http_faults.invalid_id()
    return quote(identifier, safe="")


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls one connection. `headers` holds its credentials, so it is never shown; nor is an address that is one."""

    connection: str
    base_url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    client: httpx.Client
    budget: Budget
    clock: Callable[[], datetime]
    correlation_id: Callable[[], str]
    rules: ErrorRules = field(default_factory=ErrorRules)
    secret_address: bool = False
    sign: Callable[[httpx.Request, datetime], None] | None = field(default=None, repr=False)
    credentials: Credentials | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.secret_address and not _is_address(self.base_url):
            raise http_faults.unusable_address(self.connection)
        if not _are_sendable(self.headers):
            raise http_faults.unsendable_key(self.connection)

    def request(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        json: Any = None,
        *,
        only_reads: bool | None = None,
        expects: Expects = "json",
        headers: Mapping[str, str] | None = None,
        encoding: Encoding = "json",
        rows: Sequence[Rule] = (),
        content: Iterable[bytes] | None = None,
    ) -> Answer:
        """`only_reads` is for a POST that changes nothing, such as a search; a GET never does. `json` is the body,
        written in another `encoding` where the platform wants it so; `headers` and `rows` are of this request alone.
        `content` is a body that is sent as it comes, once; its length is among the headers.
        """
        if headers and not _are_sendable(headers):
            raise http_faults.unsendable_header(self.connection)
        safe = method in _SAFE_METHODS if only_reads is None else only_reads
        body = encoded(json, encoding) if content is None else Encoded(content=content)

        def send() -> Answer:
            return self._send(self._built(method, path, params, body, headers or {}, safe), safe, expects, rows)

        try:
            return send()
        except CredentialsRefused as error:
            ended = error.context.get("status") == _TOKEN_REFUSED  # and so nothing was done
            if not ended or content is not None or self.credentials is None or not self.credentials.renew():
                raise
        return send()

    def following(self, path: str, reference: str) -> str:
        """The address that an answer to a request names as the next one: relative to that request, as links are.
        Whether it is ours to call is looked at when it is called.
        """
        try:
            return str(self._url(path, self._base()).join(reference))
        except httpx.InvalidURL as error:
            raise http_faults.foreign_url(self.connection) from error

    def _built(
        self, method: str, path: str, params: Params | None, body: Encoded, headers: Mapping[str, str], safe: bool
    ) -> httpx.Request:
        request = self.client.build_request(
            method,
            self._url(path, self._base()),
            params=dict(params) if params else None,
            headers={
                "accept": "application/json",
                "user-agent": f"passerelle/{__version__}",
                "x-correlation-id": self.correlation_id(),
                **self.headers,
                **headers,
            },
            timeout=TIMEOUT,
            extensions={ONLY_READS: safe, **({TOLD_PATH: path} if self.secret_address else {})},
            **body,
        )
        if self.credentials is not None:
            self.credentials.sign(request)
        if self.sign is not None:
            self.sign(request, self.clock())
        return request

    def _send(self, request: httpx.Request, safe: bool, expects: Expects, rows: Sequence[Rule]) -> Answer:
        self.budget.take(self.connection)
        try:
            response = self.client.send(request, stream=True, follow_redirects=False)
            content = _content(response)
        except httpx.HTTPError as error:
            self.budget.failed(self.connection)
            never_left = safe or isinstance(error, _NEVER_LEFT)
            effect = Effect.NOT_DONE if never_left else Effect.UNKNOWN
            raise http_faults.no_answer(self.connection, type(error).__name__, effect) from error
        return self._answer(request.method, response, content, self.rules.after(rows), safe=safe, expects=expects)

    def _base(self) -> str:
        address = self.credentials.address() if self.credentials is not None else None
        return address or self.base_url

    def _url(self, path: str, base_url: str) -> httpx.URL:
        """Below the connection's base URL and nowhere else: the credentials go with it."""
        base = base_url.rstrip("/")
        try:
            root = httpx.URL(base)
            absolute = "://" in path.partition("?")[0]
            itself = path in {"", "/"}
            url = httpx.URL(path if absolute else base_url if itself else f"{base}/{path.lstrip('/')}")
        except httpx.InvalidURL as error:
            raise http_faults.foreign_url(self.connection) from error
        below = f"{url.path}/".startswith(f"{root.path.rstrip('/')}/")
        climbs = any(unquote(part) == ".." for part in url.raw_path.decode().partition("?")[0].split("/"))
        if _origin(url) != _origin(root) or not below or climbs:
            raise http_faults.foreign_url(self.connection)
        return url

    def _answer(
        self,
        method: str,
        response: httpx.Response,
        content: bytes | None,
        rules: ErrorRules,
        *,
        safe: bool,
        expects: Expects,
    ) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, readable = _body(content, expects if response.is_success else "json")
        rule = rules.row_for(response.status_code, headers, body)
        if rule is not None and rule.meaning is Meaning.UNAVAILABLE:
            self.budget.failed(self.connection)
        else:
            self.budget.answered(self.connection)
        if rule is not None and rule.meaning is Meaning.DONE:
            return Answer(response.status_code, headers, body)
        if rule:
            announced_s = self._announced_wait(rule, headers, body)
            wait_s = announced_s or rule.wait_s
            if wait_s and (announced_s or rule.meaning is Meaning.RATE_LIMITED):
                self.budget.pause(self.connection, wait_s)
            remote_code = rules.code_in(body)
            raise Failure(rule, self.connection, method, safe, response.status_code, remote_code, wait_s).error()
        if content is None:
            raise http_faults.too_large(self.connection, only_reads=safe)
        if not readable:
            raise http_faults.unreadable(self.connection, response.status_code, only_reads=safe)
        return Answer(response.status_code, headers, body)

    def _announced_wait(self, rule: Rule, headers: Mapping[str, str], body: Any) -> float | None:
        now = self.clock()
        if rule.resets is not None:
            return rule.resets.wait_s(now)
        if rule.announced is not None and (wait_s := rule.announced.wait_s(headers, body, now)) is not None:
            return wait_s
        match rule.meaning:
            case Meaning.RATE_LIMITED:
                return retry_after(headers, now) or limit_reset(headers, now)
            case Meaning.UNAVAILABLE:
                return retry_after(headers, now)
            case _:
                return None


def _are_sendable(headers: Mapping[str, str]) -> bool:
    return all(value.isascii() and value.isprintable() for value in headers.values())


def _is_address(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return False
    return url.scheme in {"https", "http"} and bool(url.host)


def _origin(url: httpx.URL) -> tuple[str, str, int | None, bytes]:
    return url.scheme, url.host, url.port, url.userinfo


def _content(response: httpx.Response) -> bytes | None:
    """The decoded bytes; None when there are too many of them."""
    content = bytearray()
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER_BYTES:
                return None
    finally:
        response.close()
    return bytes(content)


def _body(content: bytes | None, expects: Expects) -> tuple[Any, bool]:
    """The body, and whether it could be read."""
    if not content or not content.strip():
        return None, True
    try:
        return (json_text.loads(content) if expects == "json" else content.decode()), True
    except (ValueError, RecursionError):
        return None, False
