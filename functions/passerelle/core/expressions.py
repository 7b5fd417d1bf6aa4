"""JMESPath as the exchange uses it: compiled once, with the fields it needs known before anything is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
import jmespath.exceptions
import jmespath.functions
import jmespath.parser

from passerelle.core.expression_bounds import LONGEST, MOST, growth
from passerelle.core.sentences import Sentence

SHOWN = 80

ALL_FIELDS = "*"
"""Stands for the whole record where an expression does not name its fields."""


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
        except (jmespath.exceptions.JMESPathError, RecursionError):
            return None

    def needs(self) -> dict[str, frozenset[str]]:
        """Which fields of which root are used: `deal.amount || deal.value` gives {"deal": {"amount", "value"}}."""
        found: dict[str, set[str]] = {}
        for root, *below in self.paths():
            found.setdefault(root, set()).add(below[0] if below else ALL_FIELDS)
        return {root: frozenset(fields) for root, fields in found.items()}

    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The same with all their names, in order: `deal.custom.a || deal.b` gives ("deal", "custom", "a") and
        ("deal", "b").
        """
        found: dict[tuple[str, ...], None] = {}
        _use(_walk(self.compiled.parsed, (), found), found)
        return tuple(found)

    def gives(self) -> tuple[tuple[str, ...], ...]:
        """The paths of which this gives the value as it is, the first that is there; none when it makes a new value."""
        return _given(self.compiled.parsed)


def compile_expression(text: str) -> Expression:
    """Raises InvalidExpression, for one that could run for long as well."""
    if len(text) > LONGEST:
        raise InvalidExpression(_too_long(text))
    try:
        compiled = jmespath.compile(text)
        size = growth(compiled.parsed)
    except RecursionError as error:
        raise InvalidExpression(_too_long(text)) from error
    except (jmespath.exceptions.JMESPathError, ValueError) as error:
        place = getattr(error, "lex_position", None)
        raise InvalidExpression(_unreadable(text, place)) from error
    if size > MOST:
        raise InvalidExpression(_too_long(text))
    faulty = _faulty_call(compiled.parsed)
    if faulty is not None:
        raise InvalidExpression(_no_such_call(text, faulty))
    return Expression(text, compiled)


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


def _too_long(text: str) -> Sentence:
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return Sentence(
        fr=f"« {shown} » demanderait trop de travail : elle est trop longue, ou multiplie ce qu'elle lit. Écrivez-la "
        "plus simplement.",
        en=f'"{shown}" would be too much work: it is too long, or multiplies what it reads. Write it more simply.',
    )


def _no_such_call(text: str, function: str) -> Sentence:
    return Sentence(
        fr=f"Dans « {text} », « {function} » n'est pas une fonction JMESPath, ou ne prend pas ce nombre de valeurs. "
        "Écrivez par exemple not_null(company.name, deal.title).",
        en=f'In "{text}", "{function}" is not a JMESPath function, or does not take that number of values. '
        "Write for example not_null(company.name, deal.title).",
    )


_Path = tuple[str, ...] | None
"""The names that lead from the data to a value; None where they no longer tell (an item of a list, a new value)."""


def _walk(node: Mapping[str, Any], here: _Path, found: dict[tuple[str, ...], None]) -> _Path:
    """The path of what the node gives, where `here` is the path of what it looks at; what it uses goes to `found`."""
    children = node["children"]
    match node["type"]:
        case "field":
            return None if here is None else (*here, node["value"])
        case "current" | "identity":
            return here
        case "subexpression" | "pipe":
            for child in children:
                here = _walk(child, here, found)
            return here
        case "index_expression" | "flatten":
            return _walk(children[0], here, found)
        case "projection" | "value_projection" | "filter_projection":
            used = children[:1]
        case "expref":
            used = []
        case _:
            used = children
    for child in used:
        _use(_walk(child, here, found), found)
    return None


def _use(path: _Path, found: dict[tuple[str, ...], None]) -> None:
    if path:
        found[path] = None


def _given(node: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    children = node["children"]
    match node["type"]:
        case "field":
            return ((node["value"],),)
        case "subexpression":
            parts = [_given(child) for child in children]
            if all(len(part) == 1 for part in parts):
                return (tuple(name for part in parts for name in part[0]),)
            return ()
        case "or_expression":
            sides = [_given(child) for child in children]
            return tuple(path for side in sides for path in side) if all(sides) else ()
        case _:
            return ()


def _faulty_call(node: Any) -> str | None:
    """The first function that does not exist, or is called with another number of values than it takes."""
    if not isinstance(node, Mapping):
        return None
    if node["type"] == "function_expression":
        signature = jmespath.functions.Functions.FUNCTION_TABLE.get(node["value"], {}).get("signature")
        count = len(node["children"])
        if signature is None or count < len(signature):
            return str(node["value"])
        if count > len(signature) and not (signature and signature[-1].get("variadic")):
            return str(node["value"])
    return next((name for child in node["children"] if (name := _faulty_call(child))), None)
