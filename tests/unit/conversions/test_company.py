"""The numbers of companies: never padded, never cut, always checked."""

import pytest

WRONG_COMPONENT = "does not begin with the code of a country of the European Union, or contains a wrong number"
SIREN, SIRET, VAT = "123456782", "12345678200010", "FR11123456782"


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("siren", SIREN, SIREN),
        ("siren", 123456782, SIREN),
        ("siren", 123456782.0, SIREN),
        ("siren", "123 456 782", SIREN),
        ("siren", "123.456.782", SIREN),
        ("siren", "123\u00a0456\u202f782", SIREN),
        ("siret", SIRET, SIRET),
        ("siret", int(SIRET), SIRET),
        ("siret", float(SIRET), SIRET),
        ("siret", "123 456 782 00010", SIRET),
        ("siret", "123.456.782.00010", SIRET),
        ("siret", "\u200b12345678200010\ufeff", SIRET),
        ("siret", "35600000000048", "35600000000048"),  # the head office of La Poste follows Luhn
        ("siret", "35600000000006", "35600000000006"),  # its other establishments: a sum that 5 divides
        ("vat", VAT, VAT),
        ("vat", "fr 11 123 456 782", VAT),
        ("vat", "FR-11.123456782", VAT),
        ("vat", "FR0L123456782", "FR0L123456782"),
        ("vat", "BE 0123.456.749", "BE0123456749"),
        ("vat", "BE123456749", "BE0123456749"),
        ("vat", "DE123456788", "DE123456788"),
        ("vat", "ESA12345674", "ESA12345674"),
        ("vat", "NL123456782B12", "NL123456782B12"),
        ("vat", "ATU12345675", "ATU12345675"),
        ("vat", "IE1234567T", "IE1234567T"),
        ("vat", "EL123456783", "EL123456783"),
        ("vat", "GR123456783", "EL123456783"),
        ("vat", "XI123456782", "XI123456782"),
    ],
)
def test_a_company_number_is_given_without_separators(convert, spec, received, expected):
    result = convert(spec, received)

    assert result == expected
    assert convert(spec, result) == result


@pytest.mark.parametrize(
    ("spec", "received", "kind"),
    [
        ("siren", "12345678", "has 8 digits"),
        ("siren", SIRET, "has 14 digits"),
        ("siren", "123456789", "has a wrong check digit"),
        ("siren", "000000000", "has only zeros"),
        ("siren", "1", "has 1 digit"),
        ("siret", "1234567820001", "has 13 digits"),
        ("siret", 1234567820001, "has 13 digits"),
        ("siret", "123456782000100", "has 15 digits"),
        ("siret", SIREN, "has 9 digits"),
        ("siret", "12345678200011", "has a wrong check digit"),
        ("siret", "12345678900010", "has a wrong check digit"),
        ("siret", "35600000000002", "has a wrong check digit"),
        ("siret", "00000000000000", "has only zeros"),
        ("siret", "SIRET 12345678200010", "is a text of 20 characters"),
        ("siret", "12345678200010 / 12345678200028", "is a text of 31 characters"),
        ("siret", "1.234567820001E13", "is a text of 17 characters"),
        ("siret", "-12345678200010", "is a text of 15 characters"),
        ("siret", -12345678200010, "is a number"),
        ("siret", 12345678200010.5, "is a number"),
        ("siret", 1234567820001.5, "is a number"),
        ("siret", "１２３４５６７８２０００１０", "is a text of 14 characters"),
        ("siret", True, "is a true or false value"),
        ("siret", [SIRET], "is a list of 1 item"),
        ("siret", {"siret": SIRET}, "holds several pieces of information"),
        ("vat", "FR12123456782", "has a wrong check digit"),
        ("vat", "FR11123456789", "has a wrong check digit"),
        ("vat", "FR12000000000", "has only zeros"),
        ("vat", "DE123456789", "has a wrong check digit"),
        ("vat", "FR1112345678", "does not have the form of the VAT numbers of its country"),
        ("vat", "FR1I123456782", "does not have the form of the VAT numbers of its country"),
        ("vat", "GB123456782", WRONG_COMPONENT),
        ("vat", SIREN, "is a text of 9 characters"),
        ("vat", 123456782, "is a number"),
        ("vat", "non assujetti", "is a text of 13 characters"),
        ("vat", ["FR11123456782"], "is a list of 1 item"),
    ],
)
def test_a_wrong_company_number_is_refused_by_what_is_wrong(refusal, spec, received, kind):
    assert refusal(spec, received).kind.en == kind
