"""An amount in one declared currency: exact, never of another currency, never with more decimals than it has."""

import re
from decimal import Decimal
from typing import Any, Final

from passerelle.core.conversions.currencies import DECIMALS, SYMBOLS
from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.numbers import DECIMAL_MARKS, exact_json, read_number
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, counted, text_of
from passerelle.core.sentences import Sentence

_CODE: Final = Sentence(fr="le code ISO d'une devise, tel que `EUR`", en="the ISO code of a currency, such as `EUR`")

_SYMBOL: Final = "|".join(re.escape(symbol) for symbol in SYMBOLS)
_MARK: Final = rf"(?P<{{}}>[A-Za-z]{{{{3}}}}|{_SYMBOL})"
# Possessive: a long run of spaces is walked once, not once for each of its beginnings.
_SPACES: Final = "[ \xa0\u202f\u2009\u2007]*+"
_MARKED: Final = re.compile(
    rf"(?P<sign>[+\u2212-]?)(?:{_MARK.format('before')}{_SPACES})?"
    rf"(?P<amount>[^A-Za-z]*?[0-9])(?:{_SPACES}{_MARK.format('after')})?"
)


def money(options: Options) -> Conversion:
    currency = options.one_of("currency", DECIMALS, _CODE)
    if currency is None:
        raise options.invalid("currency", _CODE)
    mark = options.one_of("decimal", DECIMAL_MARKS)
    minor = options.flag("minor")
    decimals = DECIMALS[currency]

    def rule(value: Any) -> float | str:
        amount = read_number(_without_currency(value, currency), mark)
        if minor:
            # Shifting the exponent is exact, whatever the context's precision.
            amount = _within(amount, 0)
            sign, digits, exponent = amount.as_tuple()
            return exact_json(Decimal((sign, digits, int(exponent) - decimals)))
        return exact_json(_within(amount, decimals))

    return Conversion("money", Kind.NUMBER, _form(currency, decimals, minor), rule)


def _within(amount: Decimal, decimals: int) -> Decimal:
    found = len(f"{amount:f}".partition(".")[2].rstrip("0"))
    if found > decimals:
        raise Unfit(Sentence(fr=f"a {counted(found, 'décimale')}", en=f"has {counted(found, 'decimal')}"))
    return amount


def _without_currency(value: Any, currency: str) -> Any:
    """The amount alone, once the currency written around it, if any, is seen to be the declared one."""
    if not isinstance(value, str):
        return value
    found = _MARKED.fullmatch(text_of(value))
    if found is None:
        return value
    for word in filter(None, (found["before"], found["after"])):
        candidates = SYMBOLS.get(word) or {word.upper()} & DECIMALS.keys()
        if not candidates:
            return value
        if currency not in candidates:
            raise Unfit(Sentence(fr="est un montant dans une autre devise", en="is an amount in another currency"))
    return found["sign"] + found["amount"]


def _form(currency: str, decimals: int, minor: bool) -> Sentence:
    if minor:
        return Sentence(
            fr=f"un nombre entier de la plus petite unité de {currency}",
            en=f"a whole number of the smallest unit of {currency}",
        )
    if not decimals:
        return Sentence(fr=f"un montant en {currency}, sans décimale", en=f"an amount in {currency} without decimals")
    return Sentence(
        fr=f"un montant en {currency} d'au plus {decimals} décimales",
        en=f"an amount in {currency} of at most {decimals} decimals",
    )
