"""What came in, before and after we know who sent it: two types, so that nobody parses what nobody verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """`public_url` is the URL that the sender called, its query included; `body` the bytes as received."""

    method: str
    public_url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Verified:
    """A request that proved who sent it, and by which scheme. Only `verify` makes one."""

    request: InboundRequest
    scheme: str = ""
