"""Each sender's way of proving itself is a row of data: a genuine request is accepted, a changed one is not."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import standardwebhooks
from pydantic import TypeAdapter

from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.verify import Refused, verify
from passerelle.platforms.receiving_schemes import SchemeRow

BODY = '{"name":"Éloïse & Cie"}'.encode()
NOW = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
SECONDS = str(int(NOW.timestamp()))
KEY = bytes(range(32))
KEY64 = base64.b64encode(KEY).decode()
TEXT = "invented-secret-text-0001"


def mac(message: bytes, key: bytes = TEXT.encode()) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def base64_mac(message: bytes, key: bytes = TEXT.encode()) -> str:
    return base64.b64encode(mac(message, key)).decode()


def check(row: dict[str, Any], secrets: list[str], headers: dict[str, str], body: bytes = BODY) -> Verified | Refused:
    scheme = scheme_from_json(TypeAdapter(SchemeRow).validate_python(row).model_dump(mode="json", exclude_none=True))
    request = InboundRequest(method="POST", public_url="https://hooks.example.com/in/x", headers=headers, body=body)
    return verify([scheme], {"signing": secrets}, request, NOW)


STANDARD = {
    "kind": "hmac",
    "headers": ["webhook-signature"],
    "form": "versions",
    "mark": "v1",
    "encoding": "base64",
    "key": "whsec",
    "signed": "{id}.{timestamp}.{body}",
    "id_header": "webhook-id",
    "timestamp": {"header": "webhook-timestamp", "unit": "s"},
}
STRIPE = {
    "kind": "hmac",
    "headers": ["Stripe-Signature"],
    "form": "pairs",
    "mark": "v1",
    "signed": "{timestamp}.{body}",
    "timestamp": {"pair": "t", "unit": "s"},
}
SLACK = {
    "kind": "hmac",
    "headers": ["X-Slack-Signature"],
    "form": "prefix",
    "mark": "v0=",
    "signed": "v0:{timestamp}:{body}",
    "timestamp": {"header": "X-Slack-Request-Timestamp", "unit": "s"},
}
GITHUB = {"kind": "hmac", "headers": ["X-Hub-Signature-256"], "form": "prefix", "mark": "sha256="}
TYPEFORM = {**GITHUB, "headers": ["Typeform-Signature"], "encoding": "base64"}
GREENHOUSE = {"kind": "hmac", "headers": ["Signature"], "form": "prefix", "mark": "sha256 "}
AIRTABLE = {
    "kind": "hmac",
    "headers": ["X-Airtable-Content-MAC"],
    "form": "prefix",
    "mark": "hmac-sha256=",
    "key": "base64",
}
DOCUSIGN = {"kind": "hmac", "headers": ["X-DocuSign-Signature-1", "X-DocuSign-Signature-2"], "encoding": "base64"}
BAMBOO = {
    "kind": "hmac",
    "headers": ["X-BambooHR-Signature"],
    "signed": "{body}{timestamp}",
    "timestamp": {"header": "X-BambooHR-Timestamp", "unit": "auto"},
}
LUCCA = {
    "kind": "hmac",
    "headers": ["Lucca-Signature"],
    "encoding": "base64",
    "signed": "{timestamp}.{body}",
    "timestamp": {"header": "Lucca-Timestamp", "unit": "iso"},
}
PIPEDRIVE = {"kind": "basic"}
PERSONIO = {"kind": "token", "header": "Authorization"}
BEARER = {"kind": "token", "header": "Authorization", "prefix": "Bearer "}


def standard_headers(body: bytes) -> dict[str, str]:
    signature = standardwebhooks.Webhook(f"whsec_{KEY64}").sign("msg_1", NOW, body.decode())
    return {"webhook-id": "msg_1", "webhook-timestamp": SECONDS, "webhook-signature": signature}


SENDERS: dict[str, tuple[dict[str, Any], str, Callable[[bytes], dict[str, str]]]] = {
    "standard webhooks": (STANDARD, f"whsec_{KEY64}", standard_headers),
    "stripe": (
        STRIPE,
        TEXT,
        lambda body: {"Stripe-Signature": f"t={SECONDS},v0=ab,v1=00,v1={mac(f'{SECONDS}.'.encode() + body).hex()}"},
    ),
    "slack": (
        SLACK,
        TEXT,
        lambda body: {
            "X-Slack-Signature": f"v0={mac(f'v0:{SECONDS}:'.encode() + body).hex()}",
            "X-Slack-Request-Timestamp": SECONDS,
        },
    ),
    "github": (GITHUB, TEXT, lambda body: {"X-Hub-Signature-256": f"sha256={mac(body).hex()}"}),
    "typeform": (TYPEFORM, TEXT, lambda body: {"Typeform-Signature": f"sha256={base64_mac(body)}"}),
    "greenhouse": (GREENHOUSE, TEXT, lambda body: {"Signature": f"sha256 {mac(body).hex()}"}),
    "airtable": (AIRTABLE, KEY64, lambda body: {"X-Airtable-Content-MAC": f"hmac-sha256={mac(body, KEY).hex()}"}),
    "docusign": (
        DOCUSIGN,
        TEXT,
        lambda body: {"X-DocuSign-Signature-1": "b3RoZXI=", "X-DocuSign-Signature-2": base64_mac(body)},
    ),
    "bamboohr": (
        BAMBOO,
        TEXT,
        lambda body: {
            "X-BambooHR-Signature": mac(body + SECONDS.encode()).hex(),
            "X-BambooHR-Timestamp": SECONDS,
        },
    ),
    "lucca": (
        LUCCA,
        TEXT,
        lambda body: {
            "Lucca-Signature": base64_mac(b"2026-03-02T09:15:29Z." + body),
            "Lucca-Timestamp": "2026-03-02T09:15:29Z",
        },
    ),
}
STATIC: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "pipedrive": (
        PIPEDRIVE,
        "crm:pässword:1",
        {"authorization": f"Basic {base64.b64encode('crm:pässword:1'.encode()).decode()}"},
    ),
    "personio": (PERSONIO, TEXT, {"Authorization": TEXT}),
    "bearer": (BEARER, TEXT, {"Authorization": f"bearer {TEXT}"}),
}


@pytest.mark.parametrize("sender", SENDERS)
def test_a_genuine_request_is_accepted(sender) -> None:
    row, secret, headers = SENDERS[sender]

    assert isinstance(check(row, ["another", secret], headers(BODY)), Verified)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_changed_body_is_refused(sender) -> None:
    row, secret, headers = SENDERS[sender]

    assert check(row, [secret], headers(BODY), BODY + b" ") == Refused(Reason.MISMATCH)


@pytest.mark.parametrize("sender", SENDERS)
def test_another_secret_is_refused(sender) -> None:
    row, _, headers = SENDERS[sender]

    assert check(row, [base64.b64encode(bytes(32)).decode()], headers(BODY)) == Refused(Reason.MISMATCH)


@pytest.mark.parametrize("sender", STATIC)
def test_a_static_secret_is_accepted_and_any_other_refused(sender) -> None:
    row, secret, headers = STATIC[sender]

    assert isinstance(check(row, ["another", secret], headers), Verified)
    assert check(row, [secret + "1"], headers) == Refused(Reason.MISMATCH)
    assert check(row, [], headers) == Refused(Reason.NO_SECRET)
    assert check(row, [secret], {}) == Refused(Reason.MISSING_HEADER)


@pytest.mark.parametrize("header", ["Bearer token", "Basic", "Basic !!!", "Basic é"])
def test_basic_credentials_that_cannot_be_read_are_refused(header) -> None:
    assert check(PIPEDRIVE, ["u:p"], {"authorization": header}) == Refused(Reason.MALFORMED_HEADER)


def test_a_token_without_its_prefix_is_refused() -> None:
    assert check(BEARER, [TEXT], {"authorization": TEXT}) == Refused(Reason.MALFORMED_HEADER)


def test_one_good_signature_among_several_is_enough() -> None:
    headers = standard_headers(BODY)
    headers["webhook-signature"] = f"v1a,AAAA v1,AAAA {headers['webhook-signature']}"

    assert isinstance(check(STANDARD, [f"whsec_{KEY64}"], headers), Verified)


def test_the_right_digest_under_another_version_is_refused() -> None:
    headers = standard_headers(BODY)
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v2,")

    assert check(STANDARD, [f"whsec_{KEY64}"], headers) == Refused(Reason.MALFORMED_HEADER)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
def test_what_was_signed_must_be_there_and_unchanged(header) -> None:
    headers = standard_headers(BODY)
    without = {name: value for name, value in headers.items() if name != header}

    assert check(STANDARD, [KEY64], without) == Refused(Reason.MALFORMED_HEADER)
    assert check(STANDARD, [KEY64], {**headers, header: headers[header] + "1"}) == Refused(Reason.MISMATCH)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_not base64 !", "é"])
def test_a_secret_that_cannot_be_decoded_refuses_everything(secret) -> None:
    assert check(STANDARD, [secret], standard_headers(BODY)) == Refused(Reason.UNUSABLE_SECRET)
