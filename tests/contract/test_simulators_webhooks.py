"""How simulators send webhooks: signed, again and again on schedule, and wrong when told to."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from local.simulators import Address, running_simulators
from local.simulators.chassis.deliveries import Subscription
from local.simulators.tomorro import seed
from local.simulators.tomorro.webhooks import signature_headers
from tests.receiving import eventually

SECRET = "an-invented-secret"


@pytest.fixture(scope="module")
def running() -> Iterator[Address]:
    with running_simulators(speed=100_000) as address:
        yield address


@pytest.fixture
def control(running: Address) -> str:
    httpx.post(f"{running.url}/_control/reset")
    return running.control("tomorro")


def subscribe(control: str, url: str, **more) -> dict:
    return httpx.post(f"{control}/webhooks", json={"url": url, "secret": SECRET, **more}).json()


def create(control: str, **more) -> str:
    body = {
        "contractTypeId": seed.SERVICE_TYPE_ID,
        "templateId": seed.SERVICE_TEMPLATE_TEST_ID,
        "counterparty": {"id": seed.BAKERY_ID},
        "fields": [{"fieldId": seed.AMOUNT_ID, "value": 100}],
        "name": "Société Générée – n°2",
        **more,
    }
    return httpx.post(f"{control}/contracts", json=body).json()["id"]


def deliveries(control: str, **query) -> list[dict]:
    return httpx.get(f"{control}/deliveries", params=query).json()


def settle(control: str, state: str, count: int = 1) -> list[dict]:
    return eventually(lambda: len(found := deliveries(control, state=state)) == count and found)


def digest(header: str, body: bytes, secret: str = SECRET) -> tuple[str, str]:
    """What the header holds, and what it should hold."""
    stamp, given = (part.split("=", 1)[1] for part in header.split(","))
    return given, hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def test_a_signature_is_made_as_documented():
    subscription = Subscription(id="w", url="http://x", secret="tomorro-test-secret-0001", topics=())
    body = (
        b'{"eventId":"0d9d8f0e-6f0b-4a5c-9d51-7b1c2f3a4e5d","webhookId":"7a1f0a52-3c58-4f1e-8a0a-2b9d6c7e8f90",'
        b'"createdAt":"2026-03-02T09:15:30.123Z","eventType":"contractSigned","data":{"contract":{"id":'
        b'"3f2b1c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d","name":"Contrat de prestation","status":"signed"}}}'
    )

    headers = signature_headers(subscription, body, datetime(2026, 3, 2, 9, 15, 30, 123_000, tzinfo=UTC))

    value = "t=1772442930123,sha256=3c7394adf4979bd254d5de19d0e889a60dba1754725627568720b20fe1af3090"
    assert headers == {"Leeway-Signature": value, "Leeway_Signature": value}


def test_an_event_is_compact_utf8_and_signed_over_its_bytes(control, target):
    webhook = subscribe(control, target.url)

    create(control)
    settle(control, "delivered")

    [got] = target.received
    event = json.loads(got.body)
    assert (event["eventType"], event["webhookId"]) == ("contractCreated", webhook["id"])
    assert got.body == json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    assert got.headers["leeway-signature"] == got.headers["leeway_signature"]
    given, expected = digest(got.headers["leeway-signature"], got.body)
    assert given == expected


def test_the_contract_of_an_event_has_its_plain_id_and_first_generation_names(control, target):
    subscribe(control, target.url)

    identifier = create(control)
    settle(control, "delivered")

    contract = json.loads(target.received[0].body)["data"]["contract"]
    assert f"ctr_{contract['id']}" == identifier
    assert contract["externalCompany"] == {"id": seed.BAKERY_ID, "name": "Boulangerie Martin"}
    assert contract["author"]["user"]["username"] == "lea.durand@exemple.fr"


def test_a_full_signature_tells_the_status_then_the_signature(control, target):
    identifier = create(control)
    subscribe(control, target.url)

    httpx.post(f"{control}/contracts/{identifier}/sign")
    settle(control, "delivered", 3)

    events = [json.loads(one.body) for one in target.received]
    assert [(one["eventType"], one["data"]["contract"]["status"]) for one in events] == [
        ("contractStatusUpdated", "signing"),
        ("contractStatusUpdated", "signed"),
        ("contractSigned", "signed"),
    ]
    assert events[-1]["data"]["contract"]["signatureDate"] is not None


@pytest.mark.parametrize(("switch", "told"), [("signed", ["contractSigned"]), ("status", ["contractStatusUpdated"])])
def test_a_full_signature_can_tell_one_event_only(control, target, switch, told):
    identifier = create(control)
    httpx.patch(f"{control}/switches", json={"signature_events": switch})
    httpx.post(f"{control}/contracts/{identifier}/status", json={"status": "signing"})
    subscribe(control, target.url)

    httpx.post(f"{control}/contracts/{identifier}/sign")
    settle(control, "delivered")

    assert [one["topic"] for one in deliveries(control)] == told


@pytest.mark.parametrize(("act", "told"), [("delete", "contractDeleted"), ("remind", "reminderEventCreated")])
def test_what_the_api_cannot_do_is_told_when_a_person_does_it(control, target, act, told):
    identifier = create(control)
    subscribe(control, target.url)

    httpx.post(f"{control}/contracts/{identifier}/{act}").raise_for_status()

    assert [one["topic"] for one in settle(control, "delivered")] == [told]


def test_a_refused_event_comes_again_with_its_id_and_a_new_signature(control, target):
    subscribe(control, target.url)
    target.statuses = [500, 401]

    create(control)
    [delivery] = settle(control, "delivered")

    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 401, 200]
    assert len({json.loads(one.body)["eventId"] for one in target.received}) == 1
    assert all(len(set(digest(one.headers["leeway-signature"], one.body))) == 1 for one in target.received)


def test_after_ten_more_attempts_an_event_is_abandoned(control, target):
    subscribe(control, target.url)
    target.forever = 503

    create(control)
    [delivery] = settle(control, "abandoned")

    assert len(delivery["attempts"]) == 11


def test_an_unreachable_receiver_is_an_attempt_that_failed(control):
    subscribe(control, "http://127.0.0.1:1/in")

    create(control)
    [delivery] = settle(control, "abandoned")

    assert delivery["attempts"][0]["status"] is None
    assert delivery["attempts"][0]["error"]


def test_an_answer_beyond_the_time_allowed_is_a_failure(control, target):
    httpx.patch(f"{control}/delivery", json={"timeout_s": 0.000001})
    subscribe(control, target.url)

    create(control)
    [delivery] = settle(control, "abandoned")

    assert {attempt["status"] for attempt in delivery["attempts"]} == {None}


def test_held_events_can_be_delivered_out_of_order(control, target):
    httpx.patch(f"{control}/delivery", json={"mode": "hold"})
    subscribe(control, target.url)
    identifier = create(control)
    httpx.post(f"{control}/contracts/{identifier}/sign")

    assert target.received == []
    released = httpx.post(f"{control}/delivery/release", json={"order": "reversed"}).json()
    settle(control, "delivered", 4)

    assert released == {"released": 4}
    assert [json.loads(one.body)["eventType"] for one in target.received] == [
        "contractSigned",
        "contractStatusUpdated",
        "contractStatusUpdated",
        "contractCreated",
    ]


def test_lost_events_are_logged_and_never_sent(control, target):
    httpx.patch(f"{control}/delivery", json={"mode": "lose"})
    subscribe(control, target.url)

    create(control)

    assert [one["attempts"] for one in settle(control, "lost")] == [[]]
    assert target.received == []


def test_an_event_can_be_delivered_twice(control, target):
    httpx.patch(f"{control}/delivery", json={"copies": 2})
    subscribe(control, target.url)

    create(control)
    settle(control, "delivered", 2)

    first, second = (one.body for one in target.received)
    assert first == second


def test_a_wrong_secret_gives_a_signature_that_does_not_hold(control, target):
    httpx.patch(f"{control}/delivery", json={"wrong_secret": True})
    subscribe(control, target.url)

    create(control)
    settle(control, "delivered")

    given, expected = digest(target.received[0].headers["leeway-signature"], target.received[0].body)
    assert given != expected


def test_a_stale_event_is_rightly_signed_in_the_past(control, target):
    httpx.patch(f"{control}/delivery", json={"stale_s": 3600})
    subscribe(control, target.url)

    create(control)
    settle(control, "delivered")

    header = target.received[0].headers["leeway-signature"]
    given, expected = digest(header, target.received[0].body)
    assert given == expected
    assert int(header.split(",")[0].removeprefix("t=")) / 1000 < time.time() - 3500


def test_a_receiver_behind_another_name_gets_that_host(control, target):
    subscribe(control, target.url, host="abc123.execute-api.localhost")

    create(control)
    settle(control, "delivered")

    assert target.received[0].headers["host"] == "abc123.execute-api.localhost"


def test_a_webhook_is_told_only_of_the_contracts_its_owner_takes_part_in(control, target):
    subscribe(control, target.url, ownerMemberId=seed.LAWYER_ID)

    create(control, name="Sans le juriste")
    create(control, name="Avec le juriste", contractMembersIds=[{"memberId": seed.LAWYER_ID}])
    settle(control, "delivered")

    assert [json.loads(one.body)["data"]["contract"]["name"] for one in target.received] == ["Avec le juriste"]


def test_a_webhook_is_told_only_of_the_events_it_asked_for(control, target):
    subscribe(control, target.url, events=["contractSigned"])
    identifier = create(control)

    httpx.post(f"{control}/contracts/{identifier}/sign")

    assert [one["topic"] for one in settle(control, "delivered")] == ["contractSigned"]


def test_any_event_can_be_sent_even_one_that_does_not_exist(control, target):
    webhook = subscribe(control, target.url)

    httpx.post(f"{control}/webhooks/{webhook['id']}/emit", json={"eventType": "contractSung", "data": {"a": 1}})
    settle(control, "delivered")

    assert json.loads(target.received[0].body)["eventType"] == "contractSung"
