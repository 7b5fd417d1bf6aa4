"""Employment contracts: a hire, a new employee or a change of job makes one, and the HR file knows the signature."""

import pytest

from local.simulators.bamboohr.seed import EMPLOYEE_ID
from local.simulators.greenhouse.seed import APPLICATION_ID
from passerelle.core.runs import RunState
from tests.contract.examples.test_examples import contracts, sign
from tests.e2e.world import value_of

AMENDMENT = "amendment-when-job-changes"


def change_employee(shop, **fields):
    shop.control("bamboohr", "PATCH", f"records/employees/{EMPLOYEE_ID}", fields)
    shop.handle("bamboohr")


def test_a_hired_candidate_gets_an_employment_contract(shop):
    shop = shop("contract-when-candidate-hired")

    shop.control("greenhouse", "PATCH", f"records/applications/{APPLICATION_ID}", {"status": "hired"})
    shop.handle("greenhouse")

    [contract] = contracts(shop)
    assert contract["counterparty"]["name"] == "Inès Moreau"
    assert value_of(contract, "Intitulé du poste") == "Vendeuse"
    assert value_of(contract, "Salaire brut annuel") == 26400
    assert value_of(contract, "Date d'embauche") == "2026-04-01"


def test_a_new_employee_gets_an_employment_contract_once(shop):
    shop = shop("contract-when-employee-created")
    made = shop.control("lucca", "POST", "records/employees", {"givenName": "Malo", "familyName": "Le Goff"})
    shop.handle("lucca")

    shop.control("lucca", "PATCH", f"records/employees/{made['id']}", {"jobTitle": "Responsable"})
    shop.handle("lucca")

    [contract] = contracts(shop)
    assert contract["counterparty"]["name"] == "Malo Le Goff"
    assert value_of(contract, "Intitulé du poste") == "Vendeuse"


def test_a_new_employee_of_personio_gets_a_contract_and_its_address_on_the_record(shop):
    shop = shop("contract-when-personio-employee-created")

    made = shop.control("personio", "POST", "records/persons", {"first_name": "Malo", "last_name": "Le Goff"})
    shop.handle("personio")

    [contract] = contracts(shop)
    stored = shop.control("personio", "GET", f"records/persons/{made['id']}")
    written = {one["id"]: one["value"] for one in stored["custom_attributes"]}
    assert contract["counterparty"]["name"] == "Malo Le Goff"
    assert value_of(contract, "Salaire brut annuel") == 26400
    assert contract["id"].removeprefix("ctr_") in written["dynamic_7001"]


def test_each_change_of_job_makes_an_amendment_and_a_change_of_pay_alone_none(shop):
    shop = shop(AMENDMENT)

    change_employee(shop, jobTitle="Responsable")
    change_employee(shop, payRate="30000.00 EUR")
    change_employee(shop, jobTitle="Directrice", payRate="36000.00 EUR")

    told = [(value_of(one, "Intitulé du poste"), value_of(one, "Salaire brut annuel")) for one in contracts(shop)]
    assert told == [("Responsable", 26400), ("Directrice", 36000)]


def test_a_hire_makes_no_amendment_though_it_is_told_as_a_change_too(shop):
    shop = shop(AMENDMENT)

    shop.control("bamboohr", "POST", "records/employees", {"firstName": "Malo", "customTomorroContract": None})
    shop.handle("bamboohr", "bamboohr")

    assert contracts(shop) == []
    assert [run.state for run in shop.runs(AMENDMENT)] == [RunState.IGNORED]


@pytest.fixture
def signed(shop):
    shop = shop(AMENDMENT, "employee-knows-signature")
    change_employee(shop, jobTitle="Responsable")
    shop.handle("tomorro")
    [contract] = contracts(shop)
    sign(shop, contract)
    return shop


def test_the_signature_is_noted_on_the_employee(signed):
    stored = signed.control("bamboohr", "GET", f"records/employees/{EMPLOYEE_ID}")

    assert stored["customTomorroStatus"] == "signed"
    assert [run.state for run in signed.runs("employee-knows-signature")] == [RunState.DONE]
