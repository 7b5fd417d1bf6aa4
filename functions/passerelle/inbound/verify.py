"""Does this request prove who sent it? Pure, constant in time over the secrets, and closed when in doubt."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from passerelle.inbound.claims import Claim, read_claims
from passerelle.inbound.digests import decode_base64, key_of, written
from passerelle.inbound.instants import instant
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.schemes import Basic, Digest, Hmac, Scheme, Token, name_of

Secrets = Mapping[str, Sequence[str]]


class Reason(StrEnum):
    """Why a request was refused: for our logs and never for the sender."""

    MISSING_HEADER = "missing_header"
    MALFORMED_HEADER = "malformed_header"
    NO_SECRET = "no_secret"  # noqa: S105 - a reason, not a secret
    UNUSABLE_SECRET = "unusable_secret"  # noqa: S105 - idem
    MISMATCH = "mismatch"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason


def verify(schemes: Sequence[Scheme], secrets: Secrets, request: InboundRequest, now: datetime) -> Verified | Refused:
    """Any row that matches is enough. A row that `decides` is the last one tried once its header is there, so that
    a weaker scheme further down never rescues what a stronger one refused."""
    reason = Reason.MISSING_HEADER
    for scheme in schemes:
        live = [secret for secret in secrets.get(scheme.secret, ()) if secret]
        refusal = _refusal(scheme, live, request, now)
        if refusal is None:
            return Verified(request, name_of(scheme))
        if refusal is Reason.MISSING_HEADER:
            continue
        reason = refusal
        if scheme.decides:
            break
    return Refused(reason)


def _refusal(scheme: Scheme, secrets: Sequence[str], request: InboundRequest, now: datetime) -> Reason | None:
    match scheme:
        case Hmac():
            return _hmac(scheme, secrets, request, now)
        case Digest():
            return _digest(scheme, secrets, request)
        case Basic():
            return _basic(secrets, request)
        case Token():
            return _token(scheme, secrets, request)


def _hmac(scheme: Hmac, secrets: Sequence[str], request: InboundRequest, now: datetime) -> Reason | None:
    headers = _present(scheme.headers, request)
    if not headers:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    keys = [key for secret in secrets if (key := key_of(secret, scheme.key))]
    if not keys:
        return Reason.UNUSABLE_SECRET
    claims = [claim for header in headers for claim in read_claims(scheme, header, request)]
    identity = "" if scheme.id_header is None else request.header(scheme.id_header)
    if not claims or identity is None:
        return Reason.MALFORMED_HEADER
    genuine = [claim for claim in claims if _is_signed(scheme, claim, keys, identity, request)]
    if not genuine:
        return Reason.MISMATCH
    return _least_refusal([_age_refusal(scheme, claim, now) for claim in genuine])


def _is_signed(scheme: Hmac, claim: Claim, keys: list[bytes], identity: str, request: InboundRequest) -> bool:
    expected = []
    for url in _spellings(request.public_url, scheme.decode_in_url):
        values = _values(request, url) | {"timestamp": _bytes(claim.timestamp), "id": _bytes(identity)}
        message = scheme.signed.render(values)
        expected += [written(hmac.digest(key, message, scheme.algorithm), scheme.encoding) for key in keys]
    received = claim.digest.lower() if scheme.encoding == "hex" else claim.digest
    return _any_equal(expected, received)


def _age_refusal(scheme: Hmac, claim: Claim, now: datetime) -> Reason | None:
    if scheme.timestamp is None or scheme.timestamp.tolerance_s is None:
        return None
    signed_at = instant(claim.timestamp, scheme.timestamp.unit)
    if signed_at is None:
        return Reason.MALFORMED_HEADER
    return Reason.STALE if abs(now - signed_at) > timedelta(seconds=scheme.timestamp.tolerance_s) else None


def _least_refusal(refusals: list[Reason | None]) -> Reason | None:
    return None if None in refusals else refusals[0]


def _digest(scheme: Digest, secrets: Sequence[str], request: InboundRequest) -> Reason | None:
    headers = _present(scheme.headers, request)
    if not headers or request.header(scheme.version_header) != scheme.version:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    expected = [
        hashlib.new(
            scheme.algorithm, scheme.signed.render(_values(request, url) | {"secret": secret.encode()})
        ).hexdigest()
        for url in _spellings(request.public_url, scheme.decode_in_url)
        for secret in secrets
    ]
    matches = [_any_equal(expected, header.strip().lower()) for header in headers]
    return None if any(matches) else Reason.MISMATCH


def _basic(secrets: Sequence[str], request: InboundRequest) -> Reason | None:
    header = request.header("authorization")
    if header is None:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    kind, _, encoded = header.strip().partition(" ")
    credentials = decode_base64(encoded.strip())
    if kind.lower() != "basic" or not credentials:
        return Reason.MALFORMED_HEADER
    matches = [hmac.compare_digest(secret.encode(), credentials) for secret in secrets]
    return None if any(matches) else Reason.MISMATCH


def _token(scheme: Token, secrets: Sequence[str], request: InboundRequest) -> Reason | None:
    header = request.header(scheme.header)
    if header is None:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    prefix, token = header[: len(scheme.prefix)], header[len(scheme.prefix) :].strip()
    if prefix.lower() != scheme.prefix.lower():
        return Reason.MALFORMED_HEADER
    return None if _any_equal(secrets, token) else Reason.MISMATCH


def _present(names: Sequence[str], request: InboundRequest) -> list[str]:
    return [value for name in names if (value := request.header(name)) is not None]


def _any_equal(expected: Sequence[str], received: str) -> bool:
    """Compares with every one: the time tells neither how far nor with which secret it went."""
    matches = [hmac.compare_digest(_bytes(one), _bytes(received)) for one in expected]
    return any(matches)


def _values(request: InboundRequest, url: str) -> dict[str, bytes]:
    return {"method": _bytes(request.method), "url": _bytes(url), "body": request.body}


def _spellings(url: str, decoded_characters: str) -> list[str]:
    """The URL as called and, for senders that sign it with some characters decoded, that spelling too."""
    if not decoded_characters:
        return [url]
    escapes = "|".join(f"{ord(character):02X}" for character in decoded_characters)
    decoded = re.sub(f"%({escapes})", lambda found: chr(int(found[1], 16)), url, flags=re.IGNORECASE)
    return [url] if decoded == url else [url, decoded]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # a lone surrogate in a header must not become an exception
