"""The simulated Tomorro: stages, fields, counterparties, lists, versions and files."""

from datetime import UTC, date, datetime

import httpx
import pytest

from local.simulators.chassis.calls import RefusedError
from local.simulators.tomorro import OPERATIONS, lifecycle, seed
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.fields import accepted
from local.simulators.tomorro.listing import meets
from local.simulators.tomorro.model import Contract, Status
from local.simulators.tomorro.openapi import operations
from tests.contract.conftest import OnePlatform

KEY = {"x-api-key": seed.API_KEY}
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIELDS = {field.id: field for field in seed.SMART_FIELDS}
LEGAL = {(start, end) for start, ends in lifecycle.FOLLOWS.items() for end in ends}


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("tomorro", KEY)


def new_contract(api: httpx.Client, **more) -> httpx.Response:
    body = {
        "contractTypeId": seed.SERVICE_TYPE_ID,
        "templateId": seed.SERVICE_TEMPLATE_TEST_ID,
        "counterparty": {"id": seed.BAKERY_ID},
        "fields": [{"fieldId": seed.AMOUNT_ID, "value": 100}],
        **more,
    }
    return api.post("/contracts", json=body)


def value_of(contract: dict, field_id: str) -> object:
    return next(one["value"] for one in contract["fields"] if one["attributeDefinitionId"] == field_id)


def field(field_id: str, value: object) -> dict:
    return {"fieldId": field_id, "value": value}


AMOUNT = field(seed.AMOUNT_ID, 100)


def test_every_operation_of_the_openapi_file_is_simulated():
    assert {one.id for one in operations()} == OPERATIONS.keys()


@pytest.mark.parametrize("end", Status)
@pytest.mark.parametrize("start", Status)
def test_a_contract_moves_only_along_its_stages(start, end):
    told = []
    account = Account(lambda: MOMENT, lambda event, _contract: told.append(event))
    contract = Contract("c", "n", seed.BAKERY_ID, seed.SERVICE_TYPE_ID, "t", seed.ADMIN_ID, MOMENT, MOMENT, start)

    if start is end:
        lifecycle.move(account, contract, end)
        assert told == []
    elif (start, end) in LEGAL:
        lifecycle.move(account, contract, end)
        assert (contract.status, told) == (end, ["contractStatusUpdated"])
    else:
        with pytest.raises(RefusedError):
            lifecycle.move(account, contract, end)
        assert (contract.status, told) == (start, [])


def test_signed_is_final_and_everything_else_can_be_cancelled():
    assert lifecycle.FOLLOWS[Status.SIGNED] == ()
    assert all((start, Status.CANCELED) in LEGAL for start in Status if start not in (Status.SIGNED, Status.CANCELED))


@pytest.mark.parametrize("status", ["signing", "signed"])
def test_an_update_cannot_set_what_a_signature_sets(api, status):
    identifier = new_contract(api).json()["id"]

    answer = api.patch(f"/contracts/{identifier}", json={"status": status})

    assert answer.status_code == 400


def test_a_contract_is_a_draft_named_after_its_template_with_a_prefixed_id(api):
    answer = new_contract(api)

    contract = answer.json()
    assert answer.status_code == 201
    assert contract["id"].startswith("ctr_")
    assert (contract["name"], contract["status"]) == ("Contrat de prestation (TEST)", "draft")
    assert api.get(f"/contracts/{contract['id'].removeprefix('ctr_')}").json() == contract


def test_the_prefix_of_ids_can_be_switched_off(api, control):
    control.patch("/switches", json={"id_prefix": False})

    assert not new_contract(api).json()["id"].startswith("ctr_")


def test_a_single_resource_can_be_wrapped(api, control):
    control.patch("/switches", json={"wrap_single": True})

    assert new_contract(api).json().keys() == {"data"}


def test_an_empty_mandatory_field_is_refused_unless_the_switch_says_otherwise(api, control):
    refused = new_contract(api, fields=[])
    control.patch("/switches", json={"mandatory_fields": False})
    accepted_now = new_contract(api, fields=[])

    assert (refused.status_code, refused.json()["message"]) == (400, ["Montant HT is mandatory"])
    assert accepted_now.status_code == 201


