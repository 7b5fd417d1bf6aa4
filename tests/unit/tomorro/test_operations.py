"""No documented operation of Tomorro's API is left out: the client calls it, the simulator serves it, the page
tells what for.
"""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from local.simulators.tomorro import OPERATIONS
from local.simulators.tomorro.openapi import Operation, operations
from passerelle.errors import RemoteRefused
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.offers import ACTIONS, POLLED, RECORDS
from tests.unit.tomorro.fake import FakeTomorro, not_found

PAGE = (Path(__file__).parents[3] / "docs/platforms/tomorro.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.split("## Operations\n")[1].split("\n## ")[0], re.MULTILINE))
ALL = {one.id: one for one in operations()}

CALLS: dict[str, Callable[[TomorroClient], object]] = {
    "listContracts": lambda client: list(client.contracts()),
    "createContract": lambda client: client.create_contract({}),
    "getContract": lambda client: client.contract("1"),
    "updateContract": lambda client: client.update_contract("1", {}),
    "requestContractSignatures": lambda client: client.send_for_signature("1", {}),
    "getContractSignedFiles": lambda client: client.signed_files("1"),
    "createContractVersion": lambda client: client.create_version("1", {}),
    "getContractClauses": lambda client: client.contract_clauses("1"),
    "listContractTypes": lambda client: client.contract_types(),
    "listContractTypeTemplates": lambda client: client.templates("1"),
    "getContractTypeCreationForm": lambda client: client.creation_form("1", "2"),
    "listCounterparties": lambda client: list(client.counterparties("")),
    "createCounterparty": lambda client: client.create_counterparty({}),
    "getCounterparty": lambda client: client.counterparty("1"),
    "updateCounterparty": lambda client: client.update_counterparty("1", {}),
    "listMembers": lambda client: client.members(),
    "createMember": lambda client: client.create_member({}),
    "getMember": lambda client: client.member("1"),
    "updateMember": lambda client: client.update_member("1", {}),
    "listSmartFields": lambda client: client.smart_fields("contract"),
    "listSmartFieldOptions": lambda client: client.options("1"),
    "getCustomObject": lambda client: client.custom_object("1"),
    "upsertContractRecords": lambda client: client.set_table_rows("1", "2", {}),
    "createFileUploadUrl": lambda client: client.upload_slot("a.pdf", "application/pdf"),
    "listClauses": lambda client: client.clauses(""),
    "getClause": lambda client: client.clause("1"),
}


def answers(operation: Operation, request: httpx.Request) -> bool:
    pattern = re.sub(r"{\w+}", r"[^/]+", operation.path)
    return (operation.method, True) == (request.method, bool(re.fullmatch(f"/v2{pattern}", request.url.path)))


@pytest.mark.parametrize("name", ALL)
def test_the_client_calls_every_operation(name: str):
    tomorro = FakeTomorro(before=lambda _request: not_found())

    with pytest.raises(RemoteRefused):
        CALLS[name](tomorro.client())

    [request] = tomorro.requests
    assert answers(ALL[name], request)


def test_the_simulator_serves_every_operation_and_no_other():
    assert OPERATIONS.keys() == ALL.keys() == CALLS.keys()


def test_the_page_tells_of_every_operation_and_no_other():
    assert ROWS.keys() == ALL.keys()


@pytest.mark.parametrize("name", ALL)
def test_what_the_page_names_beside_an_operation_exists(name: str):
    words = set(re.findall(r"`(\w+)`", ROWS[name]))

    assert words
    assert words <= {*ACTIONS, *RECORDS, *POLLED, "check", "clauses", "signed_files"}


def test_every_action_stands_beside_an_operation():
    told = set(re.findall(r"`(\w+)`", " ".join(ROWS.values())))

    assert set(ACTIONS) - told == set()
