"""How to reach a person: an e-mail address, a phone number."""

import re
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, text_of, unfit
from passerelle.core.sentences import Sentence

DEFAULT_REGION: Final = "FR"
_REGION: Final = Sentence(
    fr="le code ISO d'un pays en deux lettres, tel que `FR`", en="the two-letter ISO code of a country, such as `FR`"
)

# The addresses that every mail system takes: no quoted local part, no bare IP address, no accents (a domain with
# accents has an ASCII form, xn--...). Stricter than RFC 5321, so that a typing error does not pass for an address.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{1,59}}))"
)
_MAX_LOCAL: Final = 64
_MAX_EMAIL: Final = 254

# The library would also find a number inside a sentence, and read letters as keys: that would be guessing.
_PHONE: Final = re.compile(r"[+(0-9][0-9\s().\-/\u2010-\u2015]*")


def email_address(text: str) -> str | None:
    """The address that this text is and nothing else, as it is written everywhere."""
    found = _EMAIL.fullmatch(text)
    if found is None or len(text) > _MAX_EMAIL or len(found["local"]) > _MAX_LOCAL:
        return None
    return f"{found['local']}@{found['domain'].lower()}"


def email(_options: Options) -> Conversion:
    def rule(value: Any) -> str:
        address = email_address(text_of(value)) if isinstance(value, str) else None
        if address is None:
            raise unfit(value)
        return address

    form = Sentence(
        fr="une seule adresse électronique, sans nom autour et sans accent",
        en="one e-mail address, without a name around it and without accents",
    )
    return Conversion("email", Kind.EMAIL, form, rule)


def phone(options: Options) -> Conversion:
    # Imported here for the other functions' sake.
    import phonenumbers  # noqa: PLC0415

    region = options.one_of("region", sorted(phonenumbers.SUPPORTED_REGIONS), _REGION) or DEFAULT_REGION

    def rule(value: Any) -> str:
        # The library does not know all the spaces; and the point of 61234567.8 separates no digits.
        text = re.sub(r"\s", " ", text_of(value))
        if not _PHONE.fullmatch(text) or not (isinstance(value, str) or text.isdecimal()):
            raise unfit(value)
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            raise unfit(value) from None
        if not phonenumbers.is_valid_number(number):
            raise Unfit(
                Sentence(
                    fr="est un numéro de téléphone qui ne peut pas exister",
                    en="is a phone number that cannot exist",
                )
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    form = Sentence(
        fr=f"un seul numéro de téléphone, international (+33...) ou du pays {region}",
        en=f"one phone number, international (+33...) or of the country {region}",
    )
    return Conversion("phone", Kind.PHONE, form, rule)
