"""The simulated Pipedrive: records, lists, its two limits, and the webhooks of the second version."""

import base64
import json

import httpx
import pytest

from local.simulators import running_simulators
from local.simulators.pipedrive import seed
from tests.contract.conftest import OnePlatform
from tests.receiving import eventually, receiver, settle

TOKEN = {"x-api-token": seed.TOKEN}
DEAL = f"/api/v2/deals/{seed.DEAL_ID}"


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("pipedrive", TOKEN, {"speed": 10_000})


def subscribe(control: httpx.Client, url: str, **more) -> None:
    control.post("/subscriptions", json={"url": url, **more}).raise_for_status()


def test_a_won_deal_gets_its_dates(api):
    deal = api.patch(DEAL, json={"status": "won"}).json()["data"]

    assert deal["won_time"] == deal["close_time"] == deal["update_time"]
    assert deal["lost_time"] is None


def test_a_custom_field_is_written_under_its_hash_and_leaves_the_others(api):
    deal = api.patch(DEAL, json={"custom_fields": {seed.CONTRACT_ID_FIELD: "42"}}).json()["data"]

    assert deal["custom_fields"][seed.CONTRACT_ID_FIELD] == "42"
    assert deal["custom_fields"][seed.SALE_KIND_FIELD] == seed.NEW_CUSTOMER_OPTION


@pytest.mark.parametrize(
    "body",
    [
        {"colour": "red"},
        {"status": "closed"},
        {"custom_fields": {"0" * 40: "x"}},
        {"custom_fields": {seed.SALE_KIND_FIELD: 99}},
    ],
)
def test_a_write_that_does_not_fit_is_refused_whole(api, body):
    before = api.get(DEAL).json()

    answer = api.patch(DEAL, json={"title": "Autre", **body})

    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert api.get(DEAL).json() == before


@pytest.mark.parametrize(("path", "status"), [("/api/v2/deals/99", 404), ("/api/v2/leads", 404)])
def test_what_does_not_exist_is_not_found(api, path, status):
    assert api.get(path).status_code == status


def test_a_request_without_the_token_is_refused(address):
    assert httpx.get(f"{address.pipedrive}{DEAL}").status_code == 401


def test_a_list_pages_by_cursor_and_gives_every_record_once(api):
    for number in range(4):
        api.post("/api/v2/deals", json={"title": f"Affaire {number}"})

    seen, cursor = [], None
    while True:
        body = api.get("/api/v2/deals", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in body["data"]]
        cursor = body["additional_data"]["next_cursor"]
        if cursor is None:
            break

    assert seen == [1, 2, 3, 4, 5]


def test_a_list_gives_only_what_changed_since_a_moment(api):
    updated = api.get(DEAL).json()["data"]["update_time"]

    def ids(since: str) -> list[int]:
        params = {"updated_since": since, "sort_by": "update_time"}
        return [one["id"] for one in api.get("/api/v2/deals", params=params).json()["data"]]

    assert ids(updated) == [seed.DEAL_ID]
    assert ids("2999-01-01T00:00:00Z") == []


@pytest.mark.parametrize("params", [{"limit": 501}, {"sort_by": "title"}, {"cursor": "?"}, {"updated_since": "x"}])
def test_a_list_refuses_what_it_cannot_do(api, params):
    assert api.get("/api/v2/deals", params=params).status_code == 400


def test_a_note_hangs_on_a_record(api, control):
    hanging = api.post("/api/v1/notes", json={"content": "Contrat signé", "deal_id": seed.DEAL_ID})
    loose = api.post("/api/v1/notes", json={"content": "Contrat signé"})

    assert (hanging.status_code, loose.status_code) == (201, 400)
    assert [one["content"] for one in control.get("/state").json()["notes"]] == ["Contrat signé"]


def test_field_definitions_give_options_by_id(api):
    fields = api.get("/api/v1/dealFields").json()["data"]

    [kind] = [one for one in fields if one["key"] == seed.SALE_KIND_FIELD]
    assert kind["options"][0] == {"id": seed.NEW_CUSTOMER_OPTION, "label": "Nouveau client"}


def test_the_burst_limit_shows_where_it_stands(api, control):
    control.post("/rate_limit", json={"requests": 1, "window_s": 60, "retry_after": False})

    allowed, refused = api.get(DEAL), api.get(DEAL)

    assert (allowed.status_code, allowed.headers["x-ratelimit-remaining"]) == (200, "0")
    assert refused.status_code == 429


