import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.verify import Refused, verify
from tests.signing import (
    HUBSPOT_SECRET,
    TOMORRO_SECRET,
    hubspot_v1_headers,
    hubspot_v2_headers,
    hubspot_v3_headers,
    tomorro_headers,
)

URL = "https://hooks.example.com/in/sender"

VECTOR_A = (
    b'{"eventId":"0d9d8f0e-6f0b-4a5c-9d51-7b1c2f3a4e5d","webhookId":"7a1f0a52-3c58-4f1e-8a0a-2b9d6c7e8f90",'
    b'"createdAt":"2026-03-02T09:15:30.123Z","eventType":"contractSigned","data":{"contract":'
    b'{"id":"3f2b1c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d","name":"Contrat de prestation","status":"signed"}}}'
)
SIGNATURE_A = "t=1772442930123,sha256=3c7394adf4979bd254d5de19d0e889a60dba1754725627568720b20fe1af3090"
VECTOR_B = (
    '{"eventId":"5b0c7d1e-2f3a-4b5c-8d6e-7f8091a2b3c4","webhookId":"7a1f0a52-3c58-4f1e-8a0a-2b9d6c7e8f90",'
    '"createdAt":"2026-03-02T09:20:00.000Z","eventType":"contractCreated","data":{"contract":'
    '{"id":"9c8b7a6d-5e4f-4321-8abc-def012345678","name":"Avenant n°2 – Société Générée","status":"draft"}}}'
).encode()
SIGNATURE_B = "t=1772443200000,sha256=b3d94f9a851f631b92285bc44d4bb0a0426f6088d98f925dabedcbd2b492a0df"
SIGNATURE_C = "t=1492774577, sha256=6057215649152d2ed9cbae4e1d645d4a84b278802ea40bc0d0a5f6ab3c68ce3a"


def request(body: bytes, headers: dict[str, str], url: str = URL) -> InboundRequest:
    return InboundRequest(method="POST", public_url=url, headers=headers, body=body)


def outcome(connection: Any, body: bytes, headers: dict[str, str], now: datetime, url: str = URL) -> Verified | Refused:
    return verify(connection.schemes, connection.secrets, request(body, headers, url), now)


def refused(reason: Reason) -> Refused:
    return Refused(reason)


@pytest.mark.parametrize(
    ("body", "signature", "at"),
    [
        (VECTOR_A, SIGNATURE_A, datetime(2026, 3, 2, 9, 15, 31, tzinfo=UTC)),
        (VECTOR_B, SIGNATURE_B, datetime(2026, 3, 2, 9, 20, 1, tzinfo=UTC)),
        (b'{"hello":"world"}', SIGNATURE_C, datetime(2017, 4, 21, 11, 36, 17, tzinfo=UTC)),
    ],
    ids=["A", "B: not ASCII", "C: seconds and a space"],
)
def test_tomorro_vectors_are_accepted(connection, body, signature, at) -> None:
    result = outcome(connection("tomorro"), body, {"Leeway-Signature": signature}, at)

    assert isinstance(result, Verified)


@pytest.mark.parametrize("name", ["Leeway-Signature", "leeway-signature", "LEEWAY_SIGNATURE"])
def test_header_names_have_no_case_and_both_spellings_count(connection, now, name) -> None:
    assert isinstance(outcome(connection("tomorro"), VECTOR_A, {name: SIGNATURE_A}, now), Verified)


def test_the_digest_may_be_in_upper_case(connection, now) -> None:
    start, _, digest = SIGNATURE_A.rpartition("=")

    result = outcome(connection("tomorro"), VECTOR_A, {"leeway-signature": f"{start}={digest.upper()}"}, now)

    assert isinstance(result, Verified)


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        (VECTOR_A, "4e57cf8dc7647ea2754c932d49ebc7cdcf10d0c81af5ef1b658e6667759c41f5"),
        (VECTOR_B, "6d1bff7b0794c3bdc1d1d339cd5053a5d880f340d9a3d8892d0a5b4912fe88e2"),
    ],
    ids=["indented", "escaped"],
)
def test_the_signature_of_another_writing_of_the_same_json_is_refused(connection, body, digest) -> None:
    moment = "1772442930123" if body is VECTOR_A else "1772443200000"
    at = datetime.fromtimestamp(int(moment) / 1000, UTC)

    result = outcome(connection("tomorro"), body, {"leeway-signature": f"t={moment},sha256={digest}"}, at)

    assert result == refused(Reason.MISMATCH)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_genuine_signature_is_stale_outside_the_window_on_both_sides(connection, now, seconds) -> None:
    headers = tomorro_headers(b"{}", TOMORRO_SECRET, now + timedelta(seconds=seconds))

    assert outcome(connection("tomorro"), b"{}", headers, now) == refused(Reason.STALE)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_genuine_signature_is_fresh_to_the_edge_of_the_window(connection, now, seconds) -> None:
    headers = tomorro_headers(b"{}", TOMORRO_SECRET, now + timedelta(seconds=seconds))

    assert isinstance(outcome(connection("tomorro"), b"{}", headers, now), Verified)


