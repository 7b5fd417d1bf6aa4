"""The simulator of Tomorro: every operation of `openapi.yaml`, its webhooks, and a page for each contract."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.tomorro import (
    app_page,
    catalogue,
    clauses,
    contracts,
    control,
    counterparties,
    files,
    members,
    seed,
    versions,
    webhooks,
)
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.openapi import Operation, operations

Run = Callable[[Account, Call], Reply]

OPERATIONS: dict[str, Run] = {
    "listContracts": contracts.list_contracts,
    "createContract": contracts.create_contract,
    "getContract": contracts.get_contract,
    "updateContract": contracts.update_contract,
    "requestContractSignatures": contracts.request_signatures,
    "getContractSignedFiles": files.get_signed_files,
    "createContractVersion": files.create_version,
    "getContractClauses": clauses.list_contract_clauses,
    "listContractTypes": catalogue.list_contract_types,
    "listContractTypeTemplates": catalogue.list_templates,
    "getContractTypeCreationForm": catalogue.get_creation_form,
    "listCounterparties": counterparties.list_counterparties,
    "createCounterparty": counterparties.create_counterparty,
    "getCounterparty": counterparties.get_counterparty,
    "updateCounterparty": counterparties.update_counterparty,
    "listMembers": members.list_members,
    "createMember": members.create_member,
    "getMember": members.get_member,
    "updateMember": members.update_member,
    "listSmartFields": catalogue.list_smart_fields,
    "listSmartFieldOptions": catalogue.list_options,
    "getCustomObject": clauses.get_custom_object,
    "upsertContractRecords": clauses.upsert_records,
    "createFileUploadUrl": files.create_upload_url,
    "listClauses": clauses.list_clauses,
    "getClause": clauses.get_clause,
}


def tomorro(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    account = Account(clock, lambda event_type, contract: webhooks.publish(account, sender, event_type, contract))
    return Platform(
        name="tomorro",
        clock=clock,
        routes=[
            *(Route(one.method, f"/v2{one.path}", partial(_serve, account, one)) for one in operations()),
            Route("GET", "/app", partial(app_page.contracts_page, account)),
            Route("GET", "/app/contracts/{id}", partial(app_page.contract_page, account)),
            Route("GET", "/files/{key}", partial(files.download, account)),
            Route("PUT", "/files/{key}", partial(files.upload, account)),
        ],
        control=control.routes(account, sender),
        explain=explain,
        sender=sender,
        forget=account.forget,
    )


def explain(refused: RefusedError) -> Reply:
    """The error body is assumed: the default one of the framework that the API appears to use."""
    body = {
        "statusCode": refused.status,
        "message": refused.message,
        "error": HTTPStatus(refused.status).phrase,
    }
    return Reply(refused.status, body, refused.headers)


def _serve(account: Account, operation: Operation, call: Call) -> Reply:
    if call.headers.get("x-api-key") != seed.API_KEY:
        raise RefusedError(401, "Unauthorized")
    headers = versions.headers_of(call.headers.get("tomorro-version"), account.switches.sunset_versions)
    account.muted = not account.switches.webhooks_on_api_calls
    try:
        operation.check(call)
        reply = OPERATIONS[operation.id](account, call)
    except RefusedError as refused:
        refused.headers |= headers
        raise
    finally:
        account.muted = False
    single = isinstance(reply.body, dict) and not operation.id.startswith("list")
    body = {"data": reply.body} if single and account.switches.wrap_single else reply.body
    return Reply(reply.status, body, headers)
