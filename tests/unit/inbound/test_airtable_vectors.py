"""Airtable's proof, as its manifest writes it: OpenSSL computed the header, and pyairtable 3.5 accepts it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.yaml_files import read_yaml
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.verify import Refused, verify

ROOT = Path(__file__).parents[3]
BODY = (
    b'{"base":{"id":"appGarance0000001"},"webhook":{"id":"achLocal000000001"},"timestamp":"2026-03-02T09:00:00.000Z"}'
)
SECRET = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
OTHER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
MAC = "c79f97a5dd944e37383e2bc82fe00683fb91a84d511d1c41183b195c328859f0"


def told(body: bytes, header: str, secret: str = SECRET) -> Verified | Refused:
    manifest = ManifestFile.model_validate(read_yaml(ROOT / "config" / "platforms" / "airtable.yaml").data)
    assert manifest.receive is not None
    schemes = [scheme_from_json(one.model_dump(mode="json", exclude_none=True)) for one in manifest.receive.schemes]
    headers = {"X-Airtable-Content-MAC": header}
    request = InboundRequest(method="POST", public_url="https://hooks.example.com/in/x", headers=headers, body=body)
    return verify(schemes, {"signing": [secret]}, request, datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_the_header_that_openssl_computed_is_genuine():
    assert isinstance(told(BODY, f"hmac-sha256={MAC}"), Verified)


@pytest.mark.parametrize(
    ("body", "header", "secret", "reason"),
    [
        (BODY.replace(b"0001", b"0002"), f"hmac-sha256={MAC}", SECRET, Reason.MISMATCH),
        (BODY + b"\n", f"hmac-sha256={MAC}", SECRET, Reason.MISMATCH),
        (BODY, f"hmac-sha256={MAC[:-1]}1", SECRET, Reason.MISMATCH),
        (BODY, MAC, SECRET, Reason.MALFORMED_HEADER),
        (BODY, f"sha256={MAC}", SECRET, Reason.MALFORMED_HEADER),
        (BODY, f"hmac-sha256={MAC}", OTHER, Reason.MISMATCH),
    ],
    ids=["another body", "a line more", "another digit", "no mark", "another mark", "another secret"],
)
def test_what_its_library_refuses_is_refused_here(body, header, secret, reason):
    assert told(body, header, secret) == Refused(reason)