def test_a_refused_creation_leaves_no_counterparty_behind(api):
    new_contract(api, fields=[], counterparty={"name": "Verrerie Colas"})

    assert api.get("/counterparties", params={"name": "Verrerie"}).json()["data"] == []


def test_a_counterparty_given_by_name_is_made_each_time(api):
    for _ in range(2):
        new_contract(api, counterparty={"name": "Verrerie Colas"})

    found = api.get("/counterparties", params={"name": "verrerie"}).json()["data"]
    assert [one["name"] for one in found] == ["Verrerie Colas", "Verrerie Colas"]


@pytest.mark.parametrize("given", [{}, {"name": "  "}])
def test_a_counterparty_needs_an_id_or_a_name(api, given):
    assert new_contract(api, counterparty=given).status_code == 400


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"contractTypeId": "nowhere"}, 404),
        ({"templateId": seed.WORK_TEMPLATE_LIVE_ID}, 400),
        ({"counterparty": {"id": "nowhere"}}, 404),
        ({"integration": {"type": "pipedrive"}}, 400),
        ({"fields": [AMOUNT, field("nowhere", "x")]}, 400),
        ({"fields": "none"}, 400),
        ({"signatories": {"externalSignatoryEmailList": ["not an address"]}}, 400),
    ],
)
def test_a_creation_that_does_not_hold_together_is_refused(api, more, status):
    answer = new_contract(api, **more)

    assert answer.status_code == status
    assert answer.json().keys() == {"statusCode", "message", "error"}


def test_the_link_to_the_outside_record_comes_back(api):
    link = {"type": "hubspot", "externalId": "42", "externalEntity": "deal", "externalUrl": "https://crm.exemple/42"}

    identifier = new_contract(api, integration=link).json()["id"]

    assert api.get(f"/contracts/{identifier}").json()["integration"] == link


@pytest.mark.parametrize(
    ("field_id", "given", "kept"),
    [
        (seed.SIRET_ID, "73282932000074", "73282932000074"),
        (seed.AMOUNT_ID, 12.5, 12.5),
        (seed.AMOUNT_ID, "12500", 12500),
        (seed.START_DATE_ID, "2026-03-01", "2026-03-01"),
        (seed.SALE_KIND_ID, "Renouvellement", "Renouvellement"),
        (seed.SALE_KIND_ID, "New customer", "Nouveau client"),
        (seed.OFFICES_ID, ["Siège", "Shop"], ["Siège", "Boutique"]),
        (seed.COMMENT_ID, [{"type": "paragraph", "children": [{"text": "a"}]}], None),
        (seed.SIRET_ID, None, None),
    ],
)
def test_a_field_takes_the_values_of_its_type(field_id, given, kept):
    expected = given if kept is None else kept

    assert accepted(FIELDS[field_id], given) == expected


@pytest.mark.parametrize(
    ("field_id", "given"),
    [
        (seed.SIRET_ID, 732),
        (seed.AMOUNT_ID, "12 500"),
        (seed.AMOUNT_ID, "NaN"),
        (seed.AMOUNT_ID, True),
        (seed.START_DATE_ID, "01/03/2026"),
        (seed.START_DATE_ID, "2026-02-30"),
        (seed.SALE_KIND_ID, "newbusiness"),
        (seed.SALE_KIND_ID, "renouvellement"),
        (seed.OFFICES_ID, "Siège"),
        (seed.OFFICES_ID, ["Siège", "Ailleurs"]),
        (seed.COMMENT_ID, "plain text"),
        (seed.COMMENT_ID, [{"type": "paragraph", "children": []}]),
        (seed.SIGNATURE_DATE_ID, "2026-03-01"),
    ],
)
def test_a_field_refuses_the_values_of_another_type(field_id, given):
    with pytest.raises(RefusedError) as refused:
        accepted(FIELDS[field_id], given)

    assert refused.value.status == 400


