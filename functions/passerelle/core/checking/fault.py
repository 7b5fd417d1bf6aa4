"""What a check finds: where in the automation, what, and what to write instead when we can tell."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from passerelle.core.automation import Place
from passerelle.core.schema import Field, Option, folded
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is that of the automation's file; `code` is stable."""

    code: str
    place: Place
    sentence: Sentence
    suggestion: str | None = None
    severity: Severity = Severity.ERROR


def nearest_field(word: str, fields: Iterable[Field]) -> str | None:
    """The name of the field whose name, or title, is the closest."""
    words: dict[str, str] = {}
    for one in fields:
        words.setdefault(folded(one.title), one.name)
    words |= {folded(name): name for name in list(words.values())}
    return _closest(word, words)


def nearest_option(word: str, options: Iterable[Option], *, by_label: bool) -> str | None:
    words: dict[str, str] = {}
    for one in options:
        written = one.label if by_label else one.value
        words |= {folded(text): written for text in (one.value, *one.labels)}
    return _closest(word, words)


def listed(words: Iterable[str], limit: int = 8) -> Sentence:
    """Words in a sentence, in quotes. Beyond some of them nobody reads on."""
    every = list(words)
    more = len(every) - limit
    fr = ", ".join(f"« {word} »" for word in every[:limit]) + (f" et {more} autres" if more > 0 else "")
    en = ", ".join(f'"{word}"' for word in every[:limit]) + (f" and {more} others" if more > 0 else "")
    return Sentence(fr=fr, en=en)


def _closest(word: str, words: dict[str, str]) -> str | None:
    found = difflib.get_close_matches(folded(word), words, n=1, cutoff=0.6)
    return words[found[0]] if found else None
