"""A country by any of its usual names, in French or English, or by its ISO code."""

import re
import unicodedata
from functools import cache
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, text_of, unfit
from passerelle.core.sentences import Sentence

# Names in use that the generated table does not have. "Congo" and "Corée" alone are two countries each: not here.
OTHER_NAMES: Final = {
    "BY": ("Bélarus",),
    "CH": ("Confédération suisse", "Swiss Confederation"),
    "DE": ("République fédérale d'Allemagne", "Federal Republic of Germany"),
    "FR": ("République française", "French Republic", "France métropolitaine"),
    "GB": ("Grande-Bretagne", "Great Britain"),
    "KR": ("République de Corée", "Republic of Korea"),
    "MK": ("Macédoine", "Macedonia"),
    "MM": ("Birmanie", "Burma"),
    "NL": ("Hollande", "Holland", "The Netherlands"),
    "RU": ("Fédération de Russie", "Russian Federation"),
    "SK": ("République slovaque", "Slovak Republic"),
    "US": ("États-Unis d'Amérique", "United States of America"),
    "VA": ("Vatican", "Holy See", "Saint-Siège"),
}


def country(options: Options) -> Conversion:
    output = options.one_of("output", ("code", "fr", "en")) or "code"
    codes, names = _codes(), _names()

    def rule(value: Any) -> str:
        if not isinstance(value, str):
            raise unfit(value)
        code = codes.get(_plain(text_of(value)))
        if code is None:
            raise Unfit(
                Sentence(fr="n'est ni le nom ni le code d'un pays", en="is neither the name nor the code of a country")
            )
        return {"code": code, "fr": names[code][0], "en": names[code][1]}[output]

    form = Sentence(
        fr="un pays : son nom en français ou en anglais, ou son code ISO de deux ou trois lettres",
        en="a country: its name in French or English, or its ISO code of two or three letters",
    )
    return Conversion("country", Kind.TEXT, form, rule)


@cache
def _names() -> dict[str, tuple[str, str]]:
    from passerelle.core.countries import COUNTRIES  # noqa: PLC0415 - 250 rows that few automations need

    return {row.code: (row.fr, row.en) for row in COUNTRIES}


@cache
def _codes() -> dict[str, str]:
    from passerelle.core.countries import COUNTRIES  # noqa: PLC0415 - idem

    return {
        _plain(name): row.code
        for row in COUNTRIES
        for name in (row.code, row.code3, row.fr, row.en, *row.others, *OTHER_NAMES.get(row.code, ()))
    }


def _plain(name: str) -> str:
    """Without accents, case, punctuation and abbreviations: what people type differently and mean alike."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    text = letters.casefold().replace(".", "").replace("œ", "oe").replace("&", " and ")
    text = re.sub(r"[\W_]+", " ", text).strip()
    return re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", text))
