"""The simulated DocuSign: who may read, what an envelope shows, and how Connect sends, signs and repeats."""

import json

import httpx
import pytest

from local.simulators.chassis.keys import private_pem
from local.simulators.docusign import seed
from local.simulators.docusign.connect import signatures
from passerelle.credentials.statement import GRANT_TYPE, signed_statement
from tests.contract.conftest import OnePlatform
from tests.fakes import NOW, Clock
from tests.receiving import settle

ENVELOPES = f"/accounts/{seed.ACCOUNT_ID}/envelopes"
ENVELOPE = f"{ENVELOPES}/{seed.ENVELOPE_ID}"
BOTH_PARTS = {"include": "custom_fields,recipients"}


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("docusign", {}, {"clock": Clock(), "speed": 1_000_000})


def ask_token(address, **claims) -> httpx.Response:
    stated = {"iss": seed.INTEGRATION_KEY, "sub": seed.USER_ID, "aud": seed.AUDIENCE, **claims}
    assertion = signed_statement(private_pem(), stated, {}, NOW, 600, "docusign")
    form = {"grant_type": GRANT_TYPE, "assertion": assertion}
    return httpx.post(f"{address.url}/docusign/oauth/token", data=form)


@pytest.fixture
def reader(address, api) -> httpx.Client:
    api.headers["authorization"] = f"Bearer {ask_token(address).json()['access_token']}"
    return api


def subscribe(control: httpx.Client, url: str, *events: str) -> None:
    control.post("/subscriptions", json={"url": url, "events": events}).raise_for_status()


def sign(control: httpx.Client, recipient: str) -> httpx.Response:
    return control.post(f"/records/envelopes/{seed.ENVELOPE_ID}/sign", json={"recipient": recipient})


def test_a_token_is_for_a_person_who_consented(address):
    refused = ask_token(address, sub="somebody-else")

    assert ask_token(address).status_code == 200
    assert (refused.status_code, refused.json()["error"]) == (400, "consent_required")


def test_an_envelope_is_read_with_a_token_only_and_in_its_own_account(address, reader):
    refused = httpx.get(f"{address.docusign}{ENVELOPE}", headers={"Authorization": "Bearer another"})
    elsewhere = reader.get(f"/accounts/another/envelopes/{seed.ENVELOPE_ID}")

    assert reader.get(ENVELOPE).json()["status"] == "sent"
    assert (refused.status_code, refused.json()["errorCode"]) == (401, "AUTHORIZATION_INVALID_TOKEN")
    assert elsewhere.json()["errorCode"] == "USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT"


def test_an_envelope_shows_its_custom_fields_and_recipients_where_they_are_asked_for(reader):
    bare, whole = reader.get(ENVELOPE).json(), reader.get(ENVELOPE, params=BOTH_PARTS).json()

    assert bare.keys() & {"customFields", "recipients"} == set()
    assert whole["customFields"] == seed.CUSTOM_FIELDS
    assert whole["recipients"] == seed.RECIPIENTS


def test_an_empty_answer_has_no_list(reader):
    empty = reader.get(ENVELOPES, params={"from_date": "2030-01-01T00:00:00Z"}).json()

    assert (empty["totalSetSize"], "envelopes" in empty) == ("0", False)
    assert reader.get(ENVELOPES).status_code == 400


def test_too_many_calls_are_a_400_and_headers_tell_where_the_hour_stands(control, reader):
    control.post("/rate_limit", json={"requests": 1, "window_s": 600}).raise_for_status()

    first, second = reader.get(ENVELOPE), reader.get(ENVELOPE)

    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("1", "0")
    assert (second.status_code, second.json()["errorCode"]) == (400, "HOURLY_APIINVOCATION_LIMIT_EXCEEDED")


def test_a_message_that_is_refused_comes_again_with_another_number_and_nothing_else(control, target):
    target.statuses = [500, 503]
    subscribe(control, target.url, "recipient-completed")

    sign(control, "1")
    [delivery] = settle(control)

    messages = [json.loads(one.body) for one in target.received]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 503, 200]
    assert [message.pop("retryCount") for message in messages] == [0, 1, 2]
    assert messages[0] == messages[1] == messages[2]


def test_the_last_signature_also_completes_the_envelope(control, target):
    subscribe(control, target.url)

    sign(control, "1")
    sign(control, "2")
    settle(control, "delivered", 3)

    told = sorted(json.loads(one.body)["event"] for one in target.received)
    assert told == ["envelope-completed", "recipient-completed", "recipient-completed"]


def test_a_message_is_signed_with_each_key_of_the_account(control, target):
    subscribe(control, target.url, "recipient-completed")

    sign(control, "1")
    settle(control)

    [got] = target.received
    expected = signatures([seed.OTHER_CONNECT_KEY, seed.CONNECT_KEY], got.body)
    assert {name: got.headers[name.lower()] for name in expected} == expected


@pytest.mark.parametrize(("recipient", "status"), [("9", 404), (None, 400)])
def test_a_signature_of_nobody_is_refused(control, recipient, status):
    assert sign(control, recipient).status_code == status
