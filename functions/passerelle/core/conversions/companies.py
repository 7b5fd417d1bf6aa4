"""The numbers that identify a company, with their check digits: SIREN, SIRET, VAT."""

import re
from collections.abc import Callable
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, counted, text_of, unfit
from passerelle.core.sentences import Sentence

_SEPARATORS: Final = re.compile(r"[\s.]")
_VAT_SEPARATORS: Final = re.compile(r"[\s.-]")
_VAT: Final = re.compile(r"[A-Z]{2}(?=.*[0-9])[0-9A-Z+*]{2,13}")
_WRONG_CHECK: Final = Sentence(fr="a une clé de contrôle fausse", en="has a wrong check digit")
_ONLY_ZEROS: Final = Sentence(fr="n'a que des zéros", en="has only zeros")


def siren(_options: Options) -> Conversion:
    # Imported here for the other functions' sake, here and below.
    from stdnum.fr import siren as checker  # noqa: PLC0415

    return _numbered("siren", "SIREN", 9, checker.is_valid)


def siret(_options: Options) -> Conversion:
    # It knows the rule of La Poste, whose establishments have another check than Luhn's.
    from stdnum.fr import siret as checker  # noqa: PLC0415

    return _numbered("siret", "SIRET", 14, checker.is_valid)


def vat(_options: Options) -> Conversion:
    from stdnum.eu import vat as checker  # noqa: PLC0415
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError  # noqa: PLC0415

    def rule(value: Any) -> str:
        number = _VAT_SEPARATORS.sub("", text_of(value)).upper()
        if number.startswith("GR"):
            # For VAT alone, Greece is EL: the library takes both, the tax offices one.
            number = f"EL{number[2:]}"
        if not _VAT.fullmatch(number):
            raise unfit(value)
        if not number[4:].strip("0"):
            raise Unfit(_ONLY_ZEROS)
        try:
            return checker.validate(number)
        except InvalidChecksum:
            raise Unfit(_WRONG_CHECK) from None
        except InvalidComponent:
            raise Unfit(
                Sentence(
                    fr="ne commence pas par le code d'un pays de l'Union européenne, ou contient un numéro faux",
                    en="does not begin with the code of a country of the European Union, or contains a wrong number",
                )
            ) from None
        except ValidationError:
            raise Unfit(
                Sentence(
                    fr="n'a pas la forme des numéros de TVA de son pays",
                    en="does not have the form of the VAT numbers of its country",
                )
            ) from None

    form = Sentence(
        fr="un numéro de TVA intracommunautaire (le code du pays, puis le numéro)",
        en="a VAT number of the European Union (the country's code, then the number)",
    )
    return Conversion("vat", Kind.TEXT, form, rule)


def _numbered(name: str, label: str, length: int, is_valid: Callable[[str], bool]) -> Conversion:
    def rule(value: Any) -> str:
        # The point of 1234567820001.5 separates no digits: only a text has separators.
        number = _SEPARATORS.sub("", text_of(value)) if isinstance(value, str) else text_of(value)
        if not re.fullmatch("[0-9]+", number):
            raise unfit(value)
        if len(number) != length:
            raise Unfit(Sentence(fr=f"a {counted(len(number), 'chiffre')}", en=f"has {counted(len(number), 'digit')}"))
        if not number.strip("0"):
            raise Unfit(_ONLY_ZEROS)
        if not is_valid(number):
            raise Unfit(_WRONG_CHECK)
        return number

    form = Sentence(
        fr=f"un {label} ({length} chiffres, clé de contrôle comprise)",
        en=f"a {label} ({length} digits, check digit included)",
    )
    return Conversion(name, Kind.TEXT, form, rule)
