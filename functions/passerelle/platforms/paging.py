"""A list that a platform gives page after page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from passerelle.configuration.call_file import Listing
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import InvalidPayload
from passerelle.http import Answer
from passerelle.platforms.onward import first_of, next_of
from passerelle.platforms.requests import fill_call
from passerelle.platforms.taking import taken

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


@dataclass(frozen=True, slots=True)
class Page:
    """`address` is where it was asked for: below it stand the addresses that it names."""

    items: list[Any]
    answer: Answer
    address: str


@dataclass(slots=True)
class Pages:
    """Goes through the items once. `cut` tells afterwards whether pages were left unread. `begin` is the address of the
    first page, where it is not that of the request.
    """

    platform: "RestPlatform"
    described: Listing
    names: Mapping[str, Any]
    begin: str | None = None
    cut: bool = False

    def __iter__(self) -> Iterator[Any]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page]:
        described, results = self.described, 0
        at = first_of(described.onward)
        call = fill_call(described.request, {**self.names, "page": at.page})
        if self.begin is not None:
            call = _at_address(call, self.begin)
        for _ in range(described.max_pages):
            answer = self.platform.answer(call, described.request, only_reads=True)
            items = self._items(answer)
            yield Page(items, answer, call["path"])
            results += len(items)
            following = next_of(described.onward, at, answer, len(items))
            if following is None:
                return
            if described.max_results is not None and results >= described.max_results:
                break
            at = following
            if at.address is not None:
                call = _at_address(call, self.platform.caller.following(call["path"], at.address))
            else:
                call = fill_call(described.request, {**self.names, "page": at.page})
        self.cut = True

    def _items(self, answer: Answer) -> list[Any]:
        found = taken(self.described.request, answer.body, self.names)
        if found is not None and not isinstance(found, list):
            raise InvalidPayload(_no_list(self.described.request.take), connection=self.platform.connection)
        return found or []


def _at_address(call: Json, address: str) -> Json:
    """The whole question stands in such an address: nothing of the first one is asked with it."""
    return {**call, "method": "GET", "path": address, "query": {}, "body": None}


def _no_list(path: str) -> Sentence:
    return Sentence(
        fr=f"La réponse n'a pas de liste dans « {path} ». Corrigez « take » dans le manifeste de la plateforme.",
        en=f'The answer has no list at "{path}". Correct "take" in the platform\'s manifest.',
    )
