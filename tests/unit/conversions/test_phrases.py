"""Each conversion in a few words."""

import pytest

from passerelle.core.conversions import CONVERSIONS
from passerelle.core.conversions.phrases import PHRASES, phrase_of


def test_every_conversion_has_its_phrase_and_no_other():
    assert PHRASES.keys() == {*CONVERSIONS, "unspecified"}


@pytest.mark.parametrize(
    ("spec", "fr", "en"),
    [
        (None, "sans conversion", "without conversion"),
        ("text", "comme texte", "as a text"),
        ({"text": {"max_length": 80}}, "comme texte d'au plus 80 caractères", "as a text of at most 80 characters"),
        ({"money": "EUR"}, "comme montant en EUR", "as an amount in EUR"),
        (
            {"money": {"currency": "EUR", "minor": True}},
            "comme montant en EUR, reçu dans sa plus petite unité",
            "as an amount in EUR, received in its smallest unit",
        ),
        ("date", "comme date (fuseau horaire : Europe/Paris)", "as a date (time zone: Europe/Paris)"),
        ({"date": {"zone": "UTC"}}, "comme date (fuseau horaire : UTC)", "as a date (time zone: UTC)"),
        (
            {"date": {"format": "DD/MM/YYYY"}},
            "comme date, reçue sous la forme JJ/MM/AAAA",
            "as a date, received as DD/MM/YYYY",
        ),
        ({"date": {"instant_is_date": "utc"}}, "comme date, reçue à minuit UTC", "as a date, received as midnight UTC"),
        (
            {"choices": {"a": "Audit"}},
            "chaque valeur selon cette table : « a » devient « Audit », toute autre valeur est refusée",
            'each value by this table: "a" becomes "Audit", any other value is refused',
        ),
        (
            {"phone": "BE"},
            "comme numéro de téléphone international (BE quand le pays n'est pas dit)",
            "as an international phone number (BE where the country is not told)",
        ),
        ("country", "comme code de pays", "as the code of a country"),
        ({"country": "fr"}, "comme nom de pays en français", "as the name of a country in French"),
        (
            {"list": "siren"},
            "comme liste, chaque élément comme numéro SIREN vérifié",
            "as a list, each item as a checked SIREN number",
        ),
        ("list", "comme liste, chaque élément sans conversion", "as a list, each item without conversion"),
    ],
)
def test_a_conversion_is_told_with_the_options_that_matter(spec, fr, en):
    assert phrase_of(spec).to_json() == {"fr": fr, "en": en}
