"""The simulated HubSpot: records and their history, search and its limits, associations, webhooks."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import pytest

from local.simulators.hubspot import seed
from tests.contract.conftest import OnePlatform
from tests.receiving import settle

TOKEN = {"Authorization": f"Bearer {seed.TOKEN}"}
DEALS = "/crm/objects/2026-03/deals"
DEAL = f"{DEALS}/{seed.DEAL_ID}"


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    """With a clock that moves at every look, so that no two writes share a moment."""
    ticks = count()
    start = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    return OnePlatform("hubspot", TOKEN, {"clock": lambda: start + timedelta(seconds=next(ticks)), "speed": 1_000_000})


def subscribe(control: httpx.Client, url: str, *types: str, **more) -> None:
    control.post("/subscriptions", json={"url": url, "types": types, **more}).raise_for_status()


def win(control: httpx.Client) -> None:
    control.patch(f"/records/deals/{seed.DEAL_ID}", json={"properties": {"dealstage": "closedwon"}}).raise_for_status()


@pytest.mark.parametrize("base", ["/crm/objects/2026-03/deals", "/crm/v3/objects/deals", "/crm/objects/v3/0-3"])
def test_a_record_answers_under_every_supported_path(api, base):
    answer = api.get(f"{base}/{seed.DEAL_ID}", params={"properties": "amount,dealtype"})

    properties = answer.json()["properties"]
    assert (properties["amount"], properties["dealtype"]) == ("12500", "newbusiness")
    assert "dealstage" not in properties


@pytest.mark.parametrize("path", ["/crm/objects/2019-01/deals/1", f"{DEALS}/999", "/crm/objects/2026-03/deals/x"])
def test_what_does_not_exist_is_not_found(api, path):
    answer = api.get(path)

    assert (answer.status_code, answer.json()["category"]) == (404, "OBJECT_NOT_FOUND")


def test_a_record_can_be_found_by_one_of_its_properties(api):
    url = "/crm/v3/objects/contacts/gerant@boulangerie-martin.exemple"

    assert api.get(url, params={"idProperty": "email"}).json()["id"] == seed.CONTACT_ID


def test_history_is_newest_first_and_tells_who_wrote(api, control):
    win(control)
    api.patch(DEAL, json={"properties": {"dealstage": "closedlost"}})

    history = api.get(DEAL, params={"propertiesWithHistory": "dealstage"}).json()["propertiesWithHistory"]["dealstage"]

    assert [(one["value"], one["sourceType"]) for one in history] == [
        ("closedlost", "INTEGRATION"),
        ("closedwon", "CRM_UI"),
        ("contractsent", "CRM_UI"),
    ]


def test_a_write_moves_the_modification_date_and_a_repetition_does_not(api):
    before = api.get(DEAL).json()["updatedAt"]
    written = api.patch(DEAL, json={"properties": {"amount": 999}}).json()
    again = api.patch(DEAL, json={"properties": {"amount": "999"}}).json()

    assert written["updatedAt"] > before
    assert again["updatedAt"] == written["updatedAt"]
    assert again["properties"]["amount"] == "999"


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"colour": "red"}, "PROPERTY_DOESNT_EXIST"),
        ({"dealstage": "closed"}, "INVALID_OPTION"),
        ({"amount": "a lot"}, "INVALID_NUMBER"),
        ({"closedate": "tomorrow"}, "INVALID_DATE"),
        ({"hs_lastmodifieddate": "2026-01-01T00:00:00Z"}, "READ_ONLY_VALUE"),
    ],
)
def test_a_write_that_does_not_fit_is_a_validation_error(api, properties, code):
    answer = api.patch(DEAL, json={"properties": properties})

    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"
    assert answer.json()["errors"][0]["code"] == code


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}])
def test_a_request_without_the_right_token_is_refused(address, headers):
    answer = httpx.get(f"{address.hubspot}{DEAL}", headers=headers)

    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")


def test_each_limit_names_its_policy(api, control):
    control.post("/rate_limit", json={"requests": 0, "retry_after": False})
    burst = api.get(DEAL)
    control.post("/rate_limit", json=None)
    control.patch("/switches", json={"daily_limit_reached": True})
    daily = api.get(DEAL)

    assert [one.status_code for one in (burst, daily)] == [429, 429]
    assert [one.json()["policyName"] for one in (burst, daily)] == ["TEN_SECONDLY_ROLLING", "DAILY"]
    assert "retry-after" not in burst.headers


def make_deals(control: httpx.Client, number_of_them: int) -> None:
    writes = [{"type": "deal", "properties": {"dealname": f"Affaire {number:04}"}} for number in range(number_of_them)]
    control.post("/writes", json=writes).raise_for_status()


def test_a_search_pages_through_what_changed_since_a_moment(api, control):
    old = api.get(DEAL).json()
    make_deals(control, 5)
    body = {
        "filterGroups": [
            {"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GT", "value": old["updatedAt"]}]}
        ],
        "sorts": [{"propertyName": "dealname", "direction": "ASCENDING"}],
        "properties": ["dealname"],
        "limit": 2,
    }

    seen, after = [], None
    while True:
        page = api.post(f"{DEALS}/search", json=body | ({"after": after} if after else {})).json()
        seen += [one["properties"]["dealname"] for one in page["results"]]
        if "paging" not in page:
            break
        after = page["paging"]["next"]["after"]

    assert old["properties"]["dealname"] not in seen
    assert [name for name in seen if name.startswith("Affaire")] == [f"Affaire {number:04}" for number in range(5)]


def test_a_search_bound_may_be_in_milliseconds_and_includes_that_moment(api):
    modified = api.get(DEAL).json()["properties"]["hs_lastmodifieddate"]
    wanted = {"propertyName": "hs_lastmodifieddate", "operator": "BETWEEN", "value": modified, "highValue": modified}

    found = api.post(f"{DEALS}/search", json={"filterGroups": [{"filters": [wanted]}]}).json()

    assert seed.DEAL_ID in [one["id"] for one in found["results"]]


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 0},
        {"limit": 200, "after": "9900"},
        {"filterGroups": [{"filters": [{"propertyName": "colour", "operator": "EQ", "value": "red"}]}]},
        {"filterGroups": [{"filters": [{"propertyName": "amount", "operator": "LIKE", "value": "1"}]}]},
    ],
)
def test_a_search_beyond_its_limits_is_refused(api, body):
    answer = api.post(f"{DEALS}/search", json=body)

    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_the_search_index_can_lag_behind(api, control):
    control.patch("/switches", json={"search_lag_s": 3600})

    assert api.post(f"{DEALS}/search", json={}).json()["total"] == 0
    assert api.get(DEAL).status_code == 200


def test_a_batch_read_names_what_it_did_not_find(api):
    body = {"inputs": [{"id": seed.DEAL_ID}, {"id": "999"}], "propertiesWithHistory": ["dealstage"]}

    answer = api.post(f"{DEALS}/batch/read", json=body)

    assert answer.status_code == 207
    assert [one["id"] for one in answer.json()["results"]] == [seed.DEAL_ID]
    assert answer.json()["errors"][0]["context"] == {"ids": ["999"]}


def test_a_batch_read_with_history_takes_fifty_at_most(api):
    inputs = [{"id": seed.DEAL_ID}] * 51

    assert api.post(f"{DEALS}/batch/read", json={"inputs": inputs}).status_code == 200
    refused = api.post(f"{DEALS}/batch/read", json={"inputs": inputs, "propertiesWithHistory": ["amount"]})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        (f"/crm/v4/objects/deals/{seed.DEAL_ID}/associations/companies", int(seed.COMPANY_ID)),
        (f"{DEAL}/associations/company", seed.COMPANY_ID),
    ],
)
def test_associations_are_read_from_either_generation(api, path, identifier):
    [linked] = api.get(path).json()["results"]

    assert linked["toObjectId"] == identifier
    assert {"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"} in linked["associationTypes"]


def test_associations_can_be_asked_for_with_the_record(api):
    answer = api.get(DEAL, params={"associations": "companies,contacts"}).json()["associations"]

    assert {name: one["results"][0]["id"] for name, one in answer.items()} == {
        "companies": seed.COMPANY_ID,
        "contacts": seed.CONTACT_ID,
    }


def test_associations_are_read_in_batch(api):
    body = {"inputs": [{"id": seed.DEAL_ID}, {"id": seed.DEAL_WITHOUT_COMPANY_ID}]}

    answer = api.post("/crm/associations/2026-03/deals/companies/batch/read", json=body).json()

    assert [(one["from"]["id"], one["to"][0]["toObjectId"]) for one in answer["results"]] == [
        (seed.DEAL_ID, seed.COMPANY_ID)
    ]


def test_a_record_can_be_made_with_its_associations(api):
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]
    body = {
        "properties": {"dealname": "Extension"},
        "associations": [{"to": {"id": seed.COMPANY_ID}, "types": types}],
    }

    made = api.post(DEALS, json=body)

    linked = api.get(f"{DEALS}/{made.json()['id']}/associations/companies").json()["results"]
    assert made.status_code == 201
    assert [one["toObjectId"] for one in linked] == [seed.COMPANY_ID]


def test_properties_are_listed_with_their_options(api):
    listed = api.get("/crm/properties/2026-03/deals").json()["results"]

    [stage] = [one for one in listed if one["name"] == "dealstage"]
    assert "closedwon" in [one["value"] for one in stage["options"]]


@pytest.mark.parametrize("by", ["CRM_UI", "INTEGRATION"])
def test_a_change_is_told_with_who_made_it(api, control, target, by):
    subscribe(control, target.url, "deal.propertyChange:dealstage", "deal.creation")

    if by == "CRM_UI":
        win(control)
    else:
        api.patch(DEAL, json={"properties": {"dealstage": "closedwon", "amount": "1"}})
    settle(control)

    [event] = json.loads(target.received[0].body)
    told = {key: event[key] for key in ("subscriptionType", "propertyName", "propertyValue", "changeSource")}
    assert told == {
        "subscriptionType": "deal.propertyChange",
        "propertyName": "dealstage",
        "propertyValue": "closedwon",
        "changeSource": by,
    }
    assert (event["objectId"], event["portalId"], event["attemptNumber"]) == (int(seed.DEAL_ID), seed.PORTAL_ID, 0)


def test_writing_what_is_already_there_tells_nothing(api, control, target):
    subscribe(control, target.url, "deal.propertyChange:dealstage")

    api.patch(DEAL, json={"properties": {"dealstage": "contractsent"}})
    win(control)
    settle(control)

    assert len(target.received) == 1


@pytest.mark.parametrize(("switch", "told"), [(True, 2), (False, 1)])
def test_whether_a_creation_also_tells_its_properties_is_a_switch(control, target, switch, told):
    control.patch("/switches", json={"property_changes_on_creation": switch})
    subscribe(control, target.url, "deal.creation", "deal.propertyChange:dealname")

    control.post("/records/deals", json={"properties": {"dealname": "Neuve"}}).raise_for_status()
    settle(control)

    assert len(json.loads(target.received[0].body)) == told


def test_a_deletion_is_told(api, control, target):
    subscribe(control, target.url, "deal.deletion")

    control.delete(f"/records/deals/{seed.DEAL_ID}")
    settle(control)

    assert json.loads(target.received[0].body)[0]["subscriptionType"] == "deal.deletion"
    assert api.get(DEAL).status_code == 404


def test_events_travel_a_hundred_at_most_in_a_request(control, target):
    subscribe(control, target.url, "deal.creation")

    make_deals(control, 130)
    settle(control, expected=2)

    batches = [json.loads(one.body) for one in target.received]
    assert sorted(len(batch) for batch in batches) == [30, 100]
    assert len({event["objectId"] for batch in batches for event in batch}) == 130


def test_a_retried_request_counts_its_attempts(control, target):
    subscribe(control, target.url, "deal.propertyChange:dealstage")
    target.statuses = [503, 503]

    win(control)
    settle(control)

    events = [json.loads(one.body)[0] for one in target.received]
    assert [event["attemptNumber"] for event in events] == [0, 1, 2]
    assert len({event["eventId"] for event in events}) == 1


def test_the_third_signature_covers_the_public_address_with_its_escapes_undone(control, target):
    public = "https://hooks.exemple/in/hubspot%3Fa%20b"
    subscribe(control, target.url, "deal.propertyChange:dealstage", public_url=public)

    win(control)
    settle(control)

    [got] = target.received
    stamp = got.headers["x-hubspot-request-timestamp"]
    message = b"POST" + b"https://hooks.exemple/in/hubspot?a%20b" + got.body + stamp.encode()
    expected = base64.b64encode(hmac.new(seed.CLIENT_SECRET.encode(), message, hashlib.sha256).digest()).decode()
    assert got.headers["x-hubspot-signature-v3"] == expected


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_older_signatures_are_plain_digests(control, target, version):
    subscribe(control, target.url, "deal.propertyChange:dealstage", client_secret="s", signature=version)

    win(control)
    settle(control)

    [got] = target.received
    covered = b"s" + (b"" if version == "v1" else b"POST" + target.url.encode()) + got.body
    assert got.headers["x-hubspot-signature"] == hashlib.sha256(covered).hexdigest()
    assert got.headers["x-hubspot-signature-version"] == version
