"""Public-key signatures: vectors of RFC 8032 (7.1), Standard Webhooks v1a, and keys that cannot be used."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from passerelle.inbound.ed25519 import verifies
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.verify import Refused, verify
from passerelle.platforms.receiving_schemes import SchemeRow

NOW = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
SECONDS = str(int(NOW.timestamp()))
BODY = b'{"type":"hired"}'
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
WHPK = "whpk_" + base64.b64encode(PUBLIC).decode()
V1A = {
    "kind": "ed25519",
    "headers": ["webhook-signature"],
    "form": "versions",
    "mark": "v1a",
    "encoding": "base64",
    "key": "whpk",
    "signed": "{id}.{timestamp}.{body}",
    "id_header": "webhook-id",
    "timestamp": {"header": "webhook-timestamp"},
}
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


def headers(body: bytes = BODY) -> dict[str, str]:
    signature = base64.b64encode(PRIVATE.sign(f"msg_1.{SECONDS}.".encode() + body)).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": SECONDS, "webhook-signature": f"v1,AAAA v1a,{signature}"}


def check(secrets: list[str], shown: dict[str, str], row: dict[str, Any] = V1A) -> Verified | Refused:
    scheme = scheme_from_json(TypeAdapter(SchemeRow).validate_python(row).model_dump(mode="json", exclude_none=True))
    request = InboundRequest("POST", "https://hooks.example.com/in/x", shown, BODY)
    return verify([scheme], {"signing": secrets}, request, NOW)


@pytest.mark.parametrize(("public_key", "message", "signature"), VECTORS)
def test_the_published_signatures_verify_and_changed_ones_do_not(public_key, message, signature) -> None:
    key, text, proof = (bytes.fromhex(one) for one in (public_key, message, signature))

    assert verifies(key, text, proof)
    assert not verifies(key, text + b" ", proof)
    assert not verifies(key, text, proof[:-1] + bytes([proof[-1] ^ 1]))
    assert not verifies(key, text, b"")


def test_one_of_two_live_public_keys_is_enough() -> None:
    other = base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()).decode()

    assert isinstance(check([other, WHPK], headers()), Verified)
    assert check([other], headers()) == Refused(Reason.MISMATCH)


def test_a_changed_body_or_moment_is_refused() -> None:
    assert check([WHPK], headers(BODY + b" ")) == Refused(Reason.MISMATCH)
    assert check([WHPK], {**headers(), "webhook-timestamp": SECONDS + "0"}) == Refused(Reason.MISMATCH)


def test_a_hexadecimal_signature_without_a_mark_is_read() -> None:
    row = {"kind": "ed25519", "headers": ["X-Signature-Ed25519"], "key": "hex"}

    assert isinstance(check([PUBLIC.hex()], {"x-signature-ed25519": PRIVATE.sign(BODY).hex()}, row), Verified)
    assert check([PUBLIC.hex()], {"x-signature-ed25519": "zz"}, row) == Refused(Reason.MISMATCH)


@pytest.mark.parametrize("key", ["whpk_", "whpk_AAAA", "é", "not a key"])
def test_a_public_key_of_another_length_refuses_everything(key) -> None:
    assert check([key], headers()) == Refused(Reason.UNUSABLE_SECRET)
