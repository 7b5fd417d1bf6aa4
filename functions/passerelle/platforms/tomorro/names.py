"""When two ids, or two names that people typed, are the same."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_PREFIX: Final = re.compile(r"^[a-z]+_")


def plain_id(identifier: str) -> str:
    """`ctr_7c0f...` and `7c0f...` are one contract: answers carry the prefix in places, paths never do."""
    return _PREFIX.sub("", identifier)


def same_id(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and plain_id(one) == plain_id(other)


def tidy(text: str) -> str:
    """Composed characters, single spaces (no-break ones included), none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(text: str) -> str:
    """Equal for names that differ by case, spaces or the way accents are encoded."""
    return tidy(text).casefold()


def closest(name: str, known: Iterable[str]) -> str | None:
    by_key = {key(one): one for one in known}
    match = difflib.get_close_matches(key(name), by_key, n=1)
    return by_key[match[0]] if match else None
