"""The page itself: a few static files, and where to sign in. They hold no data, so anybody may have them."""

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from passerelle.console.answers import SECURE, no_route
from passerelle.inbound.gateway import Answer

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILE: Final = "file"
"""What the route of API Gateway calls the last part of /console/static/."""

HOME: Final = "index.html"
SETTINGS: Final = "settings.json"


@dataclass(frozen=True, slots=True)
class Page(Answer):
    """A static file, packed."""

    packed: bytes = b""

    def to_gateway(self) -> dict[str, Any]:
        headers = {"content-type": self.content_type, "content-encoding": "gzip", **self.headers}
        return {
            "statusCode": self.status,
            "headers": headers,
            "body": b64encode(self.packed).decode(),
            "isBase64Encoded": True,
        }


@dataclass(frozen=True)
class SignIn:
    """Where people sign in: an OIDC issuer, and the page's number there. `origins` are the addresses that the page may
    call for it: the issuer's own, and that of its sign-in page where it is another one."""

    issuer: str
    client_id: str
    origins: tuple[str, ...] = ()
    scope: str = "openid email"

    @cached_property
    def allowed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_origin(url) for url in (self.issuer, *self.origins)))


@dataclass(frozen=True)
class Pages:
    folder: Path
    sign_in: SignIn
    _kept: dict[str, Page] = field(default_factory=dict)

    def answer(self, event: Mapping[str, Any]) -> Answer:
        """The page, or the file that the address names. Which room it shows, the page reads from the address itself."""
        name = (event.get("pathParameters") or {}).get(FILE, HOME)
        headers = event.get("headers") or {}
        if name == SETTINGS:
            return Answer(200, self._settings(), headers=self._headers("no-store"))
        page = self._page(name)
        if page is None:
            return no_route()
        if headers.get("if-none-match") == page.headers["etag"]:
            return Answer(304, "", page.content_type, page.headers)
        return page

    def _page(self, name: str) -> Page | None:
        """Only what is in the folder: a name is looked up, never followed."""
        if not self._kept:
            for file in self.folder.iterdir():
                if file.suffix in TYPES:
                    self._kept[file.name] = self._packed(file)
        return self._kept.get(name)

    def _packed(self, file: Path) -> Page:
        content = file.read_bytes()
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {**self._headers("no-cache"), "etag": etag}
        return Page(200, "", TYPES[file.suffix], headers, gzip.compress(content, mtime=0))

    def _headers(self, caching: str) -> dict[str, str]:
        return {**SECURE, "cache-control": caching, "content-security-policy": self._policy()}

    def _policy(self) -> str:
        """Scripts and styles of our own files alone: nothing in the page can be made to run."""
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                f"connect-src 'self' {' '.join(self.sign_in.allowed)}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
            ]
        )

    def _settings(self) -> str:
        one = self.sign_in
        return json.dumps({"issuer": one.issuer, "client_id": one.client_id, "scope": one.scope})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
