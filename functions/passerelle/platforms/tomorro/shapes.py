"""Where Tomorro's answers keep what matters: its pages describe five forms of list, and two of a single resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

# The key that holds the items: the common one, then those of the lists without cursor.
_ITEM_KEYS: Final = ("data", "contracts", "contractTypes")
_CURSOR_KEYS: Final = ("next_cursor", "nextCursor", "endCursor", "next")
_MORE_KEYS: Final = ("has_next", "hasNext")


class UnknownShapeError(ValueError):
    """None of the known forms."""


@dataclass(frozen=True, slots=True)
class Page:
    """`more` may be true without a cursor: the list then has to be continued in another way."""

    items: tuple[Mapping[str, Any], ...]
    cursor: str | None
    more: bool


def single(body: Any) -> Any:
    """The resource, out of the envelope that some pages show."""
    if isinstance(body, Mapping) and body.keys() == {"data"} and isinstance(body["data"], Mapping):
        return body["data"]
    return body


def page(body: Any) -> Page:
    if isinstance(body, list):
        return Page(_items(body), cursor=None, more=False)
    body = single(body)
    if not isinstance(body, Mapping):
        raise UnknownShapeError
    items = next((body[key] for key in _ITEM_KEYS if isinstance(body.get(key), list)), None)
    if items is None:
        raise UnknownShapeError
    places = [place for place in (body.get("pagination"), body) if isinstance(place, Mapping)]
    cursor = next((found for place in places if (found := _cursor(place))), None) or _cursor_of_links(body.get("links"))
    stated = [place[key] for place in places for key in _MORE_KEYS if isinstance(place.get(key), bool)]
    more = stated[0] if stated else cursor is not None
    return Page(_items(items), cursor=cursor if more else None, more=more)


def _items(values: list[Any]) -> tuple[Mapping[str, Any], ...]:
    if not all(isinstance(value, Mapping) for value in values):
        raise UnknownShapeError
    return tuple(values)


def _cursor(place: Mapping[str, Any]) -> str | None:
    for key in _CURSOR_KEYS:
        value = place.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value:
            return _after(value) if "after=" in value else value
    return None


def _cursor_of_links(links: Any) -> str | None:
    target = links.get("next") if isinstance(links, Mapping) else None
    return _after(target) if isinstance(target, str) else None


def _after(address: str) -> str | None:
    values = parse_qs(urlsplit(address).query).get("after")
    return values[0] if values else None
