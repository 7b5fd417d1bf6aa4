"""API Gateway's events (HTTP API, payload format 2.0) and its answers."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.inbound.requests import InboundRequest

MAX_BODY_BYTES = 10_485_760
"""What API Gateway lets in. On AWS, Lambda's 6 MB for a request come before."""
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_gateway(self) -> dict[str, Any]:
        fixed = {"content-type": self.content_type, "cache-control": "no-store", "x-content-type-options": "nosniff"}
        headers = {**fixed, **self.headers}
        return {"statusCode": self.status, "headers": headers, "body": self.body, "isBase64Encoded": False}


def connection_name(event: Mapping[str, Any]) -> str:
    return str((event.get("pathParameters") or {}).get("connection", ""))


def correlation_id(event: Mapping[str, Any]) -> str:
    return str(event["requestContext"]["requestId"])


def inbound_request(event: Mapping[str, Any], public_base_url: str) -> InboundRequest:
    """The URL is built from our own setting: the API's own domain is not always what the sender called and signed."""
    query = event.get("rawQueryString")
    return InboundRequest(
        method=event["requestContext"]["http"]["method"],
        public_url=public_base_url + event["rawPath"] + (f"?{query}" if query else ""),
        headers=event["headers"],
        body=_body(event),
        path_token=str((event.get("pathParameters") or {}).get("token", "")),
    )


def json_answer(status: int, value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")), headers=headers or {})


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    try:
        body = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, ValueError) as error:
        raise InvalidPayload(_UNREADABLE, code="malformed_body") from error
    if len(body) > MAX_BODY_BYTES:
        raise InvalidPayload(_TOO_LARGE, code="too_large")
    return body


_UNREADABLE = Sentence(
    fr="Le corps de la requête est illisible. Envoyez-le tel que la plateforme le décrit, puis réessayez.",
    en="The body of the request cannot be read. Send it as the platform describes it, then try again.",
)
_TOO_LARGE = Sentence(
    fr="Le corps de la requête dépasse 10 Mio. Envoyez moins d'événements par requête.",
    en="The body of the request is larger than 10 MiB. Send fewer events per request.",
)
