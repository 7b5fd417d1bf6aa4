"""Rules of a creation form, as json-rules-engine writes them: what they need is told, or that nobody can tell.

A condition is a tree of `all`, `any` and `not`; its leaves compare a fact, which is a field, by an operator:

equal, notEqual                            the same value, of the same type
in, notIn                                  among a list
contains, doesNotContain                   of a list
lessThan, lessThanInclusive,
greaterThan, greaterThanInclusive          of numbers; anything else meets none of them

What else the engine can do (facts of its own, paths into a fact, operators that an application adds) cannot be worked
out from outside: the rule is then unread, which is said, and never guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Verdict(StrEnum):
    """SOMETIMES: it depends on values that are known only when a record comes."""

    ALWAYS = "always"
    NEVER = "never"
    SOMETIMES = "sometimes"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is mandatory (ids of fields) when the conditions hold. `unread` says why nobody can tell."""

    conditions: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    unread: str | None = None

    def facts(self) -> frozenset[str]:
        return frozenset(_facts(self.conditions))


Facts = Mapping[str, Sequence[Any] | None]
"""By field, every value that it may have; None where that is anything. A field that is not there is empty."""

NO_EFFECT: Final = frozenset({"noop", ""})
NEEDING: Final = frozenset({"require", "required", "mandatory"})
"""Words for the effect that makes fields mandatory. Assumed: the documentation shows `noop` alone."""


def read_rule(raw: Mapping[str, Any]) -> Rule | None:
    """None for a rule without effect."""
    event = raw.get("event")
    effect = str(event.get("type") or "") if isinstance(event, Mapping) else ""
    conditions = raw.get("conditions")
    if effect in NO_EFFECT:
        return None
    if not isinstance(conditions, Mapping):
        return Rule({}, unread="conditions")
    needs = _needs(event.get("params") if isinstance(event, Mapping) else None)
    if effect.casefold() not in NEEDING or not needs:
        return Rule(conditions, unread=effect)
    return Rule(conditions, needs, unread=_unread(conditions))


def verdict(rule: Rule, facts: Facts) -> Verdict:
    """Whether the rule holds, whatever values its fields take among those they may have."""
    return _verdict(rule.conditions, facts)


def _needs(params: Any) -> tuple[str, ...]:
    if not isinstance(params, Mapping):
        return ()
    many = params.get("smartFieldIds")
    given = many if isinstance(many, list) else [params.get("smartFieldId")]
    return tuple(str(one) for one in given if one)


def _verdict(node: Mapping[str, Any], facts: Facts) -> Verdict:
    if "all" in node:
        return _together([_verdict(child, facts) for child in node["all"]], Verdict.ALWAYS, Verdict.NEVER)
    if "any" in node:
        return _together([_verdict(child, facts) for child in node["any"]], Verdict.NEVER, Verdict.ALWAYS)
    if "not" in node:
        return _OPPOSITE[_verdict(node["not"], facts)]
    possible = facts.get(node["fact"], (None,))
    if possible is None:
        return Verdict.SOMETIMES
    compare = _OPERATORS[node["operator"]]
    answers = {compare(value, node["value"]) for value in possible}
    if len(answers) == 1:
        return Verdict.ALWAYS if answers.pop() else Verdict.NEVER
    return Verdict.SOMETIMES


def _together(parts: list[Verdict], unless: Verdict, decides: Verdict) -> Verdict:
    """One part that `decides` settles it; without any doubt left it is `unless`."""
    if decides in parts:
        return decides
    return Verdict.SOMETIMES if Verdict.SOMETIMES in parts else unless


def _unread(node: Any) -> str | None:
    """The first thing in a condition that cannot be worked out from outside."""
    if not isinstance(node, Mapping):
        return "conditions"
    for word in ("all", "any"):
        if word in node:
            parts = node[word]
            return next(filter(None, map(_unread, parts)), None) if isinstance(parts, list) else word
    if "not" in node:
        return _unread(node["not"])
    for word in ("path", "params", "condition"):
        if word in node:
            return word
    if not isinstance(node.get("fact"), str) or "value" not in node or isinstance(node["value"], Mapping):
        return "fact"
    operator = str(node.get("operator"))
    needs_list = operator in {"in", "notIn"}
    return None if operator in _OPERATORS and (not needs_list or isinstance(node["value"], list)) else operator


def _facts(node: Any) -> list[str]:
    if not isinstance(node, Mapping):
        return []
    below = [*node.get("all", []), *node.get("any", []), *([node["not"]] if "not" in node else [])]
    own = [node["fact"]] if isinstance(node.get("fact"), str) else []
    return own + [fact for child in below for fact in _facts(child)]


def _same(one: Any, other: Any) -> bool:
    """As === compares: true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def holds(value: Any, bound: Any) -> bool:
        numbers = _number(value), _number(bound)
        return numbers[0] is not None and numbers[1] is not None and compare(numbers[0], numbers[1])

    return holds


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _among(value: Any, several: Any) -> bool:
    return any(_same(value, one) for one in several)


_OPPOSITE: Final = {
    Verdict.ALWAYS: Verdict.NEVER,
    Verdict.NEVER: Verdict.ALWAYS,
    Verdict.SOMETIMES: Verdict.SOMETIMES,
}
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equal": _same,
    "notEqual": lambda value, other: not _same(value, other),
    "in": _among,
    "notIn": lambda value, several: not _among(value, several),
    "contains": lambda value, one: isinstance(value, list) and _among(one, value),
    "doesNotContain": lambda value, one: isinstance(value, list) and not _among(one, value),
    "lessThan": _ordered(lambda one, other: one < other),
    "lessThanInclusive": _ordered(lambda one, other: one <= other),
    "greaterThan": _ordered(lambda one, other: one > other),
    "greaterThanInclusive": _ordered(lambda one, other: one >= other),
}
