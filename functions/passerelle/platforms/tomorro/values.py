"""The value of a smart field as Tomorro wants it, or a sentence that tells the form it should have had."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import FieldOwner
from passerelle.platforms.tomorro.names import key
from passerelle.platforms.tomorro.settings import FieldKind, Settings

# The words for types are mostly undocumented: these are the likely ones, and `field_types` in the settings adds others.
_KINDS: Final[Mapping[str, FieldKind]] = {
    "string": FieldKind.TEXT,
    "text": FieldKind.TEXT,
    "email": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "integer": FieldKind.NUMBER,
    "currency": FieldKind.NUMBER,
    "date": FieldKind.DATE,
    "select": FieldKind.CHOICE,
    "singleselect": FieldKind.CHOICE,
    "multiselect": FieldKind.CHOICES,
}
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,15})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def field_and_value(
    catalogue: Catalogue, reference: str, value: Any, owner: FieldOwner = "contract"
) -> tuple[models.SmartField, Any]:
    smart_field = catalogue.smart_field(reference, owner)
    return smart_field, None if value is None else _written(catalogue, smart_field, value)


def kind_of(smart_field: models.SmartField, settings: Settings) -> FieldKind:
    """A type we do not know is no reason to refuse: Tomorro judges the value as it is."""
    told = {key(name): kind for name, kind in settings.field_types.items()}
    word = _NOT_LETTERS.sub("", smart_field.type.casefold())
    return told.get(key(smart_field.name)) or told.get(key(smart_field.type)) or _KINDS.get(word, FieldKind.AS_IS)


def same_value(one: Any, other: Any) -> bool:
    """What Tomorro shows is what we would write: a number may come back as text, a day with a time."""
    if one == other:
        return True
    if _labels(one) and _labels(other):
        return sorted(one) == sorted(other)
    if one is None or other is None:
        return one in (None, "", []) and other in (None, "", [])
    numbers = [_decimal(each) for each in (one, other)]
    if all(number is not None for number in numbers):
        return numbers[0] == numbers[1]
    return _DAY.fullmatch(str(one)) is not None and str(other).startswith(f"{one}T00:00:00")


def _labels(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _written(catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> Any:
    match kind_of(smart_field, catalogue.client.settings):
        case FieldKind.TEXT:
            return _text(smart_field, value)
        case FieldKind.NUMBER:
            return _number(smart_field, value)
        case FieldKind.DATE:
            return _day(smart_field, value)
        case FieldKind.CHOICE:
            return catalogue.label(catalogue.option(smart_field, _text(smart_field, value)))
        case FieldKind.CHOICES:
            values = value if isinstance(value, list) else [value]
            return [catalogue.label(catalogue.option(smart_field, _text(smart_field, one))) for one in values]
        case FieldKind.AS_IS:
            return value


def _text(smart_field: models.SmartField, value: Any) -> str:
    if isinstance(value, bool | list | dict):
        raise refusals.wrong_form(smart_field.name, "un texte", "a text")
    return str(value)


def _number(smart_field: models.SmartField, value: Any) -> int | float:
    """An amount that a float cannot hold exactly arrives as text, so that this is the only place to decide."""
    number = _decimal(value)
    if number is None:
        raise refusals.wrong_form(smart_field.name, "un nombre", "a number")
    written = int(number) if number == number.to_integral_value() else float(number)
    if Decimal(str(written)) != number:
        raise refusals.wrong_form(smart_field.name, "un nombre de 15 chiffres au plus", "a number of 15 digits at most")
    return written


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _day(smart_field: models.SmartField, value: Any) -> str:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass  # an impossible day is refused like any other form
    raise refusals.wrong_form(smart_field.name, "une date (AAAA-MM-JJ)", "a date (YYYY-MM-DD)")
