"""Does this request prove who sent it? Pure, constant in time over the secrets, and closed when in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from passerelle.inbound.bodies import JSON_BODY, Body, read_body
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.schemes import (
    AllOf,
    Basic,
    BodyToken,
    Digest,
    Ed25519,
    Hmac,
    PathToken,
    Scheme,
    Token,
    name_of,
)
from passerelle.inbound.shown_secrets import basic_refusal, body_refusal, path_refusal, token_refusal
from passerelle.inbound.signatures import digest_refusal, ed25519_refusal, hmac_refusal

Secrets = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason


def verify(
    schemes: Sequence[Scheme], secrets: Secrets, request: InboundRequest, now: datetime, body: Body = JSON_BODY
) -> Verified | Refused:
    """Any row that matches is enough. A row that `decides` is the last one tried once its header is there, so that
    a weaker scheme further down never rescues what a stronger one refused. Raises InvalidPayload where the proof is
    in a body that cannot be read."""
    reason = Reason.MISSING_HEADER
    for scheme in schemes:
        refusal = _refusal(scheme, secrets, request, now, body)
        if refusal is None:
            return Verified(request, name_of(scheme))
        if refusal is Reason.MISSING_HEADER:
            continue
        reason = refusal
        if scheme.decides:
            break
    return Refused(reason)


def _refusal(scheme: Scheme, secrets: Secrets, request: InboundRequest, now: datetime, body: Body) -> Reason | None:
    if isinstance(scheme, AllOf):
        refusals = (_refusal(one, secrets, request, now, body) for one in scheme.schemes)
        return next((refusal for refusal in refusals if refusal is not None), None)
    live = [secret for secret in secrets.get(scheme.secret, ()) if secret]
    match scheme:
        case Hmac():
            refusal = hmac_refusal(scheme, live, request, now)
        case Ed25519():
            refusal = ed25519_refusal(scheme, live, request, now)
        case Digest():
            refusal = digest_refusal(scheme, live, request)
        case Basic():
            refusal = basic_refusal(live, request)
        case Token():
            refusal = token_refusal(scheme, live, request)
        case PathToken():
            refusal = path_refusal(live, request)
        case BodyToken():
            refusal = body_refusal(scheme, live, lambda: read_body(body, request))
    return refusal
