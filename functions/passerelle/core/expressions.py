"""JMESPath as the exchange uses it: compiled once, with the fields it needs known before anything is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
import jmespath.exceptions
import jmespath.parser

from passerelle.core.sentences import Sentence

ALL_FIELDS = "*"
"""Stands for the whole record where an expression does not name its fields."""


_LEFT_ONLY = frozenset(
    {"subexpression", "projection", "value_projection", "filter_projection", "flatten", "index_expression", "pipe"}
)


class InvalidExpression(ValueError):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Expression:
    text: str
    compiled: jmespath.parser.ParsedResult

    def search(self, data: Any) -> Any:
        """The value, or None. A type that a function does not take gives None: the caller treats it as missing."""
        try:
            return self.compiled.search(data)
        except jmespath.exceptions.JMESPathError:
            return None

    def needs(self) -> dict[str, frozenset[str]]:
        """Which fields of which root are used: `deal.amount || deal.value` gives {"deal": {"amount", "value"}}."""
        found: dict[str, set[str]] = {}
        _collect(self.compiled.parsed, found)
        return {root: frozenset(fields) for root, fields in found.items()}


def compile_expression(text: str) -> Expression:
    try:
        return Expression(text, jmespath.compile(text))
    except (jmespath.exceptions.JMESPathError, ValueError) as error:
        place = getattr(error, "lex_position", None)
        raise InvalidExpression(_unreadable(text, place)) from error


def merged_needs(expressions: Iterable[Expression]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for expression in expressions:
        for root, fields in expression.needs().items():
            found[root] = found.get(root, frozenset()) | fields
    return found


def _unreadable(text: str, place: int | None) -> Sentence:
    where_fr = f", au caractère {place + 1}" if place is not None else ""
    where_en = f", at character {place + 1}" if place is not None else ""
    return Sentence(
        fr=f'« {text} » n\'est pas un chemin JMESPath{where_fr}. Écrivez par exemple company.name ou deal."mon champ".',
        en=f'"{text}" is not a JMESPath path{where_en}. Write for example company.name or deal."my field".',
    )


def _collect(node: Mapping[str, Any], found: dict[str, set[str]]) -> None:
    """Walk the syntax tree; what stands below a projection or a function belongs to the root to its left."""
    if node["type"] == "field":
        found.setdefault(node["value"], set()).add(ALL_FIELDS)
    elif node["type"] == "subexpression" and all(child["type"] == "field" for child in node["children"][:2]):
        root, first = node["children"][:2]
        found.setdefault(root["value"], set()).add(first["value"])
    elif node["type"] in _LEFT_ONLY:
        _collect(node["children"][0], found)
    else:
        for child in node["children"]:
            _collect(child, found)
