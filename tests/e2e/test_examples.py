"""Every automation that we ship, all live at once on a stack of their own: genuine webhooks, polls and calls.

`make examples` runs it: it takes six minutes, which would be too many for every run of all tests.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import embedded_aws, processes
from local.accounts import ALL, secrets_at
from local.deploy import deploy
from local.embedded_aws import CREDENTIAL, REGION, EmbeddedAws
from local.installation import Installation
from local.processes import ROOT, STATE
from local.simulators import running_simulators
from local.simulators.bamboohr.seed import EMPLOYEE_ID
from local.simulators.pipedrive.seed import CONTRACT_STATUS_FIELD, CONTRACT_URL_FIELD
from local.simulators.salesforce.seed import OPPORTUNITY_ID
from passerelle.configuration.folder import read_folder
from passerelle.journal.parameters import Parameters
from passerelle.operations.secrets import SecretOperations
from tests.e2e.examples import NANTES, RENNES, Examples
from tests.e2e.world import World, value_of

pytestmark = pytest.mark.skipif(not os.environ.get("EXAMPLES"), reason="make examples runs them")

CONFIG = ROOT / "config"
PATIENCE_S = 90
"""A poll each minute, and a little more."""

EFFECTS: Mapping[str, Callable[[Examples], object]] = {
    # CRM
    "contract-when-deal-won": lambda the: value_of(the.contract("won"), "Montant HT") == 12500,
    "contract-when-opportunity-won": lambda the: opportunity(the)["Tomorro_Contract_Id__c"],
    "contract-when-pipedrive-deal-won": lambda the: (
        [value_of(one, "Montant HT") for one in the.of_pipedrive()] == [480] and pipedrive(the)[CONTRACT_URL_FIELD]
    ),
    "contract-canceled-when-deal-lost": lambda the: the.contract("lost")["status"] == "canceled",
    "contract-follows-deal-amount": lambda the: value_of(the.contract("dearer"), "Montant HT") == 99,
    "contract-sent-when-deal-approved": lambda the: the.contract("approved")["status"] == "signing",
    "counterparty-follows-company": lambda the: the.in_tomorro("counterparties", "Le Bihan"),
    "company-follows-counterparty": lambda the: company(the)["name"] == "Maison Le Bihan",
    "deal-follows-contract-amount": lambda the: the.deal("cheaper").get("amount") == "250",
    "deal-forgets-deleted-contract": lambda the: the.deal("deleted").get("tomorro_contract_status") == "deleted",
    "deal-knows-signature": lambda the: the.deal("signed").get("tomorro_contract_status") == "signed",
    "deal-knows-status": lambda the: the.deal("negotiated").get("tomorro_contract_status") == "negotiating",
    "deal-when-contract-created": lambda the: deals_named(the, RENNES),
    "pipedrive-deal-knows-signature": lambda the: pipedrive(the)[CONTRACT_STATUS_FIELD] == "signed",
    # HRIS
    "amendment-when-job-changes": lambda the: value_of(the.amendments()[0], "Intitulé du poste") == "Responsable",
    "contract-when-candidate-accepts": lambda the: job_of(the, "Enora Guillou") == "Juriste",
    "contract-when-candidate-hired": lambda the: job_of(the, "Inès Moreau") == "Vendeuse",
    "contract-when-employee-created": lambda the: job_of(the, "Malo Le Goff") == "Vendeuse",
    "contract-when-personio-employee-created": lambda the: (
        job_of(the, "Yann Kerbrat") == "Vendeuse" and "/contracts/" in str(person(the)["custom_attributes"])
    ),
    "employee-knows-signature": lambda the: employee(the)["customTomorroStatus"] == "signed",
    "member-when-employee-hired": lambda the: the.in_tomorro("members", "Nina"),
    "member-disabled-when-employee-leaves": lambda the: the.in_tomorro("members", "Nina")[0]["status"] == "disabled",
    # storage
    "contract-archived-in-sharepoint": lambda the: (
        the.file("sharepoint", NANTES) and the.in_slack("archivé", NANTES, "https://")
    ),
    # forms
    "contract-when-form-sent": lambda the: amounts(the, "Menuiserie Le Goff") == [1200.5],
    "contract-with-order-lines": lambda the: rows(the, "Imprimerie Le Dû") == [["Licence", 1200.5], ["Formation", 900]],
    "contract-when-airtable-ready": lambda the: the.record().get("Contrat"),
    "airtable-knows-status": lambda the: the.record()["Statut"] == "En négociation",
    "contract-when-row-added": lambda the: amounts(the, "Cidrerie Tanguy") == [1300],
    "row-when-contract-signed": lambda the: row_of(the, the.by_hand[NANTES])["Statut"] == "Signé",
    "contract-when-typeform-answered": lambda the: (
        [
            one
            for one in the.in_tomorro("contracts", "Librairie Garance")
            if value_of(one, "Date de début") == "2026-04-01"
        ]
    ),
    # signature
    "legal-knows-envelope": lambda the: the.in_slack("Bail de la librairie", "Garance Petit"),
    "team-knows-yousign-signature": lambda the: the.in_slack("Signé dans Yousign"),
    # messaging
    "legal-asked-by-reaction": lambda the: the.in_slack("<!subteam^S0LEGAL001>", "<@U0LOCAL>"),
    "team-knows-signature-in-teams": lambda the: NANTES in str(the.world.control("teams", "GET", "messages")),
    "legal-knows-reminder": lambda the: the.in_slack("Rappel", NANTES),
    "team-knows-signature": lambda the: the.in_slack("Contrat signé : ", NANTES),
    # no-code
    "contract-when-n8n-asks": lambda the: amounts(the, "Verrerie Morvan") == [1200],
    "make-knows-status": lambda the: "negotiating" in [one["data"]["status"] for one in the.told("make")],
    "partner-knows-signature": lambda the: NANTES in [one["data"]["name"] for one in the.told("standard-webhooks")],
}

NOT_HERE = {"contract-archived-in-s3", "legal-knows-signature-by-email", "contract-version-when-file-added"}
"""Shown in tests/contract/examples alone. The first two sign with the role of the function, whose keys the simulators
do not know; the third was not seen to have its effect here."""


def store_secrets(installation: Installation, ssm: Any) -> None:
    """In one process: the command has its own tests, and there are dozens."""
    inbound, outbound = (Parameters(ssm, f"{installation.stack.parameter_prefix}/{way}") for way in ("in", "out"))
    secrets = SecretOperations(read_folder(installation.folder), inbound, outbound)
    for account in installation.accounts:
        for name, value in secrets_at(installation.simulators, account.connection).items():
            secrets.store(account.connection, name, value)


def pipedrive(the):
    return the.world.control("pipedrive", "GET", f"records/deals/{the.pipedrive_deal}")["custom_fields"]


def opportunity(the):
    return the.world.control("salesforce", "GET", f"records/opportunities/{OPPORTUNITY_ID}")


def company(the):
    return the.world.control("hubspot", "GET", f"records/companies/{the.company}")["properties"]


def employee(the):
    return the.world.control("bamboohr", "GET", f"records/employees/{EMPLOYEE_ID}")


def person(the):
    return the.world.control("personio", "GET", f"records/persons/{the.person}")


def deals_named(the, name):
    return [
        one for one in the.world.control("hubspot", "GET", "records/deals") if one["properties"]["dealname"] == name
    ]


def amounts(the, counterparty):
    return [value_of(one, "Montant HT") for one in the.in_tomorro("contracts", counterparty)]


def job_of(the, name):
    contracts = the.in_tomorro("contracts", name)
    return contracts and value_of(contracts[0], "Intitulé du poste")


def row_of(the, contract):
    rows = the.world.control("google-sheets", "GET", "records/rows")
    return next((row for row in rows if row["Référence"] == contract.removeprefix("ctr_")), {"Statut": None})


def rows(the, counterparty):
    [contract] = the.in_tomorro("contracts", counterparty) or [{"records": {}}]
    return [list(row.values()) for table in contract["records"].values() for row in table.values()]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    directory = STATE / f"e2e-{os.getpid()}-examples"  # where `make down` finds it, should this run be killed
    yield embedded_aws.start(directory, processes.free_port())
    embedded_aws.stop(directory)
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def of_aws(aws: EmbeddedAws) -> Iterator[Callable[[str], Any]]:
    """`of_aws("ssm")`: a client of it, with the rights of its root."""
    session = boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)
    with ExitStack() as clients:
        yield lambda service: clients.enter_context(closing(session.client(service, endpoint_url=aws.url)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """config/ with every example and every connection of theirs among the others."""
    folder = tmp_path_factory.mktemp("examples") / "config"
    shutil.copytree(CONFIG, folder)
    for path in (CONFIG / "examples").glob("*.yaml"):
        shutil.copy(path, folder / "automations")
    for path in (CONFIG / "examples" / "connections").glob("*.yaml"):
        shutil.copy(path, folder / "connections")
    tomorro = folder / "connections" / "tomorro.yaml"
    asked = tomorro.read_text(encoding="utf-8").replace("poll: [contract]", "poll: [contract, counterparty]")
    tomorro.write_text(f"{asked}settings: {{version_hosts: [127.0.0.1]}}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def the(aws, of_aws, folder, eventually) -> Iterator[Examples]:
    """Everything is told before anything is expected, so that all of it goes on side by side."""

    with running_simulators(speed=60) as simulators:
        installation = Installation(aws, deploy(aws, issuer=simulators.issuer), simulators, ALL, folder)
        installation.push()
        store_secrets(installation, of_aws("ssm"))
        installation.register_webhooks()
        examples = Examples(World(installation))
        # What a first poll finds is known: it is no news.
        of_aws("lambda").invoke(FunctionName=installation.stack.poll_function_name)
        examples.begin()
        examples.go_on(lambda look: eventually(look, within_s=PATIENCE_S))
        yield examples


@pytest.mark.parametrize("automation", EFFECTS)
def test_it_does_what_its_sentence_says(the, eventually, automation):
    eventually(lambda: EFFECTS[automation](the), within_s=PATIENCE_S)


def test_every_automation_that_we_ship_is_run():
    shipped = {path.stem for part in ("automations", "examples") for path in (CONFIG / part).glob("*.yaml")}

    assert shipped == EFFECTS.keys() | NOT_HERE
