"""The simulated Yousign: who may read, what signing tells, and how long its webhooks wait for an answer."""

import json

import httpx
import pytest

from local.simulators.yousign import seed
from local.simulators.yousign.webhooks import MANNERS
from tests.contract.conftest import OnePlatform
from tests.fakes import NOW
from tests.receiving import settle
from tests.signing import yousign_headers

KEY = {"Authorization": f"Bearer {seed.API_KEY}"}
REQUEST = f"/signature_requests/{seed.REQUEST_ID}"


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("yousign", KEY, {"speed": 100_000})


def subscribe(control: httpx.Client, url: str, **more) -> None:
    control.post("/subscriptions", json={"url": url, **more}).raise_for_status()
    control.patch("/delivery", json={"timeout_s": 20}).raise_for_status()


def sign(control: httpx.Client, signer: str) -> httpx.Response:
    return control.post(f"/records{REQUEST}/sign", json={"signer": signer})


def test_a_request_is_read_by_key_only(api, address):
    refused = httpx.get(f"{address.yousign}{REQUEST}", headers={"Authorization": "Bearer another"})

    assert api.get(REQUEST).json()["status"] == "ongoing"
    assert api.get("/signature_requests/unknown").status_code == 404
    assert refused.status_code == 401


def test_the_last_signature_also_ends_the_request(control, target, api):
    subscribe(control, target.url)

    sign(control, seed.SIGNER_ID)
    sign(control, seed.OTHER_SIGNER_ID)
    settle(control, "delivered", 3)

    told = sorted(json.loads(one.body)["event_name"] for one in target.received)
    assert told == ["signature_request.done", "signer.done", "signer.done"]
    assert api.get(REQUEST).json()["status"] == "done"


def test_an_event_that_is_refused_comes_again_with_its_id_and_its_time(control, target):
    target.statuses = [500, 503]
    subscribe(control, target.url, events=["signer.done"])

    sign(control, seed.SIGNER_ID)
    [delivery] = settle(control)

    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 503, 200]
    assert len({one.body for one in target.received}) == 1


def test_a_webhook_is_signed_over_its_bytes(control, target):
    subscribe(control, target.url, events=["signer.done"])

    sign(control, seed.SIGNER_ID)
    settle(control)

    [got] = target.received
    expected = yousign_headers(got.body, seed.SECRET_KEY, NOW)
    assert got.headers["x-yousign-signature-256"] == expected["x-yousign-signature-256"]


def test_the_first_call_has_one_second_and_the_others_ten():
    assert [MANNERS.allowed_s(attempt) for attempt in (1, 2, 3)] == [1, 10, 10]
    assert len(MANNERS.retry_after_s) == 8


@pytest.mark.parametrize(("signer", "status"), [("nobody", 404), (None, 400)])
def test_a_signature_of_nobody_is_refused(control, signer, status):
    assert sign(control, signer).status_code == status


def test_a_status_that_does_not_exist_is_refused_by_name(control):
    answer = control.patch(f"/records{REQUEST}", json={"status": "painted"})

    assert (answer.status_code, "ongoing" in answer.json()["error"]) == (400, True)