def test_an_update_through_an_integration_takes_that_integrations_own_values(api):
    identifier = new_contract(api).json()["id"]
    body = {"fields": [field(seed.SALE_KIND_ID, "existingbusiness")]}

    alone = api.patch(f"/contracts/{identifier}", json=body)
    through = api.patch(f"/contracts/{identifier}", json={**body, "integration": {"type": "hubspot"}})

    assert alone.status_code == 400
    assert value_of(through.json(), seed.SALE_KIND_ID) == "Renouvellement"


def test_a_refused_update_changes_nothing(api):
    before = new_contract(api).json()

    answer = api.patch(
        f"/contracts/{before['id']}",
        json={"name": "Autre", "status": "negotiating", "fields": [field(seed.SALE_KIND_ID, "?")]},
    )

    assert answer.status_code == 400
    assert api.get(f"/contracts/{before['id']}").json() == before


def test_a_canceled_contract_is_locked_until_it_is_started_again(api):
    url = f"/contracts/{new_contract(api).json()['id']}"
    api.patch(url, json={"status": "canceled"})

    locked = api.patch(url, json={"name": "Autre"})
    again = api.patch(url, json={"name": "Autre", "status": "negotiating"})

    assert (locked.status_code, again.status_code) == (400, 200)


def test_a_counterpartys_field_is_filled_from_a_contract_but_never_overwritten(api):
    new_contract(api, fields=[AMOUNT, field(seed.SIREN_ID, "552100554"), field(seed.VAT_ID, "FR00")])

    kept = api.get(f"/counterparties/{seed.BAKERY_ID}").json()["fields"]
    assert kept == {seed.SIREN_ID: "732829320", seed.VAT_ID: "FR00"}


def test_a_new_contract_takes_over_what_its_counterparty_knows(api):
    assert value_of(new_contract(api).json(), seed.SIREN_ID) == "732829320"


@pytest.mark.parametrize(
    ("more", "switches", "sent"),
    [
        ({"signatories": {"internalSignatoryMemberIds": [f"mem_{seed.LAWYER_ID}"]}}, {}, "sent"),
        ({}, {}, "draft"),
        ({"signatories": {"internalSignatoryMemberIds": [seed.LAWYER_ID]}}, {"approval_pending": True}, "draft"),
    ],
)
def test_a_signature_request_is_sent_only_when_nothing_stands_in_the_way(api, control, more, switches, sent):
    control.patch("/switches", json=switches)
    url = f"/contracts/{new_contract(api, **more).json()['id']}"

    answer = api.post(f"{url}/send-signature")

    assert (answer.status_code, answer.json()["status"]) == (201, sent)
    assert api.get(url).json()["status"] == ("signing" if sent == "sent" else "draft")


def test_a_contract_in_signature_cannot_be_sent_again(api):
    signatories = {"internalSignatoryMemberIds": [seed.LAWYER_ID]}
    url = f"/contracts/{new_contract(api, signatories=signatories).json()['id']}"
    api.post(f"{url}/send-signature")

    assert api.post(f"{url}/send-signature").status_code == 409


def test_a_signed_contract_has_its_date_and_its_files(api, control):
    contract = new_contract(api).json()
    url = f"/contracts/{contract['id']}"
    before = api.get(f"{url}/signed-files").json()

    control.post(f"{url}/sign").raise_for_status()

    [file] = api.get(f"{url}/signed-files").json()
    assert before == []
    assert file["filename"].endswith(".pdf")
    assert httpx.get(file["downloadUrl"]).content.startswith(b"%PDF")
    assert date.fromisoformat(value_of(api.get(url).json(), seed.SIGNATURE_DATE_ID))


def test_signed_files_can_lag_behind_the_signature(api, control):
    control.patch("/switches", json={"signed_files_after_reads": 2})
    url = f"/contracts/{new_contract(api).json()['id']}"
    control.post(f"{url}/sign")

    assert [len(api.get(f"{url}/signed-files").json()) for _ in range(3)] == [0, 0, 1]


