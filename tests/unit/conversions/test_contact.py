"""E-mail addresses and phone numbers: one, whole, and reachable."""

import pytest


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("jean.martin@exemple.fr", "jean.martin@exemple.fr"),
        (" jean.martin@exemple.fr\u00a0", "jean.martin@exemple.fr"),
        ("Jean.Martin@Exemple.FR", "Jean.Martin@exemple.fr"),
        ("a@b.co", "a@b.co"),
        ("jean+contrats@sous.domaine.exemple.fr", "jean+contrats@sous.domaine.exemple.fr"),
        ("o'brien@exemple.ie", "o'brien@exemple.ie"),
        ("j_m-1@ex-emple.museum", "j_m-1@ex-emple.museum"),
        ("jean@xn--exmple-cva.fr", "jean@xn--exmple-cva.fr"),
        ("jean@exemple.xn--p1ai", "jean@exemple.xn--p1ai"),
        (f"{'a' * 64}@exemple.fr", f"{'a' * 64}@exemple.fr"),
    ],
)
def test_an_address_keeps_its_name_and_loses_the_case_of_its_domain(convert, received, expected):
    result = convert("email", received)

    assert result == expected
    assert convert("email", result) == result


@pytest.mark.parametrize(
    "received",
    [
        "jean",
        "jean@",
        "@exemple.fr",
        "jean@exemple",
        "jean@exemple.",
        "jean@.fr",
        "jean@exemple..fr",
        "jean@@exemple.fr",
        ".jean@exemple.fr",
        "jean.@exemple.fr",
        "je..an@exemple.fr",
        "je an@exemple.fr",
        "jean@exem ple.fr",
        "Jean Martin <jean@exemple.fr>",
        "<jean@exemple.fr>",
        "mailto:jean@exemple.fr",
        "jean@exemple.fr;paul@exemple.fr",
        "jean@exemple.fr, paul@exemple.fr",
        "jean@exemple.fr\npaul@exemple.fr",
        "jean@-exemple.fr",
        "jean@exemple-.fr",
        "jean@exemple.f",
        "jean@exemple.123",
        "jean@[127.0.0.1]",
        "jean@127.0.0.1",
        '"jean martin"@exemple.fr',
        "jéan@exemple.fr",
        "jean@exémple.fr",
        "jean@exemple.fr.",
        "jean@exemple_1.fr",
        f"{'a' * 65}@exemple.fr",
        f"jean@{'a' * 64}.fr",
        f"jean@{'.'.join(['abcdefghi'] * 25)}.fr",
        "je\u200ban@exemple.fr",
        12,
        True,
        ["jean@exemple.fr"],
        {"email": "jean@exemple.fr"},
    ],
)
def test_what_is_not_one_plain_address_is_refused(refusal, received):
    assert refusal("email", received)


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("phone", "06 12 34 56 78", "+33612345678"),
        ("phone", "06.12.34.56.78", "+33612345678"),
        ("phone", "06-12-34-56-78", "+33612345678"),
        ("phone", "06/12/34/56/78", "+33612345678"),
        ("phone", "06\u00a012\u202f34 56 78", "+33612345678"),
        ("phone", "0612345678", "+33612345678"),
        ("phone", 612345678, "+33612345678"),
        ("phone", 33612345678, "+33612345678"),
        ("phone", "+33 6 12 34 56 78", "+33612345678"),
        ("phone", "+33 (0)6 12 34 56 78", "+33612345678"),
        ("phone", "0033 6 12 34 56 78", "+33612345678"),
        ("phone", "\u202a+33612345678\u202c", "+33612345678"),
        ("phone", "01 99 00 12 34", "+33199001234"),
        ("phone", "+44 20 7946 0958", "+442079460958"),
        ("phone", "+1 (212) 555-0123", "+12125550123"),
        ("phone", "+262 692 12 34 56", "+262692123456"),
        ({"phone": "US"}, "(212) 555-0123", "+12125550123"),
        ({"phone": {"region": "RE"}}, "0692 12 34 56", "+262692123456"),
        ({"phone": "BE"}, "+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_phone_number_becomes_international(convert, spec, received, expected):
    result = convert(spec, received)

    assert result == expected
    assert convert(spec, result) == result


@pytest.mark.parametrize(
    "received",
    [
        "06 12 34 56",
        "06 12 34 56 78 9",
        "112",
        "3912",
        "0",
        "+",
        "(",
        "+33",
        "+999 12 34 56 78",
        "00 00 00 00 00",
        "06 12 34 56 78 poste 4",
        "06 12 34 56 78 ext. 4",
        "06 12 34 56 78 / 01 99 00 12 34",
        "Tél. 06 12 34 56 78",
        "tel:+33612345678",
        "0800 FLEURS",
        "-612345678",
        "06 12 34 56 7O",
        "06\u200b12345678",
        "n/a",
        "0692 12 34 56",  # Réunion's, unknown in metropolitan France: +33692123456 would ring nowhere
        -612345678,
        61234567.8,
        6.5,
        True,
        ["0612345678"],
        {"phone": "0612345678"},
    ],
)
def test_what_is_not_one_number_that_can_ring_is_refused(refusal, received):
    assert refusal("phone", received)
