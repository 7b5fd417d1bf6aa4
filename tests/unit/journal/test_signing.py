"""AWS's signature on a request of httpx, worked out a second time from AWS's own description of it."""

import hashlib
import hmac
from datetime import UTC, datetime

import boto3
import httpx
import pytest
import time_machine

from passerelle.errors import CredentialsRefused
from passerelle.journal.signing import sign_aws

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def signed_with(key: str, *parts: str) -> bytes:
    digest = f"AWS4{key}".encode()
    for part in parts:
        digest = hmac.new(digest, part.encode(), hashlib.sha256).digest()
    return digest


@time_machine.travel(NOW, tick=False)
def test_the_whole_request_is_signed(keys):
    request = httpx.Request("POST", "https://email.eu-west-3.amazonaws.com/v2/email?b=2&a=1", json={"text": "é"})

    sign_aws("ses", "eu-west-3").sign(request)

    payload = hashlib.sha256(request.read()).hexdigest()
    headers = "content-type:application/json\nhost:email.eu-west-3.amazonaws.com\nx-amz-date:20260302T090000Z\n"
    names = "content-type;host;x-amz-date"
    canonical = f"POST\n/v2/email\na=1&b=2\n{headers}\n{names}\n{payload}"
    scope = "20260302/eu-west-3/ses/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", "20260302T090000Z", scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = signed_with("invented", "20260302", "eu-west-3", "ses", "aws4_request")
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    assert request.headers["authorization"] == (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}"
    )


@time_machine.travel(NOW, tick=False)
def test_a_request_to_s3_tells_the_digest_of_its_body(keys):
    request = httpx.Request("PUT", "https://example.s3.eu-west-3.amazonaws.com/a%20b.pdf", content=b"%PDF")

    sign_aws("s3", "eu-west-3").sign(request)

    assert request.headers["x-amz-content-sha256"] == hashlib.sha256(b"%PDF").hexdigest()
    assert "x-amz-content-sha256" in request.headers["authorization"]


def test_a_role_that_is_refused_has_no_other_credentials(keys):
    signature = sign_aws("s3", "eu-west-3")

    assert (signature.renew(), signature.address()) == (False, None)


def test_where_nothing_says_who_we_are_it_is_told(monkeypatch):
    monkeypatch.setattr(boto3.Session, "get_credentials", lambda _session: None)

    with pytest.raises(CredentialsRefused) as refused:
        sign_aws("s3", "eu-west-3")

    assert refused.value.code == "no_aws_credentials"
