"""Whatever bytes a sender signs, or does not sign: an answer, no traceback, nothing half stored, no body in a log."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.inbound.connections import Connections
from passerelle.inbound.gateway import MAX_BODY_BYTES
from passerelle.inbound.receiver import Receiver
from passerelle.inbound.schemes import Basic, Hmac, Token
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.fakes import NOW, MemoryQueue
from tests.signing import gateway_event, proof

PLATFORMS = Path(__file__).parents[2] / "config" / "platforms"
RECEIVING = sorted(path.stem for path in PLATFORMS.glob("*.yaml") if "\nreceive:" in path.read_text())
ALLOWED = {200, 400, 401, 413, 415, 503}
CANARY = "canari-0815"
PLAIN = "user:secret-0001"
ENCODED = b64encode(PLAIN.encode()).decode()
PROVEN_BY_HEADERS = (Hmac, Token, Basic)
PUBLIC = "https://hooks.example.com"

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(CANARY)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
BODIES = [
    b"",
    b"null",
    b"[]",
    b"[[[]]]",
    b'{"a": NaN}',
    b'{"a": 1e999}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b'{"a": 1, "a": 2}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b'"\\ud800"',
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    b"\x1f\x8b\x08\x00" + b"\x00" * 64,
    json.dumps([{"eventId": number} for number in range(10_000)]).encode(),
    b"[" + b"1," * 2000 + b"1]",
    b"a=1&b=2",
    b'{"a": "' + b"x" * 3_000_000 + b'"}',
    b"x" * (MAX_BODY_BYTES + 1),
]


class Door:
    """Receive for one platform, with a queue that can be looked into."""

    def __init__(self, name: str) -> None:
        manifest = ManifestFile.model_validate(yaml.safe_load((PLATFORMS / f"{name}.yaml").read_text()))
        rules = compile_settings(name, manifest.receive.model_dump(mode="json", by_alias=True))
        encoded = {row.secret for row in manifest.receive.schemes if getattr(row, "key", "text") != "text"}
        self.secrets = {f"secrets/{one}": ENCODED if one in encoded else PLAIN for one in manifest.secrets}
        stored = {"settings": settings_text(rules), **self.secrets}
        self.connections = Connections(lambda _name: stored, lambda: 0.0)
        self.name = name

    def post(self, content: bytes, /, *, signed: bool, **changes: object) -> tuple[int, MemoryQueue]:
        queue = MemoryQueue()
        scheme = next(one for one in self.connections.get(self.name).schemes if isinstance(one, PROVEN_BY_HEADERS))
        secret = self.secrets[f"secrets/{scheme.secret}"]
        headers = proof(scheme, secret, f"{PUBLIC}/in/{self.name}", content, NOW) if signed else {}
        lower = {name.lower(): value for name, value in headers.items()}
        event = {**gateway_event(self.name, content, lower), **changes}
        answer = Receiver(self.connections, queue, PUBLIC, lambda: NOW)(event)
        return answer["statusCode"], queue


@pytest.fixture(scope="module", params=RECEIVING)
def door(request):
    return Door(request.param)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{len(body)} {body[:12]!r}")
def test_a_hostile_body_gets_an_answer_and_stores_all_or_nothing(door, body):
    status, queue = door.post(body, signed=True)

    assert status in ALLOWED
    assert bool(queue.put_events) <= (status == 200)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example([CANARY])
@given(documents)
def test_any_signed_document_gets_an_answer_and_reaches_no_log(door, capsys, document):
    body = json.dumps(document).encode()

    status, _ = door.post(body, signed=True)

    assert status in ALLOWED - {503}
    assert CANARY not in capsys.readouterr().out


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_unsigned_bytes_are_refused_and_leave_nothing(door, body):
    status, queue = door.post(body, signed=False)

    assert status == 401
    assert queue.put_events == []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["x-signature-256", "authorization", "leeway-signature", "content-type"]), st.text()
    ),
    st.text(max_size=80),
)
def test_any_headers_and_any_base64_get_an_answer(door, headers, body):
    status, queue = door.post(b"{}", signed=False, headers=headers, body=body, isBase64Encoded=True)

    assert status in ALLOWED - {200, 503}
    assert queue.put_events == []


def test_a_body_that_comes_as_text_is_the_one_that_was_signed(door):
    status, _ = door.post(b"[]", signed=True, body="[]", isBase64Encoded=False)

    assert status == 200
