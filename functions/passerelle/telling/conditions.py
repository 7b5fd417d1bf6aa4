"""The conditions in words, and the records for tests that meet them."""

from collections.abc import Sequence
from typing import Any, Final

from passerelle.configuration.automation_file import TestFile, Where
from passerelle.core.automation import Operator
from passerelle.core.expressions import compile_expression
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.telling.paths import path_words
from passerelle.telling.scene import Scene
from passerelle.telling.words import AND, OR, joined, number, quoted

_NOR: Final = Sentence(fr="ni", en="nor")


def conditions_told(conditions: Sequence[Where], scene: Scene) -> tuple[Sentence, ...]:
    """A clause each."""
    return tuple(_condition(where, scene) for where in conditions)


def only_if(told: Sequence[Sentence]) -> Sentence:
    """`et seulement si A et si B`; the English says "if" once."""
    again = joined([Sentence(fr=f"si {one.fr}", en=one.en) for one in told], AND)
    return Sentence(fr=f"et seulement {again.fr}", en=f"and only if {again.en}")


def test_records(test: TestFile | None, scene: Scene) -> Sentence:
    """Which records a version of the automation that is not live yet is for."""
    if test is None:
        return Sentence(
            fr="En test, elle ne s'applique à aucune fiche.",
            en="In test, it applies to no record.",
        )
    which = []
    if test.records:
        ids = joined([Sentence(fr=one, en=one) for one in test.records], AND)
        several = len(test.records) > 1
        which.append(
            Sentence(
                fr=f"aux fiches {ids.fr}" if several else f"à la fiche {ids.fr}",
                en=f"to the records {ids.en}" if several else f"to the record {ids.en}",
            )
        )
    if test.where:
        told = joined([_condition(where, scene) for where in test.where], AND)
        which.append(Sentence(fr=f"aux fiches pour lesquelles {told.fr}", en=f"to the records for which {told.en}"))
    to = joined(which, AND)
    return Sentence(fr=f"En test, elle ne s'applique qu'{to.fr}.", en=f"In test, it applies only {to.en}.")


def _condition(where: Where, scene: Scene) -> Sentence:
    [(operator, operand)] = where.operators()
    subject, verb = path_words(where.path, scene), _verb(operator, operand, where.path, scene)
    return Sentence(fr=f"{subject.fr} {verb.fr}", en=f"{subject.en} {verb.en}")


def _verb(operator: Operator, operand: Any, path: str, scene: Scene) -> Sentence:
    match operator:
        case Operator.IS:
            values = joined(_values(operand, path, scene), OR)
            return Sentence(fr=f"est {values.fr}", en=f"is {values.en}")
        case Operator.IS_NOT:
            return _is_none_of(_values(operand, path, scene))
        case Operator.AT_LEAST:
            least = number(operand)
            return Sentence(fr=f"vaut au moins {least.fr}", en=f"is at least {least.en}")
        case Operator.AT_MOST:
            most = number(operand)
            return Sentence(fr=f"vaut au plus {most.fr}", en=f"is at most {most.en}")
        case Operator.CONTAINS:
            [value] = _values(operand, path, scene)
            return Sentence(fr=f"contient {value.fr}", en=f"contains {value.en}")
        case Operator.EXISTS:
            return _FILLED if operand else _EMPTY


def _is_none_of(values: list[Sentence]) -> Sentence:
    if len(values) == 1:
        return Sentence(fr=f"n'est pas {values[0].fr}", en=f"is not {values[0].en}")
    french = " ni ".join(value.fr for value in values)
    return Sentence(fr=f"n'est ni {french}", en=f"is neither {joined(values, _NOR).en}")


def _values(operand: Any, path: str, scene: Scene) -> list[Sentence]:
    """By what the field's values are called, where the path is that of one field."""
    values = [as_text(value) for value in (operand if isinstance(operand, list) else [operand])]
    given = compile_expression(path).gives()
    if len(given) != 1:
        return [quoted(value) for value in values]
    root, *names = given[0]
    return [scene.value(root, ".".join(names), value) for value in values]


_FILLED: Final = Sentence(fr="n'est pas vide", en="is not empty")
_EMPTY: Final = Sentence(fr="est vide", en="is empty")
