"""Numbers as French and English people and machines write them: read exactly, or refused when they mean two things."""

import re
from decimal import Decimal
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, checked_size, number_of, text_of, unfit, written
from passerelle.core.sentences import Sentence

DECIMAL_MARKS: Final = (",", ".")

_SAME: Final = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u2019": "'", "\u2212": "-"})
_MACHINE: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")


def _grammar(mark: str, other: str) -> re.Pattern[str]:
    """Digits, alone or in threes behind one same separator, then perhaps decimals. No group of threes begins with 0."""
    grouped = rf"[1-9][0-9]{{0,2}}(?P<group>[ '{other}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    return re.compile(rf"(?P<sign>[+-]?)(?P<whole>{grouped}|[0-9]+|(?={mark}))(?:{mark}(?P<decimals>[0-9]+))?")


_GRAMMARS: Final = {",": _grammar(",", r"\."), ".": _grammar(r"\.", ",")}


def number(options: Options) -> Conversion:
    mark = options.one_of("decimal", DECIMAL_MARKS)

    def rule(value: Any) -> float | str:
        return exact_json(read_number(value, mark))

    return Conversion("number", Kind.NUMBER, Sentence(fr="un nombre", en="a number"), rule)


def read_number(value: Any, mark: str | None) -> Decimal:
    """`mark` is the decimal mark the file declares; without it, a text that has two readings is refused."""
    given = number_of(value)
    if given is not None:
        return given
    if not isinstance(value, str):
        raise unfit(value)
    text = text_of(value).translate(_SAME)
    if _MACHINE.fullmatch(text):
        return checked_size(Decimal(text))
    readings = {_read(text, each) for each in (DECIMAL_MARKS if mark is None else (mark,))} - {None}
    if len(readings) > 1:
        raise Unfit(
            Sentence(
                fr="est un nombre dont le séparateur peut être celui des milliers ou celui des décimales",
                en="is a number whose separator may be that of thousands or that of decimals",
            ),
            Sentence(
                fr='ajoutez l\'option `decimal: ","` ou `decimal: "."` à cette ligne de l\'automatisation',
                en='add the option `decimal: ","` or `decimal: "."` to this line of the automation',
            ),
        )
    reading = readings.pop() if readings else None
    if reading is None:
        raise _not_a_number(text)
    return checked_size(reading)


def exact_json(exact: Decimal) -> float | str:
    """A JSON number where any reader with 64-bit floats gets this very number, else all its digits as text."""
    nearest = float(exact)
    if Decimal(repr(nearest)) != exact:
        return written(exact)
    return int(exact) if int(exact) == exact else nearest


def _read(text: str, mark: str) -> Decimal | None:
    found = _GRAMMARS[mark].fullmatch(text)
    if found is None:
        return None
    whole = re.sub("[^0-9]", "", found["whole"])
    return Decimal(f"{found['sign']}{whole}.{found['decimals'] or '0'}")


def _not_a_number(text: str) -> Unfit:
    if text.endswith(("%", "‰")):
        return Unfit(Sentence(fr="est un pourcentage", en="is a percentage"))
    return unfit(text)
