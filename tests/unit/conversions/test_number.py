"""Numbers and amounts: exact, in French as in English, and refused when they have two meanings."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.conversions import compile_conversion
from passerelle.core.conversions.currencies import DECIMALS, SYMBOLS

COMMA, POINT = {"number": {"decimal": ","}}, {"number": {"decimal": "."}}


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (0, 0),
        (12500, 12500),
        (-3, -3),
        (12500.0, 12500),
        (0.1, 0.1),
        (-0.0, 0),
        (Decimal("12500.10"), 12500.1),
        (2**53 + 1, "9007199254740993"),
        (2**53 + 2, 2**53 + 2),
        ("0", 0),
        ("007", 7),
        ("42", 42),
        ("+42", 42),
        ("-42", -42),
        ("−42", -42),
        ("12500", 12500),
        ("12500.5", 12500.5),
        ("12500,5", 12500.5),
        ("12500,00", 12500),
        ("12500.123", 12500.123),
        ("12500,123", 12500.123),
        ("0.123", 0.123),
        ("0,123", 0.123),
        (".5", 0.5),
        (",5", 0.5),
        ("-,5", -0.5),
        ("1.2345", 1.2345),
        ("12 500,00", 12500),
        ("12 500.00", 12500),
        ("12\u00a0500,50", 12500.5),
        ("12\u202f500,50", 12500.5),
        ("12\u2009500,50", 12500.5),
        ("1 234 567", 1234567),
        ("1 234.567", 1234.567),
        ("12'500.50", 12500.5),
        ("12’500.50", 12500.5),
        ("12,500.00", 12500),
        ("12.500,00", 12500),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1.234.567,8", 1234567.8),
        ("1,234,567.891", 1234567.891),
        ("1.25E7", 12500000),
        ("1.234E7", 12340000),
        ("5e-3", 0.005),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("123456789012345678901", "123456789012345678901"),
        ("  42\u00a0", 42),
        ("\ufeff42\u200b", 42),
    ],
)
def test_a_number_written_in_one_way_only_is_read_exactly(convert, received, expected):
    result = convert("number", received)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize("received", ["12,500", "1.234", "-1.234", "123,456", "1,000"])
def test_a_separator_with_two_meanings_is_refused_and_the_option_is_named(refusal, received):
    error = refusal("number", received)

    assert "milliers" in error.kind.fr
    assert "thousands" in error.kind.en
    assert 'decimal: ","' in error.advice.fr
    assert 'decimal: "."' in error.advice.en


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        (COMMA, "12,500", 12.5),
        (COMMA, "12.500", 12500),
        (COMMA, "1.234,5", 1234.5),
        (COMMA, "12 500,5", 12500.5),
        (COMMA, 12.5, 12.5),
        (COMMA, "1.25E7", 12500000),
        (POINT, "12,500", 12500),
        (POINT, "1.234", 1.234),
        (POINT, "12,500.5", 12500.5),
        (POINT, "12 500.5", 12500.5),
    ],
)
def test_the_declared_decimal_mark_settles_the_meaning(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    ("spec", "received"), [(COMMA, "12.5"), (COMMA, "12,500.00"), (POINT, "12,5"), (POINT, "1.234,5")]
)
def test_a_number_that_contradicts_the_declared_mark_is_refused(refusal, spec, received):
    assert refusal(spec, received)


@pytest.mark.parametrize(
    "received",
    [
        "abc",
        "12 pièces",
        "12 €",
        "(12)",
        "12-",
        "--12",
        "- 12",
        "5.",
        "5,",
        ".",
        ",",
        "-",
        "+",
        "1 23",
        "12 50",
        "1 2345",
        "12  500",
        "1 234'567",
        "1,234.567.8",
        "1.234,567.8",
        "12,34,567",
        "0,123,456",
        "1_000",
        "0x10",
        "1/2",
        "1e",
        "e5",
        "1,5e3",
        "1e9999",
        "1e99",
        "1e-99",
        "NaN",
        "Infinity",
        "-inf",
        "١٢",
        "１２",
        "²",
        "12\n500",
        "1\u200b2",
        "9" * 39,
        True,
        False,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        10**38,
        1e300,
        pytest.param(10**5000, id="5001 digits"),
        [1],
        {"a": 1},
    ],
)
def test_what_is_not_one_plain_number_is_refused(refusal, received):
    assert refusal("number", received)


@pytest.mark.parametrize("received", ["12 %", "12,5\u00a0%", "3‰"])
def test_a_percentage_is_refused_by_its_name(refusal, received):
    error = refusal("number", received)

    assert error.kind.fr == "est un pourcentage"
    assert error.kind.en == "is a percentage"


_DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@given(_DECIMALS, st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"]))
def test_a_number_written_in_french_is_read_back(number, space):
    text = f"{number:,.2f}".replace(",", space).replace(".", ",")

    assert Decimal(str(compile_conversion("number").convert(text))) == number


@given(_DECIMALS)
def test_a_number_written_in_english_is_read_back(number):
    assert Decimal(str(compile_conversion("number").convert(f"{number:,.2f}"))) == number


@given(st.decimals(min_value=-(10**20), max_value=10**20, places=6, allow_nan=False, allow_infinity=False))
def test_no_digit_is_ever_lost(number):
    assert Decimal(str(compile_conversion(POINT).convert(f"{number:f}"))) == number


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ({"money": "EUR"}, 12500, 12500),
        ({"money": "EUR"}, 12500.1, 12500.1),
        ({"money": "EUR"}, "12 500,00", 12500),
        ({"money": "EUR"}, "12 500,50 €", 12500.5),
        ({"money": "EUR"}, "12\u202f500,50\u00a0€", 12500.5),
        ({"money": "EUR"}, "€12,500.50", 12500.5),
        ({"money": "EUR"}, "€ 12,500.50", 12500.5),
        ({"money": "EUR"}, "12500 EUR", 12500),
        ({"money": "EUR"}, "EUR 12500", 12500),
        ({"money": "EUR"}, "12500eur", 12500),
        ({"money": "EUR"}, "-€12.50", -12.5),
        ({"money": "EUR"}, "-12,50 €", -12.5),
        ({"money": "EUR"}, "1.25E7", 12500000),
        ({"money": "EUR"}, "12500.500", 12500.5),
        ({"money": {"currency": "EUR", "decimal": ","}}, "12.500 €", 12500),
        ({"money": {"currency": "EUR", "decimal": "."}}, "12,500", 12500),
        ({"money": {"currency": "EUR", "minor": True}}, 1250050, 12500.5),
        ({"money": {"currency": "EUR", "minor": True}}, "1250000", 12500),
        ({"money": {"currency": "JPY", "minor": True}}, 1250, 1250),
        ({"money": {"currency": "KWD", "minor": True}}, 1250, 1.25),
        ({"money": "GBP"}, "£9.99", 9.99),
        ({"money": "USD"}, "$9.99", 9.99),
        ({"money": "CAD"}, "9,99 $", 9.99),
        ({"money": "JPY"}, "¥1250", 1250),
        ({"money": "CHF"}, "CHF 12'500.50", 12500.5),
        ({"money": "PLN"}, "99,99 zł", 99.99),
        ({"money": "TND"}, "9999,125", 9999.125),
    ],
)
def test_an_amount_of_the_declared_currency_is_read_exactly(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    ("spec", "received", "kind"),
    [
        ({"money": "EUR"}, "12500 USD", "is an amount in another currency"),
        ({"money": "EUR"}, "$12,500.00", "is an amount in another currency"),
        ({"money": "EUR"}, "£ 12", "is an amount in another currency"),
        ({"money": "EUR"}, "€12 USD", "is an amount in another currency"),
        ({"money": "EUR"}, 12.345, "has 3 decimals"),
        ({"money": "EUR"}, 0.1 + 0.2, "has 17 decimals"),
        ({"money": "EUR"}, "12500.123", "has 3 decimals"),
        ({"money": "JPY"}, "12,5", "has 1 decimal"),
        ({"money": {"currency": "EUR", "minor": True}}, 12.5, "has 1 decimal"),
        ({"money": "EUR"}, "12,500 €", "is a number whose separator may be that of thousands or that of decimals"),
        ({"money": "EUR"}, "12 pcs", "is a text of 6 characters"),
        ({"money": "EUR"}, "12 €/mois", "is a text of 9 characters"),
        ({"money": "EUR"}, "10 - 20 €", "is a text of 7 characters"),
        ({"money": "EUR"}, "€", "is a text of 1 character"),
        ({"money": "EUR"}, "--12 €", "is a text of 4 characters"),
        ({"money": "EUR"}, True, "is a true or false value"),
        ({"money": "EUR"}, {"amount": 12, "currency": "EUR"}, "holds several pieces of information"),
    ],
)
def test_an_amount_that_is_not_surely_of_the_currency_is_refused(refusal, spec, received, kind):
    assert refusal(spec, received).kind.en == kind


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_minor_units_and_the_amount_they_make_are_equal(cents):
    amount = compile_conversion({"money": {"currency": "EUR", "minor": True}}).convert(cents)

    assert Decimal(str(amount)) * 100 == cents


def test_every_symbol_stands_for_known_currencies():
    assert {code for codes in SYMBOLS.values() for code in codes} <= DECIMALS.keys()
