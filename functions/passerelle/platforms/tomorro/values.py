"""The value of a smart field as Tomorro wants it, or a sentence that tells the form it should have had."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import FieldOwner
from passerelle.platforms.tomorro.names import key
from passerelle.platforms.tomorro.rich_text import in_words_of, is_rich_text
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
    "boolean": FieldKind.BOOLEAN,
    "checkbox": FieldKind.BOOLEAN,
    "richtext": FieldKind.RICH_TEXT,
    "slate": FieldKind.RICH_TEXT,
}
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,15})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def field_and_value(
    catalogue: Catalogue, reference: str, value: Any, owner: FieldOwner = "contract"
) -> tuple[models.SmartField, Any]:
    smart_field = catalogue.smart_field(reference, owner)
    return smart_field, None if value is None else written(catalogue, smart_field, value)


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


def written(catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> Any:
    write = _WRITERS.get(kind_of(smart_field, catalogue.client.settings))
    return value if write is None else write(catalogue, smart_field, value)


def _choice(catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> str:
    return catalogue.label(catalogue.option(smart_field, _text(catalogue, smart_field, value)))


def _choices(catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> list[str]:
    return [_choice(catalogue, smart_field, one) for one in (value if isinstance(value, list) else [value])]


def _text(_catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> str:
    if isinstance(value, bool | list | dict):
        raise refusals.wrong_form(smart_field.name, "un texte", "a text")
    return str(value)


def _number(_catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> int | float:
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


def _day(_catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> str:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass  # an impossible day is refused like any other form
    raise refusals.wrong_form(smart_field.name, "une date (AAAA-MM-JJ)", "a date (YYYY-MM-DD)")


def _boolean(_catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise refusals.wrong_form(smart_field.name, "vrai ou faux", "true or false")
    return value


def _rich_text(catalogue: Catalogue, smart_field: models.SmartField, value: Any) -> Any:
    if not is_rich_text(value):
        raise refusals.wrong_form(smart_field.name, "un texte riche (as: rich_text)", "a rich text (as: rich_text)")
    return in_words_of(value, catalogue.client.settings.rich_text_words)


_WRITERS: Final[Mapping[FieldKind, Callable[[Catalogue, models.SmartField, Any], Any]]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.RICH_TEXT: _rich_text,
}
"""What is not here goes as it is."""
