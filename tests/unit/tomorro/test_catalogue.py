"""People name fields, options and members; the catalogue finds the one meant or says why not."""

import pytest

from passerelle.errors import MappingFailed, Rejected
from passerelle.platforms.tomorro.catalogue import Catalogue
from tests.unit.tomorro.fake import TEMPLATE_ID, TYPE_ID, FakeTomorro, smart_field


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


@pytest.mark.parametrize(
    "name", ["Date de début", " date  de DÉBUT ", "Date de de\u0301but", "Date\u00a0de début", "field:f-start"]
)
def test_a_field_is_found_whatever_its_case_spaces_and_accents_encoding(tomorro: FakeTomorro, name: str):
    assert tomorro.catalogue().smart_field(name).id == "f-start"


def test_an_unknown_field_is_refused_with_the_closest_name(tomorro: FakeTomorro):
    with pytest.raises(MappingFailed) as caught:
        tomorro.catalogue().smart_field("Montant")

    assert caught.value.code == "unknown_field"
    assert "« Montant HT »" in caught.value.sentence.fr


def test_two_fields_of_one_name_are_told_apart_by_id_only(tomorro: FakeTomorro):
    tomorro.contract_fields.append(smart_field("f-other", "siret"))
    catalogue = tomorro.catalogue()

    with pytest.raises(MappingFailed) as caught:
        catalogue.smart_field("SIRET")

    assert caught.value.code == "ambiguous_field"
    assert catalogue.smart_field("field:f-other").id == "f-other"


def test_fields_of_counterparties_are_apart_from_those_of_contracts(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()

    assert catalogue.smart_field("SIREN", "external_party").id == "p-siren"
    with pytest.raises(MappingFailed):
        catalogue.smart_field("SIREN", "contract")


@pytest.mark.parametrize("label", ["Nouveau client", "nouveau  CLIENT", "New customer", "o-new"])
def test_an_option_is_found_by_its_label_in_any_language_or_by_its_id(tomorro: FakeTomorro, label: str):
    catalogue = tomorro.catalogue()

    option = catalogue.option(catalogue.smart_field("Type de vente"), label)

    assert option.id == "o-new"
    assert catalogue.label(option) == "Nouveau client"
    assert tomorro.catalogue(option_language="gb").label(option) == "New customer"
    assert tomorro.catalogue(option_language="de").label(option) == "New customer"


def test_an_unknown_option_is_refused_with_the_closest_label_and_without_the_value(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()

    with pytest.raises(MappingFailed) as caught:
        catalogue.option(catalogue.smart_field("Type de vente"), "Renouvelement")

    assert caught.value.code == "unknown_option"
    assert "Renouvellement" in caught.value.sentence.en
    assert "Renouvelement" not in caught.value.sentence.en


@pytest.mark.parametrize("reference", ["lea@exemple.fr", "LEA@exemple.fr ", "m-lea", "mem_m-lea"])
def test_a_member_is_found_by_address_or_id(tomorro: FakeTomorro, reference: str):
    assert tomorro.catalogue().member(reference).id == "m-lea"


def test_an_unknown_member_is_not_named(tomorro: FakeTomorro):
    with pytest.raises(MappingFailed) as caught:
        tomorro.catalogue().member("someone@exemple.fr")

    assert caught.value.code == "unknown_member"
    assert "someone" not in f"{caught.value.sentence.fr}{caught.value.sentence.en}{caught.value.context}"


def test_an_unknown_template_is_refused(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()

    assert catalogue.template(TYPE_ID, TEMPLATE_ID).id == TEMPLATE_ID
    with pytest.raises(Rejected) as caught:
        catalogue.template(TYPE_ID, "other")

    assert caught.value.code == "unknown_template"


def test_a_list_is_asked_for_once_in_ten_minutes(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()

    catalogue.smart_field("SIRET")
    tomorro.clock.advance(minutes=9)
    catalogue.smart_field("Montant HT")
    assert len(tomorro.calls) == 1

    tomorro.clock.advance(minutes=2)
    catalogue.smart_field("SIRET")
    assert len(tomorro.calls) == 2


def test_a_field_created_a_moment_ago_is_found(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()
    catalogue.smart_field("SIRET")
    tomorro.contract_fields.append(smart_field("f-new", "Échéance"))

    assert catalogue.smart_field("Échéance").id == "f-new"


def test_what_is_nowhere_is_not_asked_for_twice_in_a_row(tomorro: FakeTomorro):
    with pytest.raises(MappingFailed):
        tomorro.catalogue().smart_field("Nulle part")

    assert len(tomorro.calls) == 1


def test_what_is_known_outlives_the_client(tomorro: FakeTomorro):
    first = tomorro.catalogue()
    first.smart_field("SIRET")

    Catalogue(tomorro.client(), tomorro.clock, first.kept).smart_field("SIRET")

    assert len(tomorro.calls) == 1
