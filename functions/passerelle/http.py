"""The only way out over HTTP: one call gives an answer or one error of our tree, for every platform.

Nothing is tried again here: the queue waits. The names of httpx's errors tell whether the request can have left us.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx

from passerelle import __version__, http_faults
from passerelle.errors import CredentialsRefused, Effect
from passerelle.http_addresses import below, is_address, segment
from passerelle.http_answers import LARGEST_ANSWER_BYTES, Answer, Expects, Reader, content_of
from passerelle.http_bodies import Encoded, Encoding, encoded
from passerelle.http_failures import ErrorRules, Rule
from passerelle.http_network import NotPublic
from passerelle.http_ports import Budget, Credentials

__all__ = [
    "LARGEST_ANSWER_BYTES",
    "ONLY_READS",
    "TIMEOUT",
    "TOLD_INSTEAD",
    "TOLD_PATH",
    "Answer",
    "Budget",
    "Caller",
    "Credentials",
    "Expects",
    "Params",
    "new_client",
    "segment",
]

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)

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


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """One client a process. It keeps no cookie, since connections of several accounts share it."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log whole URLs, whose queries hold names
    return httpx.Client(transport=transport, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))


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
        if self.secret_address and not is_address(self.base_url):
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
            return str(below(self._base(), path, self.connection).join(reference))
        except httpx.InvalidURL as error:
            raise http_faults.foreign_url(self.connection) from error

    def _built(
        self, method: str, path: str, params: Params | None, body: Encoded, headers: Mapping[str, str], safe: bool
    ) -> httpx.Request:
        request = self.client.build_request(
            method,
            below(self._base(), path, self.connection),
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
            content = content_of(response)
        except NotPublic:
            raise http_faults.not_public(self.connection) from None
        except httpx.HTTPError as error:
            self.budget.failed(self.connection)
            never_left = safe or isinstance(error, _NEVER_LEFT)
            effect = Effect.NOT_DONE if never_left else Effect.UNKNOWN
            raise http_faults.no_answer(self.connection, type(error).__name__, effect) from error
        reader = Reader(self.connection, self.budget, self.rules.after(rows), self.clock)
        return reader.read(request.method, response, content, safe=safe, expects=expects)

    def _base(self) -> str:
        address = self.credentials.address() if self.credentials is not None else None
        return address or self.base_url


def _are_sendable(headers: Mapping[str, str]) -> bool:
    return all(value.isascii() and value.isprintable() for value in headers.values())
