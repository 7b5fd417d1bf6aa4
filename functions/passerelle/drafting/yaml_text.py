"""The text of a new automation's file, in the order of the sentence, with a word on each part."""

from collections.abc import Iterator
from typing import Any, Final

import yaml

from passerelle.core.sentences import Language, Sentence
from passerelle.core.steps import Json

SCHEMA_LINE: Final = "# yaml-language-server: $schema=../schema/automation.schema.json"


def file_text(document: Json, lang: Language) -> str:
    """Reading it gives the same document."""
    return "\n".join((SCHEMA_LINE, *_blocks(document, lang))) + "\n"


def flow(value: Any) -> str:
    """A value on one line, as `{money: EUR}`."""
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=float("inf"))
    return text.strip().removesuffix("...").strip()


def _blocks(document: Json, lang: Language) -> Iterator[str]:
    for key, value in document.items():
        comment = _COMMENTS.get(key)
        if key not in _WITHOUT_BREAK:
            yield ""
        if comment is not None:
            yield f"# {comment.in_language(lang)}"
        yield from _block(key, value)


def _block(key: str, value: Any) -> Iterator[str]:
    if key in _ON_ONE_LINE or not isinstance(value, dict | list):
        yield f"{key}: {flow(value)}"
        return
    yield f"{key}:"
    if isinstance(value, list):
        yield from (f"  - {_item(one)}" for one in value)
    else:
        yield from (f"  {name}: {flow(one)}" for name, one in value.items())


def _item(value: Any) -> str:
    """One key needs no braces around it."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, only)] = value.items()
        return f"{name}: {flow(only)}"
    return flow(value)


_ON_ONE_LINE: Final = frozenset({"test"})
_WITHOUT_BREAK: Final = frozenset({"name", "want", "owner"})
_COMMENTS: Final = {
    "when": Sentence(
        fr="Le déclencheur, et ce qui arrive s'il se reproduit.", en="The trigger, and what if it comes again."
    ),
    "read": Sentence(fr="Ce que l'événement n'apporte pas.", en="What the event does not carry."),
    "do": Sentence(fr="L'action.", en="The action."),
    "exchange": Sentence(fr="Les informations échangées.", en="The data exchanged."),
    "then": Sentence(fr="Ce qui suit.", en="What follows."),
    "missing": Sentence(
        fr="S'il manque une information obligatoire.", en="What happens if something required is missing."
    ),
    "test": Sentence(
        fr="Les fiches sur lesquelles une version est essayée avant d'être mise en service.",
        en="The records on which a version is tried before it is live.",
    ),
}
