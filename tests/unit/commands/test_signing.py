"""Whatever way a connection asks its senders to sign, a sample signed so is accepted, and a changed one is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from passerelle.inbound.connections import Connection
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.verify import verify
from passerelle.platforms.receiving import compile_settings
from tests.signing import proof

PLATFORMS = Path(__file__).parents[3] / "config" / "platforms"
RECEIVE = {
    path.stem: receive
    for path in sorted(PLATFORMS.glob("*.yaml"))
    if (receive := yaml.safe_load(path.read_text()).get("receive"))
}
STAMPED = {"signed": "{timestamp}.{body}", "timestamp": {"header": "X-At"}}
FORMS = {
    "digest alone": {"kind": "hmac"},
    "base64": {"kind": "hmac", "encoding": "base64"},
    "sha512": {"kind": "hmac", "algorithm": "sha512"},
    "prefix": {"kind": "hmac", "form": "prefix", "mark": "sha256="},
    "pairs": {"kind": "hmac", "form": "pairs", "mark": "v1", **STAMPED, "timestamp": {"pair": "t"}},
    "pairs, moment apart": {"kind": "hmac", "form": "pairs", "mark": "v1", **STAMPED},
    "versions": {"kind": "hmac", "form": "versions", "mark": "v1", "signed": "{id}.{body}", "id_header": "X-Id"},
    "seconds": {"kind": "hmac", **STAMPED, "timestamp": {"header": "X-At", "unit": "s"}},
    "milliseconds": {"kind": "hmac", **STAMPED, "timestamp": {"header": "X-At", "unit": "ms"}},
    "iso": {"kind": "hmac", **STAMPED, "timestamp": {"header": "X-At", "unit": "iso"}},
    "key in base64": {"kind": "hmac", "key": "base64"},
    "key with its mark": {"kind": "hmac", "key": "whsec"},
    "method and address": {"kind": "hmac", "signed": "{method}{url}{body}"},
}
NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
URL = "https://hooks.example.com/in/x"
BODY = '{"name":"Société Générale de l\'Éther"}'.encode()
SECRET = "whsec_c2VjcmV0LXNlY3JldA=="


def connection(platform, override=None, secret=SECRET):
    settings = compile_settings(platform, RECEIVE[platform], override)
    secrets = {row["secret"]: _fitting(row, secret) for row in settings["schemes"] if "secret" in row}
    return Connection.from_json("x", settings, secrets)


def _fitting(row, secret):
    """One of the kind that the scheme takes."""
    if row["kind"] == "basic":
        return "user:password"
    return secret.removeprefix("whsec_") if row.get("key") == "base64" else secret


def accepted(known, index, body=BODY, at=NOW):
    scheme = known.schemes[index]
    [secret] = known.secrets[scheme.secret]
    headers = proof(scheme, secret, URL, BODY, NOW)
    lower = {name.lower(): value for name, value in headers.items()}
    return isinstance(verify(known.schemes, known.secrets, InboundRequest("POST", URL, lower, body), at), Verified)


SIGNED_IN_HEADERS = {"hmac", "digest", "basic", "token"}
SHIPPED = [
    (platform, index)
    for platform, receive in RECEIVE.items()
    for index, row in enumerate(receive["schemes"])
    if row["kind"] in SIGNED_IN_HEADERS
]


@pytest.mark.parametrize(("platform", "index"), SHIPPED)
def test_every_scheme_of_a_shipped_platform_accepts_its_sample(platform, index):
    assert accepted(connection(platform), index)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_a_connection_can_ask_for_accepts_its_sample(form):
    scheme = {"secret": "signing", "headers": ["X-Signature"], **FORMS[form]}
    known = connection("generic", {"schemes": [scheme]})

    assert accepted(known, 0)
    assert not accepted(known, 0, body=BODY + b" ")


def test_a_token_is_sent_as_its_header_wants_it():
    scheme = {"kind": "token", "secret": "token", "header": "Authorization", "prefix": "Bearer "}

    assert accepted(connection("generic", {"schemes": [scheme]}), 0)


def test_a_sample_is_fresh_only_for_a_while():
    known = connection("generic")

    assert not accepted(known, 0, at=NOW + timedelta(minutes=6))
