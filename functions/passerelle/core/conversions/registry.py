"""The conversions that `as` can name, and how the line of a file becomes one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelle.core.conversions import (
    choices,
    companies,
    contacts,
    country,
    dates,
    lists,
    money,
    numbers,
    rich_text,
    rows,
    text,
)
from passerelle.core.conversions.model import Conversion, InvalidConversion
from passerelle.core.conversions.options import Options, closest
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Definition:
    """`shorthand` is the option that a value alone stands for, as in `{money: EUR}`; `table` that it may be a table."""

    build: Callable[[Options], Conversion]
    options: tuple[str, ...] = ()
    shorthand: str | None = None
    table: bool = False


def compile_conversion(spec: Any) -> Conversion:
    """`spec` is what `as` holds: None, a name, or a name with its options. Raises InvalidConversion."""
    if spec is None:
        return text.unspecified()
    options = options_of(spec)
    return CONVERSIONS[options.conversion].build(options)


def options_of(spec: Any) -> Options:
    """The name of the conversion and its options, in their long form. Raises InvalidConversion."""
    name, given = _name_and_options(spec)
    definition = CONVERSIONS.get(name)
    if definition is None:
        names = ", ".join(CONVERSIONS)
        raise InvalidConversion(
            Sentence(
                fr=f"La conversion « {name} » n'existe pas. Choisissez-en une parmi : {names}.",
                en=f'There is no conversion "{name}". Choose one of: {names}.',
            ),
            closest(name, CONVERSIONS),
        )
    return Options(name, _options(name, definition, given))


def _name_and_options(spec: Any) -> tuple[str, Any]:
    if isinstance(spec, str):
        return spec, None
    if isinstance(spec, Mapping) and len(spec) == 1:
        [(name, given)] = spec.items()
        if isinstance(name, str):
            return name, given
    raise InvalidConversion(
        Sentence(
            fr="`as` doit être le nom d'une conversion, ou un seul nom suivi de ses options, tel que `{money: EUR}`.",
            en="`as` must be the name of a conversion, or one name followed by its options, such as `{money: EUR}`.",
        )
    )


def _options(name: str, definition: Definition, given: Any) -> Mapping[str, Any]:
    if given is None:
        return {}
    if definition.table:
        given = choices.expand_table(given, definition.options)
    elif not isinstance(given, Mapping) and definition.shorthand:
        given = {definition.shorthand: given}
    if not isinstance(given, Mapping):
        raise InvalidConversion(_unknown_option(name, definition, str(given)), closest(str(given), definition.options))
    for key in given:
        if key not in definition.options:
            raise InvalidConversion(_unknown_option(name, definition, str(key)), closest(str(key), definition.options))
    return given


def _unknown_option(name: str, definition: Definition, key: str) -> Sentence:
    if not definition.options:
        return Sentence(
            fr=f"La conversion « {name} » n'a pas d'option : retirez « {key} ».",
            en=f'The conversion "{name}" has no options: remove "{key}".',
        )
    listed = ", ".join(f"`{option}`" for option in definition.options)
    return Sentence(
        fr=f"La conversion « {name} » n'a pas d'option « {key} ». Elle accepte : {listed}.",
        en=f'The conversion "{name}" has no option "{key}". It accepts: {listed}.',
    )


CONVERSIONS: Final[Mapping[str, Definition]] = {
    "text": Definition(text.text, ("collapse", "max_length")),
    "number": Definition(numbers.number, ("decimal",)),
    "money": Definition(money.money, ("currency", "decimal", "minor"), shorthand="currency"),
    "date": Definition(dates.date, ("zone", "without_zone", "unit", "instant_is_date", "format")),
    "datetime": Definition(dates.instant, ("zone", "ambiguous", "unit")),
    "choice": Definition(choices.choice, ("values", "default"), table=True),
    "choices": Definition(choices.choices, ("values", "default", "separator"), table=True),
    "boolean": Definition(choices.boolean),
    "siret": Definition(companies.siret),
    "siren": Definition(companies.siren),
    "vat": Definition(companies.vat),
    "phone": Definition(contacts.phone, ("region",), shorthand="region"),
    "email": Definition(contacts.email),
    "country": Definition(country.country, ("output",), shorthand="output"),
    "list": Definition(lambda options: lists.listing(options, compile_conversion), ("separator", "of"), shorthand="of"),
    "rows": Definition(lambda options: rows.rows(options, compile_conversion), ("columns",)),
    "rich_text": Definition(rich_text.rich_text, ("format",), shorthand="format"),
    "raw": Definition(text.raw),
}
