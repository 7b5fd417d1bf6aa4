"""Whether two values are the same one, whichever way a platform shows it: a number as text, a day with a time, an
option with its label.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from passerelle.core.conversions import Conversion
from passerelle.core.conversions.model import Kind
from passerelle.core.conversions.numbers import read_number
from passerelle.core.conversions.received import Unfit, is_blank, trimmed
from passerelle.core.history import as_text, fingerprint

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,15})?", re.ASCII)
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T00:00(:00(\.0+)?)?(Z|\+00:00)?", re.ASCII)
_FACES: Final = ("id", "value", "label", "name", "title", "email")
"""Under what an answer that shows more of a value than was written may hold what was."""


def at(record: Any, field: str) -> Any:
    """What a record holds under the name that a trigger knows: `amount`, `custom_fields.a1`, `fields.Montant H.T.`."""
    if not isinstance(record, Mapping):
        return None
    if field in record:
        return record[field]
    first, _, rest = field.partition(".")
    return at(record.get(first), rest) if rest else None


def roots(fields: Iterable[str]) -> frozenset[str]:
    """What has to be read of a record to know these."""
    return frozenset(field.partition(".")[0] for field in fields)


def same(value: Any, present: Any, conversion: Conversion) -> bool:
    """Whether a field already holds what would be written. A text is the same to the letter, for `1.10` may be a
    version; what the exchange makes a number or a day of is compared as one.
    """
    if is_blank(value) or is_blank(present):
        return is_blank(value) and is_blank(present)
    return any(_alike(value, face, conversion) for face in _faces(present))


def prints(value: Any) -> frozenset[str]:
    """By which of its forms a value is known again later: fingerprints, for nothing else is kept of it."""
    return frozenset(print_of(face) for face in _faces(value))


def print_of(value: Any) -> str:
    """One that does not depend on how the value is written."""
    return fingerprint(_normal(value))


def _faces(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [value[name] for name in _FACES if not is_blank(value.get(name))] or [value]
    if isinstance(value, list) and len(value) == 1:
        return [value, *_faces(value[0])]
    return [value]


def _alike(value: Any, present: Any, conversion: Conversion) -> bool:
    if isinstance(value, list) and isinstance(present, list):
        return _items(value) == _items(present)
    if as_text(value) == as_text(present) or _day(as_text(value)) == _day(as_text(present)):
        return True
    if conversion.kind is Kind.NUMBER or isinstance(value, int | float):
        numbers = [_number(one) for one in (value, present)]
        return numbers[0] is not None and numbers[0] == numbers[1]
    return isinstance(value, str) and isinstance(present, str) and trimmed(value) == trimmed(present)


def _items(values: list[Any]) -> list[str]:
    return sorted(as_text(_faces(one)[0]) for one in values)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        return read_number(value, None)
    except Unfit:
        return None


def _normal(value: Any) -> Any:
    if isinstance(value, list):
        return _items(value)
    text = trimmed(as_text(value))
    if _NUMBER.fullmatch(text):
        return f"{Decimal(text).normalize():f}"
    return _day(text)


def _day(text: str) -> str:
    """A day that an answer shows with its first hour is that day."""
    found = _MIDNIGHT.fullmatch(text)
    return found[1] if found else text
