"""Signs requests as the senders do, with nothing but hashlib: the oracle of the receiving tests.

To sign one of tests/events/*.json for this moment: `resigned(event, secret, at)` gives it with fresh headers.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from passerelle.commands.signing import signed_headers
from passerelle.inbound.schemes import Basic, Scheme, Token

PUBLIC_BASE_URL = "https://hooks.example.com"
HUBSPOT_SECRET = "hubspot-client-secret-0001"
TOMORRO_SECRET = "tomorro-test-secret-0001"
GENERIC_SECRET = "generic-signing-secret-0001"
SECRETS = {"hubspot": HUBSPOT_SECRET, "tomorro": TOMORRO_SECRET, "generic": GENERIC_SECRET}


def tomorro_headers(body: bytes, secret: str, at: datetime, header: str = "leeway-signature") -> dict[str, str]:
    moment = milliseconds(at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {header: f"t={moment},sha256={digest}"}


def hubspot_v3_headers(body: bytes, secret: str, at: datetime, url: str, method: str = "POST") -> dict[str, str]:
    moment = str(milliseconds(at))
    message = method.encode() + url.encode() + body + moment.encode()
    digest = base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()
    return {"x-hubspot-signature-v3": digest, "x-hubspot-request-timestamp": moment}


def hubspot_v2_headers(body: bytes, secret: str, url: str, method: str = "POST") -> dict[str, str]:
    digest = hashlib.sha256(secret.encode() + method.encode() + url.encode() + body).hexdigest()
    return {"x-hubspot-signature": digest, "x-hubspot-signature-version": "v2"}


def hubspot_v1_headers(body: bytes, secret: str) -> dict[str, str]:
    digest = hashlib.sha256(secret.encode() + body).hexdigest()
    return {"x-hubspot-signature": digest, "x-hubspot-signature-version": "v1"}


def generic_headers(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    moment = milliseconds(at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"x-signature-256": f"sha256={digest}", "x-timestamp": str(moment)}


def yousign_headers(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The moment is told, and not signed."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-yousign-signature-256": f"sha256={digest}", "x-yousign-issued-at": at.isoformat()}


def typeform_headers(body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return {"typeform-signature": f"sha256={digest}"}


def bamboohr_headers(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The body first."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), body + moment.encode(), hashlib.sha256).hexdigest()
    return {"x-bamboohr-signature": digest, "x-bamboohr-timestamp": moment}


def greenhouse_headers(body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    """A space after the name of the algorithm; the event's id is not signed."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"signature": f"sha256 {digest}", "greenhouse-event-id": "2c4e0f5a-0000-4000-8000-000000000001"}


def lucca_headers(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).digest()
    return {"lucca-signature": base64.b64encode(digest).decode(), "lucca-timestamp": moment}


def headers_for(platform: str, body: bytes, secret: str, at: datetime, url: str) -> dict[str, str]:
    if platform == "hubspot":
        return hubspot_v3_headers(body, secret, at, url)
    return (tomorro_headers if platform == "tomorro" else generic_headers)(body, secret, at)


def gateway_event(connection: str, body: bytes, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    """What an HTTP API gives its function, in payload format 2.0."""
    path = f"/in/{connection}"
    return {
        "version": "2.0",
        "routeKey": "POST /in/{connection}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "content-type": "application/json",
            "host": "abc123.execute-api.eu-west-3.amazonaws.com",
            **headers,
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "abc123",
            "domainName": "abc123.execute-api.eu-west-3.amazonaws.com",
            "domainPrefix": "abc123",
            "http": {
                "method": "POST",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "sample",
            },
            "requestId": "sample-request-0001",
            "routeKey": "POST /in/{connection}",
            "stage": "$default",
            "time": "02/Mar/2026:09:15:30 +0000",
            "timeEpoch": 1772442930123,
        },
        "pathParameters": {"connection": connection},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def resigned(
    event: dict[str, Any], secret: str, at: datetime, public_base_url: str = PUBLIC_BASE_URL
) -> dict[str, Any]:
    body = event["body"].encode()
    url = public_base_url + event["rawPath"]
    platform = event["pathParameters"]["connection"]
    return {**event, "headers": {**event["headers"], **headers_for(platform, body, secret, at, url)}}


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def proof(scheme: Scheme, secret: str, url: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers by which a sender proves itself, in any way that a connection can ask for."""
    match scheme:
        case Basic():
            return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
        case Token():
            return {scheme.header: scheme.prefix + secret}
        case _:
            return signed_headers(scheme, secret, url, body, at, "message-1")
