"""Where a call may go: below the connection's own address and nowhere else, since the credentials go with it."""

from urllib.parse import quote, unquote

import httpx

from passerelle import http_faults


def segment(identifier: str) -> str:
    """An id as one segment of a path. An empty one would turn a change of one record into a call about all of them."""
    if identifier.strip() in ("", ".", ".."):
        raise http_faults.invalid_id()
    return quote(identifier, safe="")


def is_address(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return False
    return url.scheme in {"https", "http"} and bool(url.host)


def below(base_url: str, path: str, connection: str) -> httpx.URL:
    """A path below the base URL, or an address that an answer gave, if it stands there."""
    base = base_url.rstrip("/")
    try:
        root = httpx.URL(base)
        absolute = "://" in path.partition("?")[0]
        itself = path in {"", "/"}
        url = httpx.URL(path if absolute else base_url if itself else f"{base}/{path.lstrip('/')}")
    except httpx.InvalidURL as error:
        raise http_faults.foreign_url(connection) from error
    is_below = f"{url.path}/".startswith(f"{root.path.rstrip('/')}/")
    climbs = any(unquote(part) == ".." for part in url.raw_path.decode().partition("?")[0].split("/"))
    if _origin(url) != _origin(root) or not is_below or climbs:
        raise http_faults.foreign_url(connection)
    return url


def _origin(url: httpx.URL) -> tuple[str, str, int | None, bytes]:
    return url.scheme, url.host, url.port, url.userinfo
