import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, Unavailable
from passerelle.inbound.connections import Connections
from passerelle.inbound.gateway import MAX_BODY_BYTES
from passerelle.inbound.receiver import Receiver
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.signing import (
    GENERIC_SECRET,
    PUBLIC_BASE_URL,
    SECRETS,
    gateway_event,
    generic_headers,
    hubspot_v3_headers,
    resigned,
)

SAMPLES = {
    "hubspot_deal_change": ("hubspot", "changed", "deal"),
    "tomorro_contract_signed": ("tomorro", "changed", "contract"),
    "generic_candidate_hired": ("generic", "hired", "candidate"),
}
SECRET_NAMES = {"hubspot": "client_secret", "tomorro": "signing", "generic": "signing"}


class FakeStore:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.correlation_ids: list[str] = []
        self.error: Exception | None = None

    def put(self, events: Sequence[Event], *, correlation_id: str) -> None:
        if self.error is not None:
            raise self.error
        self.events += events
        self.correlation_ids.append(correlation_id)


class World:
    """A receiver with the shipped connections, whose parts a test can change."""

    def __init__(self, manifest, now) -> None:
        self.now = now
        self.monotonic = 0.0
        self.store = FakeStore()
        self.parameters = {
            name: {
                "settings": settings_text(compile_settings(name, manifest(name))),
                f"secrets/{SECRET_NAMES[name]}": secret,
            }
            for name, secret in SECRETS.items()
        }
        self.receive = Receiver(
            connections=Connections(lambda name: self.parameters.get(name, {}), lambda: self.monotonic),
            store=self.store,
            public_base_url=PUBLIC_BASE_URL,
            now=lambda: self.now,
        )

    def generic(self, body: bytes, connection: str = "generic", secret: str = GENERIC_SECRET) -> dict[str, Any]:
        return self.receive(gateway_event(connection, body, generic_headers(body, secret, self.now)))


@pytest.fixture
def world(manifest, now) -> World:
    return World(manifest, now)


@pytest.fixture
def sample(root):
    return lambda name: json.loads((root / f"tests/events/{name}.json").read_text(encoding="utf-8"))


def metrics_of(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        metric["Name"]: line
        for line in lines
        if "_aws" in line
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_accepted_and_stored_at_the_moment_it_was_signed(world, sample, name) -> None:
    answer = world.receive(sample(name))

    platform, kind, record = SAMPLES[name]
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"accepted": 1})
    (event,) = world.store.events
    assert (event.platform, event.kind, event.record.kind) == (platform, kind, record)
    assert world.store.correlation_ids == ["sample-request-0001"]


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_stale_an_hour_later_and_fresh_once_signed_again(world, sample, name) -> None:
    event = sample(name)
    world.now += timedelta(hours=1)

    assert world.receive(event)["statusCode"] == 401
    assert world.receive(resigned(event, SECRETS[SAMPLES[name][0]], world.now))["statusCode"] == 200


def test_a_path_that_a_proxy_adds_to_our_address_is_part_of_what_was_signed(world) -> None:
    base_url = "https://hooks.example.com/passerelle"
    receive = replace(world.receive, public_base_url=base_url)
    body = b"[]"

    answers = [
        receive(gateway_event("hubspot", body, hubspot_v3_headers(body, SECRETS["hubspot"], world.now, url)))
        for url in (f"{base_url}/in/hubspot", "https://hooks.example.com/in/hubspot")
    ]

    assert [answer["statusCode"] for answer in answers] == [200, 401]


def test_answers_are_json_and_are_not_kept_by_anyone(world) -> None:
    answer = world.generic(b"{}")

    assert answer["headers"] == {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }


def test_a_platform_may_ask_for_another_answer(world, manifest) -> None:
    reply = {"reply": {"status": 204, "body": "", "content_type": "text/plain"}}
    world.parameters["generic"]["settings"] = settings_text(compile_settings("generic", manifest("generic"), reply))

    answer = world.generic(b"{}")

    assert (answer["statusCode"], answer["body"], answer["headers"]["content-type"]) == (204, "", "text/plain")


def test_hubspot_s_query_belongs_to_the_url_it_signs(world, sample, now) -> None:
    from_query = {**sample("hubspot_deal_change"), "rawQueryString": "source=crm"}

    assert world.receive(from_query)["statusCode"] == 401


def test_a_bad_signature_and_an_unknown_connection_are_told_nothing_and_the_same(world) -> None:
    wrong = world.generic(b"{}", secret="wrong")
    unknown = world.generic(b"{}", connection="nobody")
    strange = world.generic(b"{}", connection="../generic")

    assert wrong == unknown == strange
    assert wrong["statusCode"] == 401
    assert "mismatch" not in wrong["body"]
    assert world.store.events == []


def test_nothing_is_parsed_before_it_is_verified(world) -> None:
    assert world.generic(b"not json", secret="wrong")["statusCode"] == 401
    assert world.generic(b"not json")["statusCode"] == 400


