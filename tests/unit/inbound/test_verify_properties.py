import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from passerelle.errors import InvalidPayload
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.split import Sender, split
from passerelle.inbound.verify import Refused, verify
from tests.signing import HUBSPOT_SECRET, TOMORRO_SECRET, hubspot_v3_headers, tomorro_headers

NOW = datetime(2026, 3, 2, 9, 15, 30, 123000, UTC)
URL = "https://hooks.example.com/in/x"
HEADER_NAMES = st.sampled_from(
    [
        "leeway-signature",
        "leeway_signature",
        "x-hubspot-signature-v3",
        "x-hubspot-request-timestamp",
        "x-hubspot-signature",
        "x-hubspot-signature-version",
        "x-signature-256",
        "x-timestamp",
    ]
)
PIECES = st.sampled_from(
    ["t=", ",", "sha256=", "v1", "v2", "1772442930123", "9" * 30, "=", " ", "a" * 64, "\ud800", "٣"]
)
HEADER_TEXTS = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=40)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=20,
)
ITEM_KEYS = st.sampled_from(
    ["eventType", "data", "contract", "id", "status", "subscriptionType", "objectId", "occurredAt", "createdAt", "type"]
)
ITEM_TEXTS = st.sampled_from(
    ["contractSigned", "deal.propertyChange", "ctr_", "2026-03-02T09:15:30Z", "9999999999999999"]
)
ITEMS = st.recursive(
    ITEM_TEXTS | st.integers() | st.none() | st.text(max_size=8),
    lambda below: st.dictionaries(ITEM_KEYS, below, max_size=6) | st.lists(below, max_size=3),
    max_leaves=15,
)


def as_request(body: bytes, headers: dict[str, str]) -> InboundRequest:
    return InboundRequest(method="POST", public_url=URL, headers=headers, body=body)


@given(body=st.binary(max_size=200), headers=st.dictionaries(HEADER_NAMES, HEADER_TEXTS, max_size=6))
def test_any_bytes_and_headers_are_refused_with_a_reason_and_nothing_else(connection, body, headers) -> None:
    for platform in ("tomorro", "hubspot", "generic"):
        built = connection(platform)

        assert isinstance(verify(built.schemes, built.secrets, as_request(body, headers), NOW), Refused)


@given(body=st.binary(min_size=1, max_size=300), data=st.data())
def test_any_flipped_bit_of_a_signed_body_is_refused(connection, body, data) -> None:
    place = data.draw(st.integers(0, len(body) * 8 - 1))
    changed = bytearray(body)
    changed[place // 8] ^= 1 << (place % 8)

    for platform, headers in (
        ("tomorro", tomorro_headers(body, TOMORRO_SECRET, NOW)),
        ("hubspot", hubspot_v3_headers(body, HUBSPOT_SECRET, NOW, URL)),
    ):
        built = connection(platform)

        assert isinstance(verify(built.schemes, built.secrets, as_request(body, headers), NOW), Verified)
        assert isinstance(verify(built.schemes, built.secrets, as_request(bytes(changed), headers), NOW), Refused)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 6))
def test_any_flipped_bit_of_a_signature_header_is_refused(connection, place, bit) -> None:
    built = connection("hubspot")
    headers = hubspot_v3_headers(b"[]", HUBSPOT_SECRET, NOW, URL)
    name = sorted(headers)[place % 2]
    letters = list(headers[name])
    letters[place % len(letters)] = chr(ord(letters[place % len(letters)]) ^ (1 << bit))
    changed = {**headers, name: "".join(letters)}

    assert isinstance(verify(built.schemes, built.secrets, as_request(b"[]", changed), NOW), Refused)


@given(body=st.binary(max_size=100) | JSON_VALUES.map(json.dumps).map(str.encode))
def test_any_verified_body_gives_events_or_a_refusal_and_nothing_else(connection, body) -> None:
    assert_events_or_refusal(connection, body)


@given(item=ITEMS)
def test_any_json_gives_events_or_a_refusal_and_nothing_else(connection, item) -> None:
    assert_events_or_refusal(connection, json.dumps(item).encode())


def assert_events_or_refusal(connection, body: bytes) -> None:
    for platform in ("tomorro", "hubspot", "generic"):
        built = connection(platform)
        try:
            events = split(built.split, Sender("x", platform, NOW), Verified(as_request(body, {})))
        except InvalidPayload:
            continue
        assert all(event.id and event.record.id and event.kind for event in events)
