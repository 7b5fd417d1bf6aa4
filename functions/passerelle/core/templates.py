"""Texts with `{expressions}` in them, as automations and manifests write them: nothing in them can run."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from passerelle.core.expressions import Expression, InvalidExpression, compile_expression
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled tree of dictionaries, lists, literals and texts.

    A text that is one placeholder and nothing else gives the value itself, of whatever type; any other text gives a
    text in which a missing value is empty. `{{` and `}}` stand for braces.
    """

    tree: Any

    def fill(self, data: Mapping[str, Any], quote: Callable[[str], str] = str) -> Any:
        """`quote` is applied to every text that comes from the data: to encode it for a path, to escape it."""
        return _fill(self.tree, data, quote)

    def expressions(self) -> tuple[Expression, ...]:
        return tuple(_expressions(self.tree))


@dataclass(frozen=True, slots=True)
class _Text:
    parts: tuple[str | Expression, ...]


def compile_template(tree: Any) -> Template:
    """Raises InvalidExpression for a placeholder that is not a JMESPath path, and for a brace that stands alone."""
    return Template(_compile(tree))


def _compile(tree: Any) -> Any:
    match tree:
        case dict():
            return {key: _compile(value) for key, value in tree.items()}
        case list():
            return [_compile(value) for value in tree]
        case str():
            return _compile_text(tree)
        case _:
            return tree


def _compile_text(text: str) -> Any:
    parts: list[str | Expression] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        parts.append(_without_brace(text[end : match.start()], text))
        parts.append(compile_expression(match[1]) if match[1] else match[0][0])
        end = match.end()
    parts.append(_without_brace(text[end:], text))
    kept = tuple(part for part in parts if part != "")
    if any(isinstance(part, Expression) for part in kept):
        return _Text(kept)
    return "".join(part for part in kept if isinstance(part, str))


def _without_brace(part: str, text: str) -> str:
    if "{" in part or "}" in part:
        raise InvalidExpression(_lone_brace(text))
    return part


def _lone_brace(text: str) -> Sentence:
    return Sentence(
        fr=f"Dans « {text} », une accolade est seule ou vide. Écrivez {{deal.name}}, ou doublez-la pour l'écrire telle "
        "quelle.",
        en=f'In "{text}", a brace stands alone or is empty. Write {{deal.name}}, or double it to have it as it is.',
    )


def _fill(tree: Any, data: Mapping[str, Any], quote: Callable[[str], str]) -> Any:
    match tree:
        case dict():
            return {key: _fill(value, data, quote) for key, value in tree.items()}
        case list():
            return [_fill(value, data, quote) for value in tree]
        case _Text(parts=(Expression() as only,)):
            return _quoted(only.search(data), quote)
        case _Text(parts=parts):
            return "".join(part if isinstance(part, str) else quote(_as_text(part.search(data))) for part in parts)
        case _:
            return tree


def _quoted(value: Any, quote: Callable[[str], str]) -> Any:
    match value:
        case str():
            return quote(value)
        case list():
            return [_quoted(item, quote) for item in value]
        case dict():
            return {key: _quoted(item, quote) for key, item in value.items()}
        case _:
            return value


def _as_text(value: Any) -> str:
    return ", ".join(_as_text(item) for item in value) if isinstance(value, list) else as_text(value)


def _expressions(tree: Any) -> list[Expression]:
    match tree:
        case dict():
            return [found for value in tree.values() for found in _expressions(value)]
        case list():
            return [found for value in tree for found in _expressions(value)]
        case _Text(parts=parts):
            return [part for part in parts if isinstance(part, Expression)]
        case _:
            return []
