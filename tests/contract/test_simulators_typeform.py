"""The simulated Typeform: one form, who may read it, the order and pages of its responses, and when a webhook ends."""

import json

import httpx
import pytest

from local.simulators.typeform import seed
from tests.contract.conftest import OnePlatform
from tests.fakes import NOW
from tests.receiving import settle
from tests.signing import typeform_headers

TOKEN = {"Authorization": f"Bearer {seed.TOKEN}"}
FORM = f"/forms/{seed.FORM_ID}"


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("typeform", TOKEN, {"speed": 100_000})


def subscribe(control: httpx.Client, url: str) -> None:
    control.post("/subscriptions", json={"url": url}).raise_for_status()


def send(control: httpx.Client, **response) -> dict:
    return control.post("/records/responses", json=response).json()


def test_only_the_right_token_sees_the_form(api, address):
    refused = httpx.get(f"{address.typeform}{FORM}", headers={"Authorization": "Bearer another"})

    assert api.get(FORM).json()["title"] == seed.TITLE
    assert (refused.status_code, refused.json()["code"]) == (403, "AUTHENTICATION_FAILED")
    assert api.get("/forms/another").json()["code"] == "FORM_NOT_FOUND"


def test_responses_are_given_newest_first_unless_asked_otherwise_and_as_many_as_asked_for(api, control):
    made = [send(control, token=f"t-{number}")["token"] for number in range(3)]

    listed = api.get(f"{FORM}/responses", params={"sort": "submitted_at,asc", "page_size": 2}).json()

    assert [one["token"] for one in listed["items"]] == made[:2]
    assert (listed["total_items"], listed["page_count"]) == (3, 2)


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"sort": "name,asc"}, {"page_size": 1001}])
def test_a_parameter_that_does_not_exist_is_refused_by_name(api, query):
    answer = api.get(f"{FORM}/responses", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert next(iter(query)) in answer.json()["description"]


@pytest.mark.parametrize("answers", [{"colour": "red"}, {"kind": "Autre"}, {"sites": ["Rennes", "Paris"]}])
def test_an_answer_that_the_form_does_not_offer_is_refused(control, answers):
    answer = control.post("/records/responses", json={"answers": answers})

    assert (answer.status_code, next(iter(answers)) in answer.json()["error"]) == (400, True)


def test_a_webhook_tells_the_answers_by_type_and_signs_its_bytes(control, target):
    subscribe(control, target.url)

    send(control, answers={"kind": "Renouvellement", "sites": ["Nantes"], "agrees": False})
    settle(control)

    [got] = target.received
    answers = {one["field"]["ref"]: one for one in json.loads(got.body)["form_response"]["answers"]}
    assert answers["kind"]["choice"]["label"] == "Renouvellement"
    assert answers["sites"]["choices"]["labels"] == ["Nantes"]
    assert answers["agrees"]["boolean"] is False
    expected = typeform_headers(got.body, seed.SECRET, NOW)
    assert got.headers["typeform-signature"] == expected["typeform-signature"]


def test_a_refused_response_comes_again_as_it_was(control, target):
    target.statuses = [500, 401]
    subscribe(control, target.url)

    send(control)
    [delivery] = settle(control)

    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 401, 200]
    assert len({one.body for one in target.received}) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_ends_the_webhook_at_once(api, control, target, status):
    target.statuses = [status]
    subscribe(control, target.url)

    send(control)
    [delivery] = settle(control, "abandoned")

    assert [attempt["status"] for attempt in delivery["attempts"]] == [status]
    assert api.get(f"{FORM}/webhooks").json() == {"items": []}
