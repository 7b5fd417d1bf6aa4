"""An `as` that cannot be understood is refused when the file is loaded, with the word that was perhaps meant."""

import subprocess
import sys

import pytest

from passerelle.core.conversions import CONVERSIONS, InvalidConversion, Kind, compile_conversion


@pytest.mark.parametrize(
    ("spec", "suggestion"),
    [
        ("sirett", "siret"),
        ("SIRET", "siret"),
        ("monney", "money"),
        ("datetme", "datetime"),
        ("zzz", None),
        ("", None),
        ({"monney": "EUR"}, "money"),
        ({"money": "EURO"}, "EUR"),
        ({"money": "eur"}, "EUR"),
        ("money", None),
        ({"money": {"curency": "EUR"}}, "currency"),
        ({"money": {"currency": "EUR", "minor": "yes"}}, None),
        ({"money": {"currency": "EUR", "decimal": ";"}}, None),
        ({"money": ["EUR"]}, "EUR"),
        ({"money": 12}, None),
        ({"number": {"decimals": ","}}, "decimal"),
        ({"number": ","}, None),
        ({"number": {"decimal": ", "}}, ","),
        ({"text": {"max_lenght": 5}}, "max_length"),
        ({"text": {"max_length": 0}}, None),
        ({"text": {"max_length": True}}, None),
        ({"text": {"max_length": "5"}}, None),
        ({"text": {"collapse": 1}}, None),
        ({"text": "collapse"}, "collapse"),
        ({"date": {"zone": "Europe/Pari"}}, "Europe/Paris"),
        ({"date": {"zone": "CET"}}, None),
        ({"date": {"zone": "EST5EDT"}}, None),
        ({"date": {"zone": "../../etc/passwd"}}, None),
        ({"date": {"zone": "Europe/"}}, "Europe/Rome"),
        ({"date": {"zone": "/etc/passwd"}}, None),
        ({"date": {"zone": "Europe/Par\x00s"}}, "Europe/Paris"),
        ({"date": {"zone": 2}}, None),
        ({"date": {"unit": "msec"}}, "ms"),
        ({"date": {"format": "dd/mm/yyyy"}}, "DD/MM/YYYY"),
        ({"date": {"format": "JJ/MM/AAAA"}}, None),
        ({"date": {"instant_is_date": True}}, None),
        ({"date": {"instant_is_date": "utc", "zone": "Europe/Paris"}}, None),
        ({"date": {"instant_is_date": "utc", "without_zone": "UTC"}}, None),
        ({"date": {"format": "DD/MM/YYYY", "unit": "ms"}}, None),
        ({"date": {"format": "DD/MM/YYYY", "zone": "UTC"}}, None),
        ({"datetime": {"ambiguous": "early"}}, "earlier"),
        ({"datetime": {"format": "DD/MM/YYYY"}}, None),
        ("choice", None),
        ({"choice": {}}, None),
        ({"choice": None}, None),
        ({"choice": "a"}, None),
        ({"choice": []}, None),
        ({"choice": {"a": ""}}, None),
        ({"choice": {"a": None}}, None),
        ({"choice": {"a": True}}, None),
        ({"choice": {"a": ["b"]}}, None),
        ({"choice": {None: "b"}}, None),
        ({"choice": {1: "Un", "1": "One"}}, None),
        ({"choice": {"default": "x"}}, None),
        ({"choice": {"values": {"a": "A"}, "defualt": "B"}}, "default"),
        ({"choice": {"a": "A", "default": ["B"]}}, None),
        ({"choice": [["a"]]}, None),
        ({"choice": {"a": "\x00"}}, None),
        ({"choice": {"\x00": "a"}}, None),
        ({"choice": {"a": float("nan")}}, None),
        ({"choice": {float("inf"): "a"}}, None),
        ({"choices": {"a": "A", "separator": 1}}, None),
        ({"choices": {"a": "A", "separator": ""}}, None),
        ({"siret": True}, None),
        ({"siret": {"country": "FR"}}, None),
        ({"phone": "FRA"}, "FR"),
        ({"phone": "fr"}, "FR"),
        ({"phone": {"regoin": "FR"}}, "region"),
        ({"country": "name"}, None),
        ({"list": "sirt"}, "siret"),
        ({"list": {"of": {"money": "EURO"}}}, "EUR"),
        ({"list": {"separtor": ";"}}, "separator"),
        ({}, None),
        ({"siret": None, "siren": None}, None),
        ({1: 2}, None),
        (12, None),
        (True, None),
        (["siret"], None),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_suggestion(spec, suggestion):
    with pytest.raises(InvalidConversion) as caught:
        compile_conversion(spec)

    assert caught.value.suggestion == suggestion
    assert caught.value.sentence.fr.endswith(".")
    assert caught.value.sentence.en.endswith(".")


SPECS = {
    "rows": {"rows": {"columns": {"Label": "name"}}},
    "money": {"money": "EUR"},
    "choice": {"choice": {"a": "A"}},
    "choices": {"choices": {"a": "A"}},
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", Kind.TEXT),
        ("number", Kind.NUMBER),
        ("money", Kind.NUMBER),
        ("date", Kind.DATE),
        ("datetime", Kind.DATE),
        ("choice", Kind.CHOICE),
        ("choices", Kind.CHOICES),
        ("boolean", Kind.BOOLEAN),
        ("siret", Kind.TEXT),
        ("siren", Kind.TEXT),
        ("vat", Kind.TEXT),
        ("phone", Kind.PHONE),
        ("email", Kind.EMAIL),
        ("country", Kind.TEXT),
        ("list", Kind.LIST),
        ("rich_text", Kind.RICH_TEXT),
        ("raw", Kind.ANY),
        (None, Kind.ANY),
    ],
)
def test_each_conversion_tells_what_it_produces_and_what_it_expects(name, kind):
    conversion = compile_conversion(SPECS.get(name, name))

    assert conversion.name == (name or "unspecified")
    assert conversion.kind is kind
    assert conversion.describe().fr
    assert conversion.describe().en


@pytest.mark.parametrize("name", [*CONVERSIONS, None])
@pytest.mark.parametrize("blank", [None, "", " ", "\u00a0\u202f\u2009", "\u200b\ufeff\u2060", "\n\t", [], {}])
def test_an_absent_value_stays_absent_whatever_the_conversion(name, blank):
    assert compile_conversion(SPECS.get(name, name)).convert(blank) is None


def test_loading_the_package_costs_none_of_the_libraries_of_its_conversions():
    program = (
        "import sys; from passerelle.core.conversions import compile_conversion;"
        "compile_conversion({'money': 'EUR'}); compile_conversion('email');"
        "print([m for m in ('phonenumbers', 'stdnum', 'zoneinfo', 'passerelle.core.countries') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": "functions"}
    )

    assert done.stdout == "[]\n"
