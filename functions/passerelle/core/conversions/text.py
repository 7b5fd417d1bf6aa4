"""Text, and what is close to it: JSON left as it is, and a line without `as`."""

import json
from decimal import Decimal
from typing import Any

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.numbers import exact_json
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, counted, number_of, text_of, unfit
from passerelle.core.sentences import Sentence


def text(options: Options) -> Conversion:
    collapse = options.flag("collapse")
    max_length = options.positive("max_length")

    def rule(value: Any) -> str:
        result = text_of(value)
        if collapse:
            result = " ".join(result.split())
        if max_length is not None and len(result) > max_length:
            raise Unfit(
                Sentence(fr=f"a {counted(len(result), 'caractère')}", en=f"has {counted(len(result), 'character')}")
            )
        return result

    form = Sentence(fr="un texte", en="a text")
    if max_length is not None:
        form = Sentence(
            fr=f"un texte d'au plus {counted(max_length, 'caractère')}",
            en=f"a text of at most {counted(max_length, 'character')}",
        )
    return Conversion("text", Kind.TEXT, form, rule)


def raw(_options: Options) -> Conversion:
    def rule(value: Any) -> Any:
        try:
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
        except (ValueError, TypeError, RecursionError):
            raise Unfit(Sentence(fr="ne peut pas s'écrire en JSON", en="cannot be written as JSON")) from None
        return value

    return Conversion("raw", Kind.ANY, Sentence(fr="une valeur JSON", en="a JSON value"), rule)


def unspecified() -> Conversion:
    """A line without `as`: one plain value. A structure is refused, for no field could show it."""

    def rule(value: Any) -> bool | str | float:
        if isinstance(value, bool):
            return value
        if isinstance(value, list | dict):
            raise Unfit(
                unfit(value).kind,
                Sentence(
                    fr="choisissez une seule information dans `from`, ou dites avec `as` quoi faire de cet ensemble",
                    en="choose one piece of information in `from`, or tell with `as` what to make of the whole",
                ),
            )
        number = number_of(value)
        return text_of(value) if number is None else _unchanged(value, number)

    form = Sentence(
        fr="un texte, un nombre ou une valeur vrai ou faux", en="a text, a number, or a true or false value"
    )
    return Conversion("unspecified", Kind.ANY, form, rule)


def _unchanged(value: Any, number: Decimal) -> Any:
    """JSON has no Decimal; its other numbers stay as they came."""
    return exact_json(number) if isinstance(value, Decimal) else value