def test_a_version_is_made_from_an_uploaded_file_only(api):
    url = f"/contracts/{new_contract(api).json()['id']}/versions"
    slot = api.post("/files/upload-url", json={"filename": "v2.pdf", "contentType": "application/pdf"}).json()
    version = {"key": slot["key"], "name": "v2.pdf", "contentType": "application/pdf"}

    too_early = api.post(url, json=version)
    wrong_type = httpx.put(slot["url"], content=b"x", headers={"Content-Type": "text/plain"})
    right_type = httpx.put(slot["url"], content=b"x", headers={"Content-Type": "application/pdf"})
    made = api.post(url, json=version)

    assert [one.status_code for one in (too_early, wrong_type, right_type, made)] == [400, 403, 200, 201]
    assert made.json()["version"] == 1


def test_a_link_with_another_signature_opens_nothing(api, control):
    url = f"/contracts/{new_contract(api).json()['id']}"
    control.post(f"{url}/sign")
    [file] = api.get(f"{url}/signed-files").json()

    answer = httpx.get(file["downloadUrl"].partition("?")[0], params={"signature": "guess"})

    assert answer.status_code == 403


def test_a_deleted_contract_is_gone(api, control):
    url = f"/contracts/{new_contract(api).json()['id']}"

    control.post(f"{url}/delete")

    assert api.get(url).status_code == 404


@pytest.mark.parametrize(
    ("expression", "value", "met"),
    [
        ("draft", "draft", True),
        ("draft", "signed", False),
        ("ne:draft", "signed", True),
        ("ne:draft", None, True),
        ("in:signing,signed", "signed", True),
        ("in:signing,signed", "draft", False),
        ("mem_1", "1", True),
        ("gte:2026-03-02", MOMENT, True),
        ("gte:2026-03-03", MOMENT, False),
        ("lte:2026-03-02", MOMENT, True),
        ("gte:2026-03-02T09:00:00Z", MOMENT, True),
        ("gte:2026-03-02T09:00:00.001Z", MOMENT, False),
        ("lte:2026-03-02T10:00:00+01:00", MOMENT, True),
        ("2026-03-02", MOMENT, True),
        ("2026-03-01", MOMENT, False),
        ("gte:2026-01-01", None, False),
    ],
)
def test_a_filter_compares_with_its_operator(expression, value, met):
    assert meets(expression, value) is met


@pytest.mark.parametrize("expression", ["gte:yesterday", "2026-02-30", "gt:2026-01-01"])
def test_a_date_filter_that_is_no_date_is_refused(expression):
    with pytest.raises(RefusedError):
        meets(expression, MOMENT)


def next_cursor(shape: str, body: dict) -> str | None:
    if shape == "P2":
        return body["nextCursor"]
    return body["pagination"][{"P1": "next_cursor", "P3": "next", "P4": "nextCursor"}[shape]]


@pytest.mark.parametrize(("shape", "items"), [("P1", "data"), ("P2", "counterparties"), ("P3", "data"), ("P4", "data")])
def test_each_paged_shape_gives_every_item_once(api, control, shape, items):
    control.patch("/switches", json={"list_shape": shape, "cursor_name": "nextCursor"})
    for number in range(4):
        api.post("/counterparties", json={"name": f"Société {number}"})

    seen, cursor = [], None
    while True:
        params = {"limit": 3, "sort": "name"} | ({"after": cursor} if cursor else {})
        body = api.get("/counterparties", params=params).json()
        seen += [one["name"] for one in body[items]]
        cursor = next_cursor(shape, body)
        if not cursor:
            break

    everything = [one["name"] for one in control.get("/state").json()["counterparties"]]
    assert seen == sorted(everything)


def test_the_fifth_shape_is_the_bare_list(api, control):
    control.patch("/switches", json={"list_shape": "P5"})

    assert isinstance(api.get("/contracts").json(), list)


def test_the_documented_list_of_contracts_shows_no_cursor(api):
    new_contract(api)

    assert api.get("/contracts", params={"limit": 1}).json().keys() == {"contracts", "hasNext", "hasPrevious"}


def test_a_cursor_leads_backward_too(api):
    first = api.get("/counterparties", params={"limit": 1, "sort": "name"}).json()
    second = api.get(
        "/counterparties", params={"limit": 1, "sort": "name", "after": first["pagination"]["next_cursor"]}
    )

    back = api.get(
        "/counterparties",
        params={"limit": 1, "sort": "name", "before": second.json()["pagination"]["prev_cursor"]},
    )

    assert back.json()["data"] == first["data"]


