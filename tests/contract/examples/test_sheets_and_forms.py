"""Databases, spreadsheets and forms: rows and answers make contracts; what happens to contracts is written there."""

import pytest

from local.simulators.airtable.seed import RECORD_ID
from tests.contract.examples.test_examples import contracts, move, sign, write
from tests.e2e.world import value_of

READY = "contract-when-airtable-ready"
ADDED = "contract-when-row-added"
LISTED = "row-when-contract-signed"


def change_record(shop, **fields):
    """The webhook says that something changed; the poll finds what."""
    shop.control("airtable", "PATCH", f"records/records/{RECORD_ID}", {"fields": fields})
    shop.handle("airtable")
    shop.clock.advance(minutes=1)
    shop.poll("airtable", "record")


def record(shop):
    return shop.control("airtable", "GET", f"records/records/{RECORD_ID}")["fields"]


@pytest.fixture
def ready(shop):
    shop = shop(READY, "airtable-knows-status")
    shop.poll("airtable", "record")
    change_record(shop, Statut="Brouillon")
    change_record(shop, Statut="À signer")
    return shop


def test_a_record_of_airtable_that_becomes_ready_makes_one_contract_and_knows_its_address(ready):
    change_record(ready, Statut="Brouillon")
    change_record(ready, Statut="À signer")

    [contract] = contracts(ready)
    assert contract["counterparty"]["name"] == "Librairie Garance"
    assert value_of(contract, "Montant HT") == 4800
    assert contract["id"].removeprefix("ctr_") in record(ready)["Contrat"]


def test_a_record_of_airtable_knows_where_its_contract_stands_and_starts_nothing_by_it(ready):
    [contract] = contracts(ready)
    ready.handle("tomorro")

    move(ready, contract, "negotiating")
    negotiating = record(ready)["Statut"]
    sign(ready, contract)
    ready.clock.advance(minutes=1)
    ready.poll("airtable", "record")

    assert (negotiating, record(ready)["Statut"]) == ("En négociation", "Signé")
    assert len(contracts(ready)) == 1


def rows(shop):
    return shop.control("google-sheets", "GET", "records/rows")


def add_row(shop, **values):
    shop.control("google-sheets", "POST", "records/rows", {"values": values})
    shop.clock.advance(minutes=1)
    shop.poll("google-sheets", "row")


def test_a_row_that_a_person_adds_makes_one_contract(shop):
    shop = shop(ADDED)

    add_row(shop, Nom="Menuiserie Le Goff", Statut="À signer", Montant=1200)
    shop.poll("google-sheets", "row")

    [contract] = [one for one in contracts(shop) if one["counterparty"]["name"] == "Menuiserie Le Goff"]
    assert value_of(contract, "Montant HT") == 1200


def test_a_signed_contract_has_one_row_which_makes_no_contract(shop):
    shop = shop(LISTED, ADDED)
    before = rows(shop)
    contract = write(shop, "Bail de Nantes")

    sign(shop, {"id": contract})
    shop.clock.advance(minutes=1)
    shop.poll("google-sheets", "row")

    [row] = [one for one in rows(shop) if one not in before]
    assert (row["Référence"], row["Nom"], row["Statut"]) == (
        contract.removeprefix("ctr_"),
        "Boulangerie Martin",
        "Signé",
    )
    assert row["Signé le"]
    assert [one["id"] for one in contracts(shop) if one["counterparty"]["name"] == "Boulangerie Martin"] == [contract]


def test_an_answer_to_typeform_makes_one_contract(shop):
    shop = shop("contract-when-typeform-answered")

    shop.control("typeform", "POST", "records/responses", {})
    shop.handle("typeform")
    shop.poll("typeform", "response")

    [contract] = contracts(shop)
    assert contract["counterparty"]["name"] == "Librairie Garance"
    assert value_of(contract, "Montant HT") == 4800
    assert value_of(contract, "Date de début") == "2026-04-01"
