"""Signatures that none of our code made, held against the shipped manifests: an example of Slack, one of openssl."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.verify import Refused, verify
from passerelle.platforms.receiving import compile_settings

PLATFORMS = Path(__file__).parents[3] / "config" / "platforms"

# https://api.slack.com/authentication/verifying-requests-from-slack
SLACK_AT = datetime.fromtimestamp(1531420618, UTC)
SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
SLACK_HEADERS = {
    "x-slack-request-timestamp": "1531420618",
    "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
}
SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)

# printf '%s' BODY | openssl dgst -sha256 -hmac KEY -binary | base64
DOCUSIGN_KEY = "bG9va3MtZW5jb2RlZC1idXQtaXMtbm90"
DOCUSIGN_BODY = b'{"event":"envelope-completed","retryCount":0}'
DOCUSIGN_HEADERS = {"x-docusign-signature-2": "g/S81NtZpST1Cgk8R1lepR/fcauGn8qBV2iB3DIcCVY="}

EXAMPLES = [
    ("slack", SLACK_SECRET, SLACK_HEADERS, SLACK_BODY),
    ("docusign", DOCUSIGN_KEY, DOCUSIGN_HEADERS, DOCUSIGN_BODY),
]
with_examples = pytest.mark.parametrize(("platform", "secret", "headers", "body"), EXAMPLES)


def check(platform: str, secret: str, headers: dict[str, str], body: bytes, now: datetime = SLACK_AT) -> object:
    receive = yaml.safe_load((PLATFORMS / f"{platform}.yaml").read_text(encoding="utf-8"))["receive"]
    schemes = [scheme_from_json(row) for row in compile_settings(platform, receive)["schemes"]]
    request = InboundRequest(method="POST", public_url="https://hooks.example.com/in/x", headers=headers, body=body)
    return verify(schemes, {"signing": [secret]}, request, now)


@with_examples
def test_the_signature_of_an_example_is_accepted(platform, secret, headers, body) -> None:
    assert isinstance(check(platform, secret, headers, body), Verified)


@with_examples
def test_the_signature_of_an_example_is_refused_for_another_body_and_by_another_key(
    platform, secret, headers, body
) -> None:
    assert check(platform, secret, headers, body + b" ") == Refused(Reason.MISMATCH)
    assert check(platform, "another", headers, body) == Refused(Reason.MISMATCH)


def test_the_example_of_slack_is_refused_once_it_is_old() -> None:
    late = SLACK_AT + timedelta(minutes=6)

    assert isinstance(check("slack", SLACK_SECRET, SLACK_HEADERS, SLACK_BODY, late), Refused)