def test_without_a_tolerance_an_old_signature_is_accepted(connection, manifest, now) -> None:
    row = manifest("tomorro")["schemes"][0]
    override = {"schemes": [{**row, "timestamp": {"pair": "t", "unit": "auto", "tolerance_s": None}}]}

    result = outcome(connection("tomorro", override), b'{"hello":"world"}', {"leeway-signature": SIGNATURE_C}, now)

    assert isinstance(result, Verified)


def test_the_older_header_counts_only_where_the_row_says_so(connection, manifest, now) -> None:
    row = manifest("tomorro")["schemes"][0]
    headers = {"tomorro-signature": SIGNATURE_A}
    older = {"schemes": [{**row, "headers": [*row["headers"], "Tomorro-Signature"]}]}

    shipped, with_older = connection("tomorro"), connection("tomorro", older)

    assert outcome(shipped, VECTOR_A, headers, now) == refused(Reason.MISSING_HEADER)
    assert isinstance(outcome(with_older, VECTOR_A, headers, now), Verified)


@pytest.mark.parametrize(
    "header",
    ["", "t=1772442930123", "sha256=" + "a" * 64, "t=,sha256=" + "a" * 64, "t=1,t=2,sha256=" + "a" * 64, "nonsense"],
)
def test_a_signature_header_that_cannot_be_read_is_refused_as_such(connection, now, header) -> None:
    assert outcome(connection("tomorro"), b"{}", {"leeway-signature": header}, now) == refused(Reason.MALFORMED_HEADER)


def test_a_signed_timestamp_that_is_no_moment_is_refused(connection, now) -> None:
    digest = hmac.new(TOMORRO_SECRET.encode(), b"soon.{}", hashlib.sha256).hexdigest()

    result = outcome(connection("tomorro"), b"{}", {"leeway-signature": f"t=soon,sha256={digest}"}, now)

    assert result == refused(Reason.MALFORMED_HEADER)


def test_without_a_secret_everything_is_refused(connection, now) -> None:
    built = replace(connection("tomorro"), secrets={})

    assert outcome(built, VECTOR_A, {"leeway-signature": SIGNATURE_A}, now) == refused(Reason.NO_SECRET)


@pytest.mark.parametrize("platform", ["tomorro", "hubspot"])
def test_a_blank_secret_is_no_secret(connection, now, platform) -> None:
    built = replace(connection(platform), secrets={"signing": ("",), "client_secret": ("",)})
    headers = tomorro_headers(b"{}", "", now) | hubspot_v1_headers(b"{}", "")

    assert outcome(built, b"{}", headers, now) == refused(Reason.NO_SECRET)


def test_both_secrets_are_live_during_a_rotation(connection, now) -> None:
    built = connection("tomorro", **{"signing": "the-new-one", "signing-previous": "the-old-one"})

    for secret in ("the-new-one", "the-old-one"):
        assert isinstance(outcome(built, b"{}", tomorro_headers(b"{}", secret, now), now), Verified)
    assert outcome(built, b"{}", tomorro_headers(b"{}", "another", now), now) == refused(Reason.MISMATCH)


@pytest.mark.parametrize("place", range(0, len(VECTOR_A), 7))
def test_a_flipped_bit_of_the_body_is_refused(connection, now, place) -> None:
    body = bytearray(VECTOR_A)
    body[place] ^= 1

    assert outcome(connection("tomorro"), bytes(body), {"leeway-signature": SIGNATURE_A}, now) == refused(
        Reason.MISMATCH
    )


HUBSPOT_BODY = '[{"eventId":1,"propertyValue":"Société"}]'.encode()


def test_hubspot_v3_is_accepted(connection, now) -> None:
    headers = hubspot_v3_headers(HUBSPOT_BODY, HUBSPOT_SECRET, now, URL)

    assert isinstance(outcome(connection("hubspot"), HUBSPOT_BODY, headers, now), Verified)


