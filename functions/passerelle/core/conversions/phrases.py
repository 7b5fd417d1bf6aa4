"""Each conversion in a few words, as they follow "SIRET receives the field siret of the company, ..."."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from passerelle.core.conversions.contacts import DEFAULT_REGION
from passerelle.core.conversions.dates import DEFAULT_ZONE, written_as
from passerelle.core.conversions.model import Conversion
from passerelle.core.conversions.registry import compile_conversion, options_of
from passerelle.core.conversions.rich_text import MARKDOWN
from passerelle.core.sentences import Sentence

_Given = Mapping[str, Any]
_Phrase = Callable[[_Given, Conversion], Sentence]


def phrase_of(spec: Any) -> Sentence:
    """`spec` is what `as` holds, already compiled once without a fault."""
    conversion = compile_conversion(spec)
    given = {} if spec is None else options_of(spec).given
    return PHRASES[conversion.name](given, conversion)


def _fixed(fr: str, en: str) -> _Phrase:
    sentence = Sentence(fr=fr, en=en)
    return lambda _given, _conversion: sentence


def _text(given: _Given, _conversion: Conversion) -> Sentence:
    most = given.get("max_length")
    if most is None:
        return Sentence(fr="comme texte", en="as a text")
    return Sentence(fr=f"comme texte d'au plus {most} caractères", en=f"as a text of at most {most} characters")


def _money(given: _Given, _conversion: Conversion) -> Sentence:
    currency = given["currency"]
    if given.get("minor"):
        return Sentence(
            fr=f"comme montant en {currency}, reçu dans sa plus petite unité",
            en=f"as an amount in {currency}, received in its smallest unit",
        )
    return Sentence(fr=f"comme montant en {currency}", en=f"as an amount in {currency}")


def _date(given: _Given, _conversion: Conversion) -> Sentence:
    if given.get("format"):
        written = written_as(given["format"])
        return Sentence(fr=f"comme date, reçue sous la forme {written.fr}", en=f"as a date, received as {written.en}")
    if given.get("instant_is_date"):
        return Sentence(fr="comme date, reçue à minuit UTC", en="as a date, received as midnight UTC")
    zone = given.get("zone") or DEFAULT_ZONE
    return Sentence(fr=f"comme date (fuseau horaire : {zone})", en=f"as a date (time zone: {zone})")


def _choice(_given: _Given, conversion: Conversion) -> Sentence:
    table = _table(conversion)
    return Sentence(fr=f"selon cette table : {table.fr}", en=f"by this table: {table.en}")


def _choices(_given: _Given, conversion: Conversion) -> Sentence:
    table = _table(conversion)
    return Sentence(fr=f"chaque valeur selon cette table : {table.fr}", en=f"each value by this table: {table.en}")


def _table(conversion: Conversion) -> Sentence:
    """All of it: this is what a person approves."""
    pairs = (conversion.table or {}).items()
    fr, en = (
        ", ".join(f"{before}{value}{after} {becomes} {before}{label}{after}" for value, label in pairs)
        for before, after, becomes in (("« ", " »", "devient"), ('"', '"', "becomes"))
    )
    if conversion.otherwise is None:
        return Sentence(fr=f"{fr}, toute autre valeur est refusée", en=f"{en}, any other value is refused")
    other = conversion.otherwise
    return Sentence(fr=f"{fr}, toute autre valeur devient « {other} »", en=f'{en}, any other value becomes "{other}"')


def _phone(given: _Given, _conversion: Conversion) -> Sentence:
    region = given.get("region") or DEFAULT_REGION
    return Sentence(
        fr=f"comme numéro de téléphone international ({region} quand le pays n'est pas dit)",
        en=f"as an international phone number ({region} where the country is not told)",
    )


def _country(given: _Given, _conversion: Conversion) -> Sentence:
    return {
        "fr": Sentence(fr="comme nom de pays en français", en="as the name of a country in French"),
        "en": Sentence(fr="comme nom de pays en anglais", en="as the name of a country in English"),
    }.get(str(given.get("output")), Sentence(fr="comme code de pays", en="as the code of a country"))


def _list(given: _Given, _conversion: Conversion) -> Sentence:
    each = phrase_of(given.get("of"))
    return Sentence(fr=f"comme liste, chaque élément {each.fr}", en=f"as a list, each item {each.en}")


def _rows(given: _Given, _conversion: Conversion) -> Sentence:
    columns = {
        name: phrase_of(column.get("as") if isinstance(column, Mapping) else None)
        for name, column in given["columns"].items()
    }
    fr = ", ".join(f"« {name} » {phrase.fr}" for name, phrase in columns.items())
    en = ", ".join(f'"{name}" {phrase.en}' for name, phrase in columns.items())
    return Sentence(fr=f"comme lignes d'un tableau : {fr}", en=f"as the rows of a table: {en}")


def _rich_text(given: _Given, _conversion: Conversion) -> Sentence:
    if given.get("format") == MARKDOWN:
        return Sentence(fr="comme texte riche, d'après le Markdown", en="as rich text, from Markdown")
    return Sentence(fr="comme texte riche, un paragraphe par ligne", en="as rich text, one paragraph a line")


PHRASES: Final[Mapping[str, _Phrase]] = {
    "unspecified": _fixed("sans conversion", "without conversion"),
    "text": _text,
    "number": _fixed("comme nombre", "as a number"),
    "money": _money,
    "date": _date,
    "datetime": _fixed("comme date et heure", "as a date and time"),
    "choice": _choice,
    "choices": _choices,
    "boolean": _fixed("comme oui ou non", "as yes or no"),
    "siret": _fixed("comme numéro SIRET vérifié", "as a checked SIRET number"),
    "siren": _fixed("comme numéro SIREN vérifié", "as a checked SIREN number"),
    "vat": _fixed("comme numéro de TVA vérifié", "as a checked VAT number"),
    "phone": _phone,
    "email": _fixed("comme adresse électronique", "as an e-mail address"),
    "country": _country,
    "list": _list,
    "rows": _rows,
    "rich_text": _rich_text,
    "raw": _fixed("avec sa structure, sans aucun changement", "with its structure, without any change"),
}
