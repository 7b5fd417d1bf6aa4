"""Files on their way from one service to another: chunk by chunk, never held whole.

A file's link opens it without a key. It is a secret itself, so it is told nowhere, and none of our keys goes with it.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx

from passerelle import __version__, http_faults
from passerelle.core.plans import Outgoing
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected, RemoteRefused, Unavailable
from passerelle.http import ONLY_READS, TIMEOUT, TOLD_INSTEAD
from passerelle.http_network import NotPublic

MEBIBYTE: Final = 1024 * 1024
_CHUNK_BYTES: Final = 256 * 1024
_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(slots=True)
class Content:
    """So many bytes that are still to come, each of which is given once."""

    length: int
    chunks: Iterator[bytes]
    _left_over: bytes = b""

    def first(self, count: int) -> Iterator[bytes]:
        """The next `count` bytes, in chunks as they come."""
        while count > 0:
            chunk = self._left_over or next(self.chunks, b"")
            self._left_over = chunk[count:]
            if not chunk:
                return
            yield chunk[:count]
            count -= min(count, len(chunk))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a platform offers. `opened` asks for it; a dry run tells the request given instead."""

    name: str
    content_type: str
    opened: Callable[[Outgoing], AbstractContextManager[Content]]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Opens links, at the hosts of a connection's own choice and nowhere else: its API's, and those below `domains`."""

    connection: str
    client: httpx.Client
    base_url: str
    domains: tuple[str, ...]
    largest_bytes: int

    @contextmanager
    def opened(self, link: str, instead: Outgoing) -> Iterator[Content]:
        """Raises what a run understands: a link that has ended is no fault, the next attempt gets another one."""
        url = trusted_url(self.connection, link, self.base_url, self.domains)
        request = self.client.build_request(
            "GET",
            url,
            headers={"accept": "*/*", "accept-encoding": "identity", "user-agent": f"passerelle/{__version__}"},
            timeout=TIMEOUT,
            extensions={ONLY_READS: False, TOLD_INSTEAD: instead},
        )
        with self._answered(request) as response:
            yield Content(self._length(response), self._chunks(response))

    @contextmanager
    def _answered(self, request: httpx.Request) -> Iterator[httpx.Response]:
        try:
            response = self.client.send(request, stream=True, follow_redirects=False)
        except NotPublic:
            raise http_faults.not_public(self.connection) from None
        except httpx.HTTPError as error:
            raise self._broken(error) from None  # its text may quote the link
        with contextlib.closing(response):
            self._check(response)
            yield response

    def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        if response.is_redirect:
            raise RemoteRefused(_redirected(self.connection), code="redirected", connection=self.connection)
        about: dict[str, Any] = {"connection": self.connection, "status": response.status_code}
        if response.is_client_error and response.status_code not in _PASSING:
            raise Unavailable(_ended(self.connection), code="file_link_ended", **about)
        raise Unavailable(_unavailable(self.connection), code="file_unavailable", **about)

    def _length(self, response: httpx.Response) -> int:
        told = response.headers.get("content-length", "")
        if not told.isdecimal() or response.headers.get("content-encoding", "identity") != "identity":
            raise RemoteRefused(_no_length(self.connection), code="file_without_length", connection=self.connection)
        length = int(told)
        if length == 0:
            raise RemoteRefused(_empty(self.connection), code="file_empty", connection=self.connection)
        if length > self.largest_bytes:
            sentence = _too_large(self.connection, self.largest_bytes // MEBIBYTE)
            raise Rejected(sentence, code="file_too_large", connection=self.connection)
        return length

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """What breaks here is the file's own service: whoever sends it on must not take it for another's failure."""
        try:
            yield from response.iter_bytes(_CHUNK_BYTES)
        except httpx.HTTPError as error:
            raise self._broken(error) from None

    def _broken(self, error: httpx.HTTPError) -> Unavailable:
        cause = type(error).__name__
        return Unavailable(
            _unavailable(self.connection), code="file_unavailable", connection=self.connection, error_type=cause
        )


def trusted_url(connection: str, address: str, base_url: str, domains: tuple[str, ...]) -> httpx.URL:
    """An address that an answer gave. Raises Rejected unless it is of the connection's own origin or, over https, below
    one of the domains.
    """
    try:
        url, own = httpx.URL(address), httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError):
        raise Rejected(_foreign(connection, "-"), code="foreign_file_host", connection=connection) from None
    same = (url.scheme, url.host, url.port) == (own.scheme, own.host, own.port)
    below = any(url.host == domain or url.host.endswith(f".{domain}") for domain in domains)
    if url.userinfo or not (same or (below and url.scheme == "https" and url.port in {None, 443})):
        sentence = _foreign(connection, url.host)
        raise Rejected(sentence, code="foreign_file_host", connection=connection)
    return url


def _foreign(connection: str, host: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » donne un fichier à une adresse ({host}) que sa connexion ne permet pas : rien n'y a été "
        "demandé. Si elle est bien la sienne, ajoutez son domaine au réglage « file_hosts », puis rejouez l'exécution.",
        en=f'"{connection}" gives a file at an address ({host}) that its connection does not allow: nothing was asked '
        'there. If it is its own, add its domain to the setting "file_hosts", then replay the run.',
    )


def _ended(connection: str) -> Sentence:
    return Sentence(
        fr=f"Le lien d'un fichier de « {connection} » n'est plus valable. Un nouveau sera demandé de lui-même.",
        en=f'The link of a file of "{connection}" is no longer valid. Another one will be asked for by itself.',
    )


def _unavailable(connection: str) -> Sentence:
    return Sentence(
        fr=f"Un fichier de « {connection} » n'a pas pu être lu jusqu'au bout. Un nouvel essai aura lieu de lui-même.",
        en=f'A file of "{connection}" could not be read to its end. It will be tried again by itself.',
    )


def _redirected(connection: str) -> Sentence:
    return Sentence(
        fr=f"Le lien d'un fichier de « {connection} » mène ailleurs, et nous ne le suivons pas. Signalez-le à son "
        "éditeur, puis rejouez l'exécution.",
        en=f'The link of a file of "{connection}" leads elsewhere, and we do not follow it. Report it to its vendor, '
        "then replay the run.",
    )


def _no_length(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne dit pas combien d'octets compte un fichier : il ne peut pas être transmis. Déposez-le "
        "à la main, puis écartez l'exécution.",
        en=f'"{connection}" does not tell how many bytes a file has: it cannot be passed on. Store it by hand, then '
        "dismiss the run.",
    )


def _empty(connection: str) -> Sentence:
    return Sentence(
        fr=f"Un fichier de « {connection} » est vide. Regardez le contrat dans l'application, puis rejouez "
        "l'exécution.",
        en=f'A file of "{connection}" is empty. Look at the contract in the app, then replay the run.',
    )


def _too_large(connection: str, largest_mb: int) -> Sentence:
    return Sentence(
        fr=f"Un fichier de « {connection} » dépasse {largest_mb} Mio. Déposez-le à la main et écartez l'exécution, ou "
        "augmentez le réglage « largest_file_mb », puis rejouez.",
        en=f'A file of "{connection}" is above {largest_mb} MiB. Store it by hand and dismiss the run, or raise the '
        'setting "largest_file_mb", then replay.',
    )
