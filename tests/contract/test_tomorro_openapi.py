"""The simulated Tomorro keeps to its own OpenAPI file, whatever is sent to it."""

import re
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.simulators import Address, running_simulators
from local.simulators.tomorro import seed
from local.simulators.tomorro.openapi import FILE, operations

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
KEY = {"x-api-key": seed.API_KEY}
CONTRACT = {
    "contractTypeId": seed.SERVICE_TYPE_ID,
    "templateId": seed.SERVICE_TEMPLATE_TEST_ID,
    "counterparty": {"id": seed.BAKERY_ID},
    "fields": [{"fieldId": seed.AMOUNT_ID, "value": 100}],
    "signatories": {"internalSignatoryMemberIds": [seed.LAWYER_ID]},
}

VAT = {"attributeDefinitionId": seed.VAT_ID, "value": "FR00"}

BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

schema = schemathesis.openapi.from_path(FILE)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running_simulators() as one:
        yield one


@pytest.fixture
def known(address: Address) -> dict[str, str]:
    """Ids that exist, for the paths: without them nearly every answer would be a 404."""
    httpx.post(f"{address.url}/_control/reset")
    contract_id = httpx.post(f"{address.tomorro}/contracts", json=CONTRACT, headers=KEY).json()["id"]
    return {
        "/contracts/": contract_id,
        "/contract-types/": seed.SERVICE_TYPE_ID,
        "/counterparties/": seed.BAKERY_ID,
        "/members/": seed.LAWYER_ID,
        "/smart-fields/": seed.SALE_KIND_ID,
        "/custom-objects/": seed.PRICE_TABLE_ID,
        "/clauses/": seed.LIABILITY_ID,
        "contractId": contract_id,
    }


@schema.parametrize()
@BOUNDED
def test_every_answer_is_one_that_the_file_describes(case: Case, address: Address, known: dict[str, str]):
    answer = case.call(base_url=address.tomorro, headers=KEY)

    case.validate_response(answer, checks=CHECKS)


@schema.parametrize()
@BOUNDED
def test_answers_about_what_exists_are_described_too(case: Case, address: Address, known: dict[str, str]):
    case.path_parameters = {name: _id(case.path, name, known) for name in case.path_parameters or {}}

    answer = case.call(base_url=address.tomorro, headers=KEY)

    case.validate_response(answer, checks=CHECKS[:-1])


GOOD_BODIES = {
    "POST /contracts": CONTRACT | {"integration": {"type": "hubspot", "externalId": "42"}},
    "PATCH /contracts/{id}": {"name": "Autre", "status": "negotiating"},
    "POST /contracts/{id}/send-signature": {"signatureNote": "Merci de signer"},
    "POST /counterparties": {"name": "Verrerie Colas", "attributes": [VAT]},
    "PATCH /counterparties/{id}": {"status": "archived", "attributes": [VAT]},
    "POST /members": {"user": {"email": "nina.petit@exemple.fr", "firstName": "Nina"}, "role": "USER"},
    "PATCH /members/{id}": {"status": "disabled", "substituteId": seed.ADMIN_ID},
    "PUT /custom-objects/{customObjectId}/contract/{contractId}/records": {"records": [{"fields": []}]},
    "POST /files/upload-url": {"filename": "v2.pdf", "contentType": "application/pdf"},
}


@pytest.mark.parametrize("operation", [one.ok() for one in schema.get_all_operations()], ids=lambda one: one.label)
def test_a_good_request_gets_the_answer_that_the_file_describes(operation, address: Address, known: dict[str, str]):
    case = operation.Case(body=GOOD_BODIES.get(operation.label), media_type="application/json")
    case.path_parameters = {name: _id(operation.path, name, known) for name in re.findall(r"{(\w+)}", operation.path)}
    if operation.label == "POST /contracts/{id}/versions":
        case.body = {"key": _uploaded(address), "name": "v2.pdf", "contentType": "application/pdf"}

    answer = case.call(base_url=address.tomorro, headers=KEY)

    assert answer.status_code in (200, 201)
    case.validate_response(answer, checks=CHECKS[:-1])


@pytest.mark.parametrize("operation", list(operations()), ids=lambda one: one.id)
def test_no_operation_answers_without_the_key(operation, address: Address):
    path = re.sub(r"{\w+}", "some-id", operation.path)

    answer = httpx.request(operation.method, f"{address.tomorro}{path}")

    assert answer.status_code == 401


def _id(path: str, name: str, known: dict[str, str]) -> str:
    kind = next(start for start in known if path.startswith(start))
    return known["contractId"] if name == "contractId" else known[kind]


def _uploaded(address: Address) -> str:
    body = {"filename": "v2.pdf", "contentType": "application/pdf"}
    slot = httpx.post(f"{address.tomorro}/files/upload-url", json=body, headers=KEY).json()
    httpx.put(slot["url"], content=b"x", headers={"Content-Type": "application/pdf"}).raise_for_status()
    return slot["key"]
