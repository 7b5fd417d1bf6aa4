"""CRM that are not connected by default: what is won there makes a contract, and knows it."""

from local.simulators.salesforce.seed import OPPORTUNITY_ID
from tests.contract.examples.test_examples import contracts
from tests.e2e.world import value_of


def change_opportunity(shop, **fields):
    shop.clock.advance(minutes=1)
    shop.control("salesforce", "PATCH", f"records/opportunities/{OPPORTUNITY_ID}", fields)
    shop.clock.advance(minutes=1)
    shop.poll("salesforce", "opportunity")


def test_an_opportunity_that_is_won_in_salesforce_makes_one_contract_and_knows_it(shop):
    shop = shop("contract-when-opportunity-won")

    change_opportunity(shop, StageName="Closed Won")
    change_opportunity(shop, Amount=13000.0)

    [contract] = contracts(shop)
    stored = shop.control("salesforce", "GET", f"records/opportunities/{OPPORTUNITY_ID}")
    assert contract["counterparty"]["name"] == "Librairie Garance"
    assert value_of(contract, "Montant HT") == 12000
    assert stored["Tomorro_Contract_Id__c"] == contract["id"].removeprefix("ctr_")