@pytest.mark.parametrize(
    "signed_url", [f"{URL}?to=a%3Ab%2fc%26d", f"{URL}?to=a:b/c%26d"], ids=["as called", "decoded, but for %26"]
)
def test_hubspot_v3_is_accepted_over_the_raw_and_over_the_decoded_url(connection, now, signed_url) -> None:
    headers = hubspot_v3_headers(HUBSPOT_BODY, HUBSPOT_SECRET, now, signed_url)

    result = outcome(connection("hubspot"), HUBSPOT_BODY, headers, now, url=f"{URL}?to=a%3Ab%2fc%26d")

    assert isinstance(result, Verified)


def test_hubspot_v3_for_another_url_is_refused(connection, now) -> None:
    headers = hubspot_v3_headers(HUBSPOT_BODY, HUBSPOT_SECRET, now, "https://elsewhere.example.com/in/sender")

    assert outcome(connection("hubspot"), HUBSPOT_BODY, headers, now) == refused(Reason.MISMATCH)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_older_hubspot_signatures_are_accepted(connection, now, version) -> None:
    headers = (
        hubspot_v1_headers(HUBSPOT_BODY, HUBSPOT_SECRET)
        if version == "v1"
        else hubspot_v2_headers(HUBSPOT_BODY, HUBSPOT_SECRET, URL)
    )

    assert isinstance(outcome(connection("hubspot"), HUBSPOT_BODY, headers, now), Verified)


def test_a_hubspot_digest_counts_only_under_its_own_version(connection, now) -> None:
    as_v2 = hubspot_v1_headers(HUBSPOT_BODY, HUBSPOT_SECRET) | {"x-hubspot-signature-version": "v2"}
    as_v9 = as_v2 | {"x-hubspot-signature-version": "v9"}

    assert outcome(connection("hubspot"), HUBSPOT_BODY, as_v2, now) == refused(Reason.MISMATCH)
    assert outcome(connection("hubspot"), HUBSPOT_BODY, as_v9, now) == refused(Reason.MISSING_HEADER)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("stale", Reason.STALE), ("wrong", Reason.MISMATCH), ("no timestamp", Reason.MALFORMED_HEADER)],
)
@pytest.mark.parametrize("older", ["v1", "v2"])
def test_an_older_hubspot_signature_never_rescues_a_refused_v3(connection, now, older, fault, reason) -> None:
    at = now - timedelta(hours=1) if fault == "stale" else now
    v3 = hubspot_v3_headers(HUBSPOT_BODY, "wrong" if fault == "wrong" else HUBSPOT_SECRET, at, URL)
    if fault == "no timestamp":
        del v3["x-hubspot-request-timestamp"]
    genuine = (
        hubspot_v1_headers(HUBSPOT_BODY, HUBSPOT_SECRET)
        if older == "v1"
        else hubspot_v2_headers(HUBSPOT_BODY, HUBSPOT_SECRET, URL)
    )

    assert outcome(connection("hubspot"), HUBSPOT_BODY, genuine | v3, now) == refused(reason)


def test_an_absent_scheme_does_not_excuse_the_mismatch_of_another(now) -> None:
    rows = [
        scheme_from_json({"kind": "token", "secret": "token", "header": "X-Token", "prefix": "", "decides": False}),
        scheme_from_json({"kind": "basic", "secret": "basic", "decides": False}),
    ]
    secrets = {"token": ["right"], "basic": ["user:password"]}

    assert verify(rows, secrets, request(b"", {"x-token": "wrong"}), now) == refused(Reason.MISMATCH)


def test_no_scheme_at_all_refuses(now) -> None:
    assert verify([], {}, request(b"", {}), now) == refused(Reason.MISSING_HEADER)


def test_what_proved_the_sender_is_named_without_the_proof(connection, now):
    v3 = outcome(connection("hubspot"), b"{}", hubspot_v3_headers(b"{}", HUBSPOT_SECRET, now, URL), now)
    v1 = outcome(connection("hubspot"), b"{}", hubspot_v1_headers(b"{}", HUBSPOT_SECRET), now)
    tomorro = outcome(connection("tomorro"), b"{}", tomorro_headers(b"{}", TOMORRO_SECRET, now), now)

    assert v3.scheme == "hmac X-HubSpot-Signature-v3"
    assert v1.scheme == "digest X-HubSpot-Signature v1"
    assert tomorro.scheme == "hmac Leeway-Signature"
