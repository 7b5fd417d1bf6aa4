"""Where Tomorro's answers keep what matters: its pages describe five forms of list, and two of a single resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

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
    items = _named_items(body)
    places = [place for place in (body.get("pagination"), body) if isinstance(place, Mapping)]
    cursor = next((found for place in places if (found := _cursor(place))), None) or _cursor_of_links(body.get("links"))
    stated = [place[key] for place in places for key in _MORE_KEYS if isinstance(place.get(key), bool)]
    more = stated[0] if stated else cursor is not None
    return Page(_items(items), cursor=cursor if more else None, more=more)


def _named_items(body: Mapping[str, Any]) -> list[Any]:
    """Under `data`, or under the resource's own name (`contracts`), which is then the only list."""
    lists = [body["data"]] if "data" in body else [value for value in body.values() if isinstance(value, list)]
    if len(lists) != 1 or not isinstance(lists[0], list):
        raise UnknownShapeError
    return lists[0]


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
