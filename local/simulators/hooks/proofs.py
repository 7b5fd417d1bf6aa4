"""What the simulated hooks ask of a caller, checked with nothing but hashlib."""

import base64
import hashlib
import hmac
import json
from typing import Any

from local.simulators.chassis.calls import Call, Clock
from local.simulators.hooks import seed

TOLERANCE_S = 300


def is_signed(call: Call, clock: Clock) -> bool:
    """A Standard Webhook: any of its signatures, over the id, the moment and the bytes."""
    moment = call.headers.get("webhook-timestamp", "")
    identity = call.headers.get("webhook-id", "")
    if not identity or not moment.isdigit() or abs(clock().timestamp() - int(moment)) > TOLERANCE_S:
        return False
    key = base64.b64decode(seed.STANDARD_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{identity}.{moment}.".encode() + call.raw, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}" in call.headers.get("webhook-signature", "").split(" ")


def is_let_in(proof: str, call: Call, clock: Clock) -> bool:
    """The four ways of a Webhook node of n8n."""
    authorization = call.headers.get("authorization", "")
    match proof:
        case "header":
            return call.headers.get("x-passerelle-key") == seed.N8N_HEADER
        case "basic":
            return authorization == f"Basic {base64.b64encode(seed.N8N_USER.encode()).decode()}"
        case "jwt":
            return _is_token(authorization.removeprefix("Bearer "), clock)
        case _:
            return True


def _is_token(token: str, clock: Clock) -> bool:
    message, _, signature = token.rpartition(".")
    digest = hmac.digest(seed.N8N_PASSPHRASE.encode(), message.encode(), hashlib.sha256)
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != signature:
        return False
    head, claims = (_decoded(part) for part in message.split("."))
    return bool(head["alg"] == "HS256" and claims["iat"] <= clock().timestamp() < claims["exp"])


def _decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
