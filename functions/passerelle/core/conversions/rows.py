"""Rows of a table, from a list of things: each column has a path in the thing and a conversion of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, InvalidConversion, Kind, ValueRefused
from passerelle.core.conversions.options import Options, closest
from passerelle.core.conversions.received import Unfit, unfit
from passerelle.core.expressions import Expression, InvalidExpression, compile_expression
from passerelle.core.sentences import Sentence

_KEYS: Final = ("from", "as")


@dataclass(frozen=True, slots=True)
class _Column:
    path: Expression
    conversion: Conversion


def rows(options: Options, compile_conversion: Callable[[Any], Conversion]) -> Conversion:
    given = options.given.get("columns")
    if not isinstance(given, Mapping) or not given or not all(isinstance(name, str) for name in given):
        form = Sentence(
            fr="une table : nom de la colonne, puis le chemin de sa valeur",
            en="a table: the name of the column, then the path of its value",
        )
        raise options.invalid("columns", form)
    columns = {name: _column(options, column, compile_conversion) for name, column in given.items()}

    def rule(value: Any) -> list[dict[str, Any]] | None:
        items = value if isinstance(value, list) else [value]
        read = (_row(columns, item, place) for place, item in enumerate(items, 1))
        return [row for row in read if row] or None

    names = ", ".join(columns)
    form = Sentence(fr=f"une liste de lignes ({names})", en=f"a list of rows ({names})")
    return Conversion(
        "rows", Kind.ROWS, form, rule, columns={name: column.conversion for name, column in columns.items()}
    )


def _column(options: Options, given: Any, compile_conversion: Callable[[Any], Conversion]) -> _Column:
    """A path alone, or a path with its conversion."""
    spec = {"from": given} if isinstance(given, str) else given
    if not isinstance(spec, Mapping) or not isinstance(spec.get("from"), str):
        form = Sentence(
            fr="un chemin, ou `{from: CHEMIN, as: CONVERSION}`", en="a path, or `{from: PATH, as: CONVERSION}`"
        )
        raise options.invalid("columns", form)
    for key in spec:
        if key not in _KEYS:
            form = Sentence(fr="faite de `from` et de `as` seulement", en="made of `from` and `as` only")
            raise options.invalid("columns", form, closest(str(key), _KEYS))
    try:
        path = compile_expression(spec["from"])
    except InvalidExpression as error:
        raise InvalidConversion(error.sentence) from error
    return _Column(path, compile_conversion(spec.get("as")))


def _row(columns: Mapping[str, _Column], item: Any, place: int) -> dict[str, Any]:
    """Without the columns that are empty."""
    if not isinstance(item, Mapping):
        inner = unfit(item)
        raise Unfit(
            Sentence(
                fr=f"contient, en position {place}, un élément qui {inner.kind.fr}",
                en=f"contains, in position {place}, an item that {inner.kind.en}",
            )
        )
    read = {name: _cell(column, item, name, place) for name, column in columns.items()}
    return {name: value for name, value in read.items() if value is not None}


def _cell(column: _Column, item: Any, name: str, place: int) -> Any:
    try:
        return column.conversion.convert(column.path.search(item))
    except ValueRefused as refused:
        raise Unfit(
            Sentence(
                fr=f"contient, en ligne {place}, colonne « {name} », une valeur qui {refused.kind.fr} au lieu d'être "
                f"{refused.expected.fr}",
                en=f'contains, in row {place}, column "{name}", a value that {refused.kind.en} instead of being '
                f"{refused.expected.en}",
            ),
            refused.advice,
        ) from None