def test_a_malformed_body_is_answered_with_what_to_do_in_both_languages(world) -> None:
    error = json.loads(world.generic(b'{"a":1,"a":2}')["body"])["error"]

    assert error["code"] == "malformed_body"
    assert "deux fois la même clé" in error["fr"]
    assert "same key twice" in error["en"]


def test_the_largest_body_that_the_api_lets_in_is_read_and_one_byte_more_is_too_large(world) -> None:
    largest = b'{"type":"t","record":"r","id":1}'.ljust(MAX_BODY_BYTES)

    assert world.generic(largest)["statusCode"] == 200
    assert world.generic(largest + b" ")["statusCode"] == 413


def test_a_body_that_is_not_the_base64_it_claims_to_be_is_malformed(world) -> None:
    event = gateway_event("generic", b"{}", {})

    assert world.receive({**event, "body": "%%%"})["statusCode"] == 400


def test_bytes_that_are_not_text_are_verified_as_they_came(world, now) -> None:
    body = b"\xff\x00"
    event = gateway_event("generic", body, generic_headers(body, GENERIC_SECRET, now))

    assert base64.b64decode(event["body"]) == body
    assert world.receive(event)["statusCode"] == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Unavailable(Sentence(fr="file", en="queue")), 503),
        (RuntimeError("a bug that quotes generic-signing-secret-0001"), 503),
        (InvalidPayload(Sentence(fr="trop grand", en="too large"), code="too_large"), 413),
    ],
)
def test_what_could_not_be_stored_is_never_acknowledged(world, error, status) -> None:
    world.store.error = error

    assert world.generic(b"{}")["statusCode"] == status


def test_our_own_trouble_asks_to_come_back_and_says_no_more(world) -> None:
    world.store.error = Unavailable(Sentence(fr="file arn:aws:sqs", en="queue arn:aws:sqs"))

    answer = world.generic(b"{}")

    assert answer["headers"]["retry-after"] == "30"
    assert "arn:aws" not in answer["body"]


def test_a_rotated_secret_is_taken_up_at_the_first_refusal(world) -> None:
    world.generic(b"{}")
    world.parameters["generic"]["secrets/signing"] = "rotated"
    world.monotonic += 10

    assert world.generic(b"{}", secret="rotated")["statusCode"] == 200
    assert world.generic(b"{}")["statusCode"] == 401


@pytest.mark.parametrize(
    ("body", "secret", "connection", "metric", "code"),
    [
        (b"{}", GENERIC_SECRET, "generic", "Received", None),
        (b"{}", "wrong", "generic", "SignatureRefused", "mismatch"),
        (b"{}", GENERIC_SECRET, "nobody", "SignatureRefused", "unknown_connection"),
        (b"{", GENERIC_SECRET, "generic", "Malformed", "malformed_body"),
    ],
)
def test_each_request_writes_one_line_and_one_metric(world, printed, body, secret, connection, metric, code) -> None:
    world.generic(body, connection=connection, secret=secret)

    lines = printed()
    (line,) = [line for line in lines if "_aws" not in line]
    (name, counted) = next(iter(metrics_of(lines).items()))
    assert line["message"] == "request received"
    assert line.get("code") == code
    assert line["correlation_id"] == "sample-request-0001"
    assert name == metric
    assert counted.get("connection") == (connection if connection == "generic" else None)


def test_a_bug_is_logged_with_its_way_and_without_its_words(world, printed) -> None:
    world.store.error = RuntimeError("a bug that quotes generic-signing-secret-0001")

    world.generic(b"{}")

    lines = printed()
    (line,) = [line for line in lines if "_aws" not in line]
    assert (line["level"], line["error_type"]) == ("ERROR", "RuntimeError")
    assert line["trace"][-1].endswith(" put")
    assert "StoreFailed" in metrics_of(lines)
    assert "generic-signing" not in json.dumps(lines)


def test_a_queue_that_refuses_is_told_with_the_code_of_its_refusal(world, printed) -> None:
    down = Sentence(fr="En panne", en="Down")
    world.store.error = Unavailable(down, code="queue_unavailable", error_type="AccessDenied")

    world.generic(b"{}")

    (line,) = [line for line in printed() if "_aws" not in line]
    assert (line["outcome"], line["code"], line["error_type"]) == ("refused", "queue_unavailable", "AccessDenied")


def test_no_line_ever_holds_a_secret_a_signature_or_a_body(world, printed) -> None:
    body = b'{"type":"hired","record":"candidate","id":1,"email":"lea.durand@exemple.fr"}'
    headers = generic_headers(body, GENERIC_SECRET, world.now)

    for secret in (GENERIC_SECRET, "wrong"):
        world.generic(body, secret=secret)
        world.generic(body[:-1], secret=secret)

    output = json.dumps(printed())
    assert "request received" in output
    for private in (GENERIC_SECRET, headers["x-signature-256"], "lea.durand"):
        assert private not in output
