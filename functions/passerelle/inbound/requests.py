"""What came in, before and after we know who sent it: two types, so that nobody parses what nobody verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """`public_url` is the URL that the sender called, its query included; `body` the bytes as received; `path_token`
    what the address shows after the connection's name."""

    method: str
    public_url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    path_token: str = field(default="", repr=False)

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    def query(self) -> dict[str, str]:
        """Its parameters, decoded; of one that is repeated, the first."""
        pairs = parse_qsl(self.public_url.partition("?")[2], keep_blank_values=True)
        return dict(reversed(pairs))


@dataclass(frozen=True, slots=True)
class Verified:
    """A request that proved who sent it, and by which scheme. Only `verify` makes one."""

    request: InboundRequest
    scheme: str = ""
