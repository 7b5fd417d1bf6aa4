"""Where the answer to one page of a list tells the next: a value, an address, or nothing but the count of what came."""

import re
from dataclasses import dataclass
from typing import Any

from passerelle.configuration.call_file import NextPage, Onward
from passerelle.http import Answer
from passerelle.platforms.requests import expression

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*\"?([^\";,]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Position:
    """Which page is asked for: by the value of {page}, or by an `address` of its own."""

    page: Any = None
    address: str | None = None
    pages_read: int = 0
    items_read: int = 0


def first_of(how: NextPage | None) -> Position:
    return Position(page=how.start if how is not None and how.count is not None else None)


def next_of(how: NextPage | None, at: Position, answer: Answer, items: int) -> Position | None:
    """None after the last page. A value or an address that comes again leads nowhere: it ends the list as well."""
    if how is None or (how.more is not None and not expression(how.more).search(answer.body)):
        return None
    pages_read, items_read = at.pages_read + 1, at.items_read + items
    if how.count is not None:
        if not items or (how.size is not None and items < how.size):
            return None
        page = how.start + (pages_read if how.count == "pages" else items_read)
        return Position(page, None, pages_read, items_read)
    value = told(how, answer)
    if value is None:
        return None
    by_address = how.url is not None or how.link is not None
    following = Position(None, str(value)) if by_address else Position(value)
    if (following.page, following.address) == (at.page, at.address):
        return None
    return Position(following.page, following.address, pages_read, items_read)


def told(how: Onward, answer: Answer) -> Any:
    """None where nothing follows, however the platform writes nothing."""
    if how.header is not None:
        value: Any = answer.headers.get(how.header.lower())
    elif how.link is not None:
        value = _linked(answer.headers.get("link", ""), how.link)
    else:
        value = expression(how.url or how.path or "").search(answer.body)
    return None if value in (None, "", False) else value


def _linked(header: str, relation: str) -> str | None:
    for address, params in _LINK.findall(header):
        found = _RELATION.search(params)
        if found is not None and relation in found[1].split():
            return str(address)
    return None