@pytest.mark.parametrize("params", [{"limit": 51}, {"limit": 0}, {"limit": "x"}, {"sort": "colour"}, {"after": "?"}])
def test_a_list_refuses_what_it_cannot_do(api, params):
    assert api.get("/counterparties", params=params).status_code == 400


def test_lists_are_newest_first_and_sort_on_demand(api):
    names = [one["name"] for one in api.get("/counterparties").json()["data"]]
    by_name = [one["name"] for one in api.get("/counterparties", params={"sort": "-name"}).json()["data"]]

    assert names == ["Ateliers Lenoir", "Chantiers du Ponant", "Boulangerie Martin"]
    assert by_name == ["Chantiers du Ponant", "Boulangerie Martin", "Ateliers Lenoir"]


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("2025-01-29.alpha", 200),
        ("2025-01-15.init", 200),
        ("2024-11-04.zero", 410),
        ("2030-01-01.omega", 400),
        ("latest", 400),
    ],
)
def test_a_version_answers_according_to_its_age(api, version, status):
    answer = api.get("/contracts", headers={"tomorro-version": version})

    deprecated = version == "2025-01-15.init"
    assert answer.status_code == status
    assert ("x-api-deprecation-warning" in answer.headers, "sunset" in answer.headers) == (deprecated, deprecated)


def test_no_version_means_the_latest(api):
    assert api.get("/contracts").headers["tomorro-version"] == "2025-01-29.alpha"


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "another"}])
def test_a_request_without_the_right_key_is_refused(address, headers):
    assert httpx.get(f"{address.tomorro}/contracts", headers=headers).status_code == 401


def test_the_creation_form_names_the_mandatory_fields(api):
    form = api.get(f"/contract-types/{seed.SERVICE_TYPE_ID}/creation-form").json()

    assert [one["smartFieldId"] for one in form["fields"]] == [seed.AMOUNT_ID]


def test_smart_fields_answer_in_the_language_asked_for(api):
    def name(**params) -> str:
        fields = api.get("/smart-fields", params={"limit": 50, "object": "contract", **params}).json()["data"]
        return next(one["name"] for one in fields if one["id"] == seed.START_DATE_ID)

    assert (name(), name(lang="gb"), name(lang="jp")) == ("Date de début", "Start date", "Date de début")


def test_options_are_found_by_a_part_of_any_label(api):
    answer = api.get(f"/smart-fields/{seed.SALE_KIND_ID}/options", params={"term": "CUSTOMER"}).json()

    assert [one["id"] for one in answer["data"]] == [seed.NEW_CUSTOMER_OPTION_ID]


def test_rows_of_a_table_are_made_and_changed_by_id(api, control):
    identifier = new_contract(api).json()["id"]
    url = f"/custom-objects/{seed.PRICE_TABLE_ID}/contract/{identifier}/records"
    api.put(url, json={"records": [{"id": None, "fields": [{"smartFieldId": seed.LINE_LABEL_ID, "value": "Licence"}]}]})
    [row_id] = control.get(f"/contracts/{identifier}").json()["records"][seed.PRICE_TABLE_ID]

    api.put(url, json={"records": [{"id": row_id, "fields": [{"smartFieldId": seed.LINE_PRICE_ID, "value": 9}]}]})

    rows = control.get(f"/contracts/{identifier}").json()["records"][seed.PRICE_TABLE_ID]
    assert rows == {row_id: {seed.LINE_LABEL_ID: "Licence", seed.LINE_PRICE_ID: 9}}


def test_a_contract_has_a_page_that_shows_it_safely(api, address):
    identifier = new_contract(api, name="<script>alert(1)</script>").json()["id"]

    page = httpx.get(f"{address.tomorro_app}/contracts/{identifier.removeprefix('ctr_')}")

    assert page.headers["content-type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text


def test_a_switch_that_does_not_exist_is_refused(control):
    assert control.patch("/switches", json={"colour": "red"}).status_code == 400
