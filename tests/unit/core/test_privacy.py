"""Which class a value has where the file says nothing, and what stays of a value that is hidden."""

import pytest

from passerelle.core.privacy import Privacy, hidden, most_private, usual_class


@pytest.mark.parametrize(
    "name",
    [
        "contact.email",
        "deal.ownerEmail",
        "field.Téléphone",
        "contact.firstname",
        "employee.first_name",
        "candidate.name",
    ],
)
def test_what_names_a_person_or_how_to_reach_one_is_personal(name: str):
    assert usual_class([name]) is Privacy.PERSONAL


@pytest.mark.parametrize("name", ["counterparty.name", "company.name", "deal.amount", "field.SIRET", "contract.url"])
def test_what_tells_of_no_person_is_internal(name: str):
    assert usual_class([name]) is Privacy.INTERNAL


@pytest.mark.parametrize("conversion", ["email", "phone"])
def test_a_conversion_tells_what_the_names_do_not(conversion: str):
    assert usual_class(["field.X"], conversion) is Privacy.PERSONAL


def test_of_several_the_most_private_counts():
    assert most_private([Privacy.INTERNAL, Privacy.SENSITIVE, Privacy.PUBLIC]) is Privacy.SENSITIVE


def test_what_is_hidden_keeps_its_form_and_no_value():
    assert hidden({"a": ["x", 1.5, None, True]}) == {"a": ["•••", "•••", None, True]}
