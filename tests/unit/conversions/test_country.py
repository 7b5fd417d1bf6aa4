"""Countries: every usual name leads to one code, in both languages."""

from importlib.resources import files

import pytest

from passerelle.core.conversions.country import OTHER_NAMES
from passerelle.core.countries import COUNTRIES


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("France", "FR"),
        ("FRANCE", "FR"),
        (" france\u00a0", "FR"),
        ("fr", "FR"),
        ("FRA", "FR"),
        ("République française", "FR"),
        ("Allemagne", "DE"),
        ("Germany", "DE"),
        ("DEU", "DE"),
        ("États-Unis", "US"),
        ("Etats Unis", "US"),
        ("etats-unis d'amerique", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("Royaume Uni", "GB"),
        ("Great Britain", "GB"),
        ("GB", "GB"),
        ("Pays-Bas", "NL"),
        ("The Netherlands", "NL"),
        ("Hollande", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Czech Republic", "CZ"),
        ("République tchèque", "CZ"),
        ("Tchéquie", "CZ"),
        ("Bosnia and Herzegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("St. Lucia", "LC"),
        ("Ste-Lucie", "LC"),
        ("La Réunion", "RE"),
        ("Corée du Sud", "KR"),
        ("South Korea", "KR"),
        ("Russian Federation", "RU"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Vatican", "VA"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Hong Kong", "HK"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Sudan", "SD"),
        ("South Sudan", "SS"),
        ("Dominica", "DM"),
        ("Åland Islands", "AX"),
        ("Curacao", "CW"),
    ],
)
def test_a_usual_name_or_code_leads_to_the_country(convert, received, expected):
    assert convert("country", received) == expected


@pytest.mark.parametrize(
    "received",
    [
        "Frnace",
        "Atlantis",
        "Congo",
        "Corée",
        "Korea",
        "Europe",
        "Île",
        "ZZ",
        "EU",
        "XK",
        "FRAN",
        "F",
        "-",
        "'",
        33,
        True,
        ["FR"],
        {"a": "FR"},
    ],
)
def test_what_is_no_country_or_several_is_refused(refusal, received):
    assert refusal("country", received)


@pytest.mark.parametrize("output", ["code", "fr", "en"])
def test_every_country_is_found_by_each_of_its_names_and_given_back_the_same(convert, output):
    spec = {"country": output}

    for row in COUNTRIES:
        wanted = {"code": row.code, "fr": row.fr, "en": row.en}[output]
        for name in (row.code, row.code3, row.fr, row.en, *row.others, *OTHER_NAMES.get(row.code, ())):
            assert convert(spec, name) == wanted
            assert convert(spec, name.upper()) == wanted
        assert convert(spec, wanted) == wanted


def test_the_table_has_the_countries_of_the_iso_standard_and_no_other():
    lines = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8").splitlines()

    assert {row.code for row in COUNTRIES} == {line[:2] for line in lines if not line.startswith("#")}
