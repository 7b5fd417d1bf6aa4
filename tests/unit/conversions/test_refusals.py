"""What people read when a value is refused: the field, its kind, the form, the remedy; never the value."""

import traceback

import pytest

from passerelle.core.conversions import Place, ValueRefused, compile_conversion, refusal_sentence
from passerelle.core.sentences import Sentence


def named(text):
    return Sentence(fr=text, en=text)


def test_the_sentence_names_the_field_the_fault_and_the_remedy(refusal):
    error = refusal("siret", "1234567820001")

    sentence = refusal_sentence(named("SIRET"), Place(record="company", connection="hubspot"), error)

    assert sentence.fr == (
        "Le champ « SIRET » n'a pas été rempli : la valeur reçue a 13 chiffres, alors qu'il faut un SIRET "
        "(14 chiffres, clé de contrôle comprise). Corrigez la fiche « company » dans hubspot, puis rejouez l'exécution."
    )
    assert sentence.en == (
        'Field "SIRET" was not filled: the value received has 13 digits, but it must be a SIRET '
        "(14 digits, check digit included). Correct the company record in hubspot, then replay the run."
    )


def test_when_the_automation_can_be_the_cause_the_sentence_says_what_to_change(refusal):
    error = refusal("date", "2026-03-31T12:00:00")

    sentence = refusal_sentence(named("Début"), Place(record="deal", connection="pipedrive"), error)

    assert sentence.fr.endswith(
        "Corrigez la fiche « deal » dans pipedrive, ou dites avec l'option `without_zone` dans quel fuseau horaire "
        "lire ces heures, puis rejouez l'exécution."
    )
    assert sentence.en.endswith(
        "Correct the deal record in pipedrive, or tell with the option `without_zone` in which time zone to read these "
        "times, then replay the run."
    )


def test_a_value_read_from_no_connection_names_none(refusal):
    sentence = refusal_sentence(named("Montant"), Place(record="event", connection=""), refusal("number", "abc"))

    assert "la fiche « event », puis" in sentence.fr
    assert "the event record, then" in sentence.en


SECRET = "Confidentiel-4321"


@pytest.mark.parametrize(
    "spec",
    [
        "number",
        {"money": "EUR"},
        "date",
        "datetime",
        {"choice": {"a": "A"}},
        {"choices": {"a": "A"}},
        "boolean",
        "siret",
        "siren",
        "vat",
        "phone",
        "email",
        "country",
        {"list": "siret"},
        {"text": {"max_length": 3}},
        {"date": {"format": "DD/MM/YYYY"}},
        {"date": {"unit": "ms"}},
    ],
)
def test_no_refusal_nor_its_traceback_holds_the_value(spec):
    with pytest.raises(ValueRefused) as caught:
        compile_conversion(spec).convert(SECRET)

    told = refusal_sentence(named("Champ"), Place("deal", "hubspot"), caught.value)
    logged = "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{told.fr}{told.en}{logged}"


@pytest.mark.parametrize("received", ["2026-02-30", "2026-02-30T12:00:00Z", "2026-03-31T12:00:00+25:00"])
def test_the_messages_of_the_standard_library_which_quote_the_value_are_not_kept(received):
    with pytest.raises(ValueRefused) as caught:
        compile_conversion("date").convert(received)

    assert received not in "".join(traceback.format_exception(caught.value))
