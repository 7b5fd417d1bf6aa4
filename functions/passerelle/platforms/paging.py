"""A list that a platform gives page after page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from passerelle.configuration.manifest_file import Call
from passerelle.platforms.requests import expression, fill_call

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


class Paged(Protocol):
    """A part of a manifest that asks for a list. The `take` of its request gives the items of a page."""

    @property
    def request(self) -> Call: ...

    @property
    def next_page(self) -> str | None: ...

    @property
    def max_pages(self) -> int: ...


@dataclass(slots=True)
class Pages:
    """Goes through the items once. `cut` tells afterwards whether pages were left unread."""

    platform: "RestPlatform"
    described: Paged
    names: Mapping[str, Any]
    cut: bool = False

    def __iter__(self) -> Iterator[Any]:
        described, page = self.described, None
        for _ in range(described.max_pages):
            call = fill_call(described.request, {**self.names, "page": page})
            body = self.platform.send(call, only_reads=True)
            yield from expression(described.request.take).search(body) or []
            page = expression(described.next_page).search(body) if described.next_page else None
            if page is None:
                return
        self.cut = True
