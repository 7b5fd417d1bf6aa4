"""Which conversion a line probably needs: by what its target holds, and by what people call it."""

import re
import unicodedata
from typing import Any, Final

from passerelle.core.schema import Field, FieldType

ZONE: Final = {"zone": "Europe/Paris"}

_TEXTS: Final = (
    (r"\bsiret\b", "siret"),
    (r"\bsiren\b", "siren"),
    (r"\b(tva|vat)\b", "vat"),
    (r"\b(e-?mail|courriel)\b", "email"),
    (r"\b(telephone|phone|mobile)\b", "phone"),
    (r"\b(pays|country)\b", "country"),
)
_MONEY: Final = re.compile(r"\b(montant|amount|prix|price|salaire|salary|cout|cost|ht|ttc|loyer|rent|budget)\b")
_DATE: Final = re.compile(r"\b(date|jour|echeance|day|deadline)\b")


def suggest(to: str, source: Field | None, target: Field | None) -> Any:
    """What `as` would hold, or None for none. Options are filled in by the answers."""
    name = _plain(target.title if target is not None and target.title else to)
    if target is None:
        return _of_text(name) or ({"money": "EUR"} if _MONEY.search(name) else None) or _of_date(name, source)
    match target.type:
        case FieldType.NUMBER:
            return {"money": "EUR"} if _MONEY.search(name) else "number"
        case FieldType.DATE:
            return _date(source)
        case of_type:
            return _BY_TYPE.get(of_type) or _of_text(name)


def _of_text(name: str) -> str | None:
    return next((conversion for pattern, conversion in _TEXTS if re.search(pattern, name)), None)


def _of_date(name: str, source: Field | None) -> Any:
    return _date(source) if _DATE.search(name) else None


_BY_TYPE: Final = {
    FieldType.DATETIME: {"datetime": ZONE},
    FieldType.BOOLEAN: "boolean",
    FieldType.RICH_TEXT: "rich_text",
    FieldType.CHOICE: "choice",
    FieldType.CHOICES: "choices",
}


def _date(source: Field | None) -> Any:
    """A moment falls on a day in some zone; a plain date needs none."""
    return "date" if source is not None and source.type is FieldType.DATE else {"date": ZONE}


def _plain(text: str) -> str:
    """In lower case, without accents and with spaces between the words: `field.Téléphone_pro` as one reads it."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return re.sub(r"[._]", " ", bare).casefold()
