"""What a field holds already is known whichever way it is shown, and two different texts are never taken for one."""

import pytest

from passerelle.core.conversions import compile_conversion
from passerelle.core.values import at, print_of, prints, same

SAME = [
    (12500, "12 500,00", "number"),
    (12500, "12500.00", {"money": "EUR"}),
    ("2026-03-02", "2026-03-02T00:00:00Z", {"date": {"zone": "Europe/Paris"}}),
    ("newbusiness", {"id": 7, "label": "newbusiness"}, None),
    (7, {"id": 7, "label": "Nouveau"}, None),
    (["a", "b"], ["b", "a"], None),
    ("Refonte", " Refonte ", None),
    (None, "", None),
]
OTHER = [
    ("1.10", "1.1", None),
    ("01000", "1000", None),
    (12500, "12501", "number"),
    ("2026-03-02", "2026-03-03", None),
    ("", "0", None),
    (True, "1", None),
]


@pytest.mark.parametrize(("value", "present", "spec"), SAME)
def test_the_same_value_in_another_form_is_the_same(value, present, spec):
    assert same(value, present, compile_conversion(spec))


@pytest.mark.parametrize(("value", "present", "spec"), OTHER)
def test_another_value_is_another_one(value, present, spec):
    assert not same(value, present, compile_conversion(spec))


def test_a_value_is_known_again_by_one_of_the_forms_that_an_answer_shows():
    assert print_of("Nouveau") in prints({"id": 7, "label": "Nouveau"})
    assert print_of(12500) == print_of("12500.00")
    assert print_of("01000") != print_of("1000")


def test_a_field_is_found_by_the_name_that_a_trigger_knows():
    assert at({"fields": {"Montant H.T.": 5}}, "fields.Montant H.T.") == 5
    assert at({"amount": None}, "custom.a") is None
