"""What can be said of a received value whatever the conversion: is it there, what kind is it, what text is in it."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Final

from passerelle.core.sentences import Sentence

MAX_DIGITS: Final = 38
"""Before or after the decimal mark: beyond, it is no quantity, and 1e999999999 must not fill the memory."""

# Unseen at the ends of what people paste: spaces of all widths, zero-width characters, writing direction marks.
_INVISIBLE: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)
_LINE_BREAK: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, halves of characters, and marks that make a text read otherwise than it is written.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

_PICK_ONE: Final = Sentence(
    fr="choisissez une seule information dans `from`", en="choose one piece of information in `from`"
)


class Unfit(Exception):
    """Why a value does not fit, before the conversion adds the form that it expected."""

    def __init__(self, kind: Sentence, advice: Sentence | None = None) -> None:
        super().__init__(kind.en)
        self.kind = kind
        self.advice = advice


def trimmed(text: str) -> str:
    return text.strip(_INVISIBLE)


def is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not trimmed(value)
    return value is None or value in ([], {})


def kind_of(value: Any) -> Sentence:
    """What a person may be told of the value: its kind and its size, never the value."""
    if isinstance(value, bool):
        return Sentence(fr="est une valeur vrai ou faux", en="is a true or false value")
    if isinstance(value, int | float | Decimal):
        return Sentence(fr="est un nombre", en="is a number")
    if isinstance(value, str):
        count = len(trimmed(value))
        return Sentence(
            fr=f"est un texte de {counted(count, 'caractère')}", en=f"is a text of {counted(count, 'character')}"
        )
    if isinstance(value, list):
        return Sentence(
            fr=f"est une liste de {counted(len(value), 'élément')}", en=f"is a list of {counted(len(value), 'item')}"
        )
    return Sentence(fr="réunit plusieurs informations", en="holds several pieces of information")


def counted(count: int, word: str) -> str:
    """A count and its regular noun, in French as in English: from two on, the noun takes an s."""
    return f"{count} {word}s" if count > 1 else f"{count} {word}"


def unfit(value: Any) -> Unfit:
    """The value is not of the right kind, and its kind is all there is to say."""
    return Unfit(kind_of(value), _PICK_ONE if isinstance(value, list | dict) else None)


def number_of(value: Any) -> Decimal | None:
    """The exact value of a JSON number, None for anything else. A float is what its shortest decimal writing says."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return checked_size(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


def checked_size(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Unfit(Sentence(fr="n'est pas un nombre fini", en="is not a finite number"))
    exponent = number.as_tuple().exponent
    if number.adjusted() >= MAX_DIGITS or not isinstance(exponent, int) or exponent < -MAX_DIGITS:
        raise Unfit(
            Sentence(
                fr=f"est un nombre de plus de {MAX_DIGITS} chiffres", en=f"is a number of more than {MAX_DIGITS} digits"
            )
        )
    return number


def written(number: Decimal) -> str:
    """All the digits of the number, without exponent and without useless zeros."""
    text = format(number or abs(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_of(value: Any) -> str:
    """The text received, trimmed, in composed form (NFC), its line breaks made one; a number becomes its digits."""
    number = number_of(value)
    if number is not None:
        return written(number)
    if not isinstance(value, str):
        raise unfit(value)
    text = unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", trimmed(value)))
    if _FORBIDDEN.search(text):
        raise Unfit(
            Sentence(
                fr="contient des caractères de contrôle, qui ne se voient pas",
                en="contains control characters, which cannot be seen",
            )
        )
    return text
