"""A value reaches Tomorro in the form of its field, or is refused with the form it should have had."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.errors import MappingFailed
from passerelle.platforms.tomorro.values import field_and_value, same_value
from tests.unit.tomorro.fake import FakeTomorro

SLATE = [{"type": "paragraph", "children": [{"text": "Bonjour"}]}]


@pytest.mark.parametrize(
    ("reference", "value", "written"),
    [
        ("SIRET", "12345678900012", "12345678900012"),
        ("SIRET", 12, "12"),
        ("Montant HT", 12500, 12500),
        ("Montant HT", 12500.5, 12500.5),
        ("Montant HT", "12500.50", 12500.5),
        ("Montant HT", "0.1", 0.1),
        ("Montant HT", "-3", -3),
        ("Date de début", "2026-03-29", "2026-03-29"),
        ("Type de vente", "New customer", "Nouveau client"),
        ("Type de vente", "o-again", "Renouvellement"),
        ("Sites", ["Siège", "Shop"], ["Siège", "Boutique"]),
        ("Sites", "Head office", ["Siège"]),
        ("Commentaire", SLATE, SLATE),
        ("Commentaire", None, None),
    ],
)
def test_a_value_is_written_in_the_form_of_its_field(reference: str, value: Any, written: Any):
    _field, given_value = field_and_value(FakeTomorro().catalogue(), reference, value)

    assert given_value == written
    assert type(given_value) is type(written)


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("SIRET", ["a"]),
        ("SIRET", True),
        ("Montant HT", "12 500,00"),
        ("Montant HT", True),
        ("Montant HT", "NaN"),
        ("Montant HT", float("inf")),
        ("Montant HT", "12345678901234567.89"),
        ("Montant HT", [1]),
        ("Date de début", "29/03/2026"),
        ("Date de début", "2026-02-30"),
        ("Date de début", "2026-03-29T22:30:00Z"),
        ("Date de début", 20260329),
        ("Type de vente", "secret"),
        ("Type de vente", ["Nouveau client"]),
        ("Sites", ["Siège", "Lune"]),
    ],
)
def test_a_value_of_another_form_is_refused_and_not_quoted(reference: str, value: Any):
    with pytest.raises(MappingFailed) as caught:
        field_and_value(FakeTomorro().catalogue(), reference, value)

    assert f"« {reference} »" in caught.value.sentence.fr
    assert f'"{reference}"' in caught.value.sentence.en
    assert str(value) not in caught.value.sentence.en


@pytest.mark.parametrize("named", ["Commentaire", "commentaire ", "slate"])
def test_a_setting_tells_the_form_of_a_field_by_its_name_or_by_its_type(named: str):
    catalogue = FakeTomorro().catalogue(field_types={named: "number"})

    assert field_and_value(catalogue, "Commentaire", "12")[1] == 12


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["SIRET", "Montant HT", "Date de début", "Type de vente", "Sites", "Commentaire"]), json_values)
def test_any_value_is_written_or_refused(reference: str, value: Any):
    with contextlib.suppress(MappingFailed):
        smart_field, _written = field_and_value(FakeTomorro().catalogue(), reference, value)
        assert smart_field.name == reference


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a", "a"),
        (12500, "12500.00"),
        (0.5, "0.5"),
        ("2026-03-29", "2026-03-29T00:00:00.000Z"),
        (["b", "a"], ["a", "b"]),
        (None, ""),
        (None, None),
        (SLATE, SLATE),
    ],
)
def test_what_tomorro_shows_of_our_value_is_no_difference(ours: Any, theirs: Any):
    assert same_value(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a", "A"),
        (1, 2),
        ("2026-03-29", "2026-03-28T23:00:00.000Z"),
        (["a"], ["a", "b"]),
        (None, 0),
        ("", "a"),
        ([{"text": "a"}, {"text": "b"}], [{"text": "b"}, {"text": "a"}]),
    ],
)
def test_another_value_is_a_difference(ours: Any, theirs: Any):
    assert not same_value(ours, theirs)


@pytest.mark.parametrize("kind", ["boolean", "CHECKBOX"])
def test_a_yes_or_no_is_one(kind: str):
    tomorro = FakeTomorro()
    tomorro.contract_fields.append({"id": "f-yes", "name": "Confidentiel", "type": kind})

    assert field_and_value(tomorro.catalogue(), "Confidentiel", value=True)[1] is True
    with pytest.raises(MappingFailed):
        field_and_value(tomorro.catalogue(), "Confidentiel", "oui")


@pytest.mark.parametrize("value", ["Bonjour", [], [{"type": "paragraph"}], [{"text": 3}], ["Bonjour"], {"text": "a"}])
def test_a_rich_text_is_blocks_of_text(value: Any):
    with pytest.raises(MappingFailed) as refused:
        field_and_value(FakeTomorro().catalogue(), "Commentaire", value)

    assert refused.value.code == "wrong_form"


def test_the_parts_of_a_rich_text_may_have_other_names_in_tomorro():
    words = {"bulleted-list": "ul", "list-item": "li", "bold": "strong", "url": "href"}
    link = {"type": "link", "url": "https://a.example", "children": [{"text": "bold", "bold": True}]}
    nodes = [{"type": "bulleted-list", "children": [{"type": "list-item", "children": [link]}]}]

    _, written = field_and_value(FakeTomorro().catalogue(rich_text_words=words), "Commentaire", nodes)

    said = {"type": "link", "href": "https://a.example", "children": [{"text": "bold", "strong": True}]}
    assert written == [{"type": "ul", "children": [{"type": "li", "children": [said]}]}]
