"""Which addresses the deployed functions may call: public ones alone, whatever a name resolves to.

The name is resolved once, here, and the connection goes to an address that was looked at: a name that resolves to
another one a moment later (rebinding) changes nothing. TLS still proves the name.
"""

import socket
import ssl
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore
import httpx

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_TUNNELLED: Final = IPv6Network("2002::/16")  # RFC 3056: an IPv4 address in it, behind whoever relays

Resolve = Callable[..., Iterable[tuple[Any, ...]]]
"""As `socket.getaddrinfo` does."""


class NotPublic(httpx.ConnectError):
    """The name leads to a place that only this machine or its network can reach: nothing was sent."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is the same place for the whole world: not private, loopback, link-local (where clouds keep the
    credentials of a machine), shared, reserved or multicast, in neither family nor in one hidden in the other.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and address not in _TUNNELLED and address.is_global


class PublicNetwork(httpcore.NetworkBackend):
    """Connects as httpx does, but to addresses that are all public."""

    def __init__(self, resolve: Resolve = socket.getaddrinfo, network: httpcore.NetworkBackend | None = None) -> None:
        self._resolve = resolve
        self._network = network or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                return self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("the name has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        """One that is not public refuses them all: no honest service mixes them."""
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not all(is_public(ip_address(address)) for address in addresses):
            raise NotPublic("the name leads to an address that is not public")
        return addresses


class PublicTransport(httpx.HTTPTransport):
    """httpx's own transport, on a network of our choice: it offers no other place to say so."""

    def __init__(self, network: httpcore.NetworkBackend | None = None, context: ssl.SSLContext | None = None) -> None:
        context = context or httpx.create_ssl_context()
        super().__init__(verify=context)
        limits = httpx.Limits()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=network or PublicNetwork(),
        )