def test_the_days_budget_is_spent_by_what_calls_cost(api, control):
    control.patch("/switches", json={"daily_budget": 7})

    answers = [api.patch(DEAL, json={"title": "Autre"}), api.get(DEAL), api.get(DEAL)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "ERR_DAILY_BUDGET_EXHAUSTED"


@pytest.mark.parametrize("source", ["app", "api"])
def test_a_change_tells_what_changed_and_whence(api, control, target, source):
    subscribe(control, target.url, event_action="change", event_object="deal")

    if source == "app":
        control.patch(f"/records/deals/{seed.DEAL_ID}", json={"status": "won"})
    else:
        api.patch(DEAL, json={"status": "won"})
    settle(control)

    event = json.loads(target.received[0].body)
    meta = {key: event["meta"][key] for key in ("action", "entity", "entity_id", "change_source", "version", "attempt")}
    assert meta == {
        "action": "change",
        "entity": "deal",
        "entity_id": str(seed.DEAL_ID),
        "change_source": source,
        "version": "2.0",
        "attempt": 1,
    }
    assert event["data"]["id"] == seed.DEAL_ID
    assert event["previous"]["status"] == "open"
    assert "title" not in event["previous"]


def test_custom_fields_come_typed_and_only_those_that_changed_are_previous(api, control, target):
    subscribe(control, target.url)
    api.patch(DEAL, json={"custom_fields": {seed.SALE_KIND_FIELD: seed.RENEWAL_OPTION}})
    settle(control)

    event = json.loads(target.received[0].body)

    assert event["data"]["custom_fields"][seed.SALE_KIND_FIELD] == {"type": "enum", "id": seed.RENEWAL_OPTION}
    assert event["previous"]["custom_fields"] == {
        seed.SALE_KIND_FIELD: {"type": "enum", "id": seed.NEW_CUSTOMER_OPTION}
    }


def test_a_creation_has_no_past_and_a_deletion_no_present(control, target):
    subscribe(control, target.url)
    made = control.post("/records/organizations", json={"name": "Cave Bertin"}).json()

    control.delete(f"/records/organizations/{made['id']}")
    settle(control, expected=2)

    created, deleted = (json.loads(one.body) for one in target.received)
    assert (created["meta"]["action"], created["previous"]) == ("create", None)
    assert (deleted["meta"]["action"], deleted["data"]) == ("delete", None)
    assert deleted["previous"]["name"] == "Cave Bertin"


def test_a_webhook_is_told_only_of_its_object_and_action(api, control, target):
    subscribe(control, target.url, event_action="create", event_object="person")

    api.patch(DEAL, json={"title": "Autre"})
    api.post("/api/v2/persons", json={"name": "Zoé Lang"})
    settle(control)

    assert [one["topic"] for one in control.get("/deliveries").json()] == ["create.person"]


def test_writing_what_is_already_there_tells_nothing(api, control, target):
    subscribe(control, target.url)

    api.patch(DEAL, json={"status": "open"})

    assert control.get("/deliveries").json() == []


def test_basic_credentials_prove_the_sender(api, control, target):
    subscribe(control, target.url, user="passerelle", password="invented")

    api.patch(DEAL, json={"title": "Autre"})
    settle(control)

    expected = base64.b64encode(b"passerelle:invented").decode()
    assert target.received[0].headers["authorization"] == f"Basic {expected}"


def test_a_retry_keeps_the_events_id_and_counts_its_attempts_up_to_four(api, control, target):
    subscribe(control, target.url)
    target.forever = 500

    api.patch(DEAL, json={"title": "Autre"})
    settle(control, "abandoned")

    metas = [json.loads(one.body)["meta"] for one in target.received]
    assert [meta["attempt"] for meta in metas] == [1, 2, 3, 4]
    assert len({meta["id"] for meta in metas}) == 1


def test_after_ten_first_attempts_that_failed_events_are_lost_for_a_time():
    with running_simulators(speed=10) as slower, receiver() as target:
        control = httpx.Client(base_url=slower.control("pipedrive"))
        subscribe(control, target.url)
        target.forever = 500
        for number in range(10):
            control.patch(f"/records/deals/{seed.DEAL_ID}", json={"title": f"Affaire {number}"})
        eventually(lambda: all(one["attempts"] for one in control.get("/deliveries").json()))

        control.patch(f"/records/deals/{seed.DEAL_ID}", json={"title": "Perdue"})

        assert len(settle(control, "lost")) == 1
        control.close()
