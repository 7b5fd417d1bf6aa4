"""Signatures over the bytes as received: keyed digests, plain digests with the secret in them, ed25519."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from passerelle.inbound.claims import Claim, read_claims
from passerelle.inbound.comparing import any_equal, as_bytes
from passerelle.inbound.digests import decode_base64, key_of, written
from passerelle.inbound.instants import instant
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest
from passerelle.inbound.schemes import Digest, Ed25519, Encoding, Hmac, PublicKeyDecoding, Signing

_Proves = Callable[[Mapping[str, bytes], Claim], bool]
"""Whether a claim is genuine for these values of the signed template."""


def hmac_refusal(scheme: Hmac, secrets: Sequence[str], request: InboundRequest, now: datetime) -> Reason | None:
    keys = [key for secret in secrets if (key := key_of(secret, scheme.key))]

    def proves(values: Mapping[str, bytes], claim: Claim) -> bool:
        message = scheme.signed.render(values)
        expected = [written(hmac.digest(key, message, scheme.algorithm), scheme.encoding) for key in keys]
        return any_equal(expected, claim.digest.lower() if scheme.encoding == "hex" else claim.digest)

    return _refusal(scheme, secrets, request, now, proves if keys else None)


def ed25519_refusal(scheme: Ed25519, secrets: Sequence[str], request: InboundRequest, now: datetime) -> Reason | None:
    # What only such a connection needs costs the others no time to start.
    from passerelle.inbound.ed25519 import KEY_BYTES, verifies  # noqa: PLC0415

    keys = [key for secret in secrets if len(key := _public_key(secret, scheme.key)) == KEY_BYTES]

    def proves(values: Mapping[str, bytes], claim: Claim) -> bool:
        signature = _decoded(claim.digest, scheme.encoding)
        return any(verifies(key, scheme.signed.render(values), signature) for key in keys)

    return _refusal(scheme, secrets, request, now, proves if keys else None)


def digest_refusal(scheme: Digest, secrets: Sequence[str], request: InboundRequest) -> Reason | None:
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
    matches = [any_equal(expected, header.strip().lower()) for header in headers]
    return None if any(matches) else Reason.MISMATCH


def _refusal(
    scheme: Signing, secrets: Sequence[str], request: InboundRequest, now: datetime, proves: _Proves | None
) -> Reason | None:
    """`proves` is None when no secret can be used."""
    headers = _present(scheme.headers, request)
    if not headers:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    if proves is None:
        return Reason.UNUSABLE_SECRET
    claims = [claim for header in headers for claim in read_claims(scheme, header, request)]
    identity = "" if scheme.id_header is None else request.header(scheme.id_header)
    if not claims or identity is None:
        return Reason.MALFORMED_HEADER
    spellings = [
        _values(request, url) | {"id": as_bytes(identity)}
        for url in _spellings(request.public_url, scheme.decode_in_url)
    ]
    genuine = [
        claim
        for claim in claims
        if True in [proves(values | {"timestamp": as_bytes(claim.timestamp)}, claim) for values in spellings]
    ]
    if not genuine:
        return Reason.MISMATCH
    return _least_refusal([_age_refusal(scheme, claim, now) for claim in genuine])


def _age_refusal(scheme: Signing, claim: Claim, now: datetime) -> Reason | None:
    if scheme.timestamp is None or scheme.timestamp.tolerance_s is None:
        return None
    signed_at = instant(claim.timestamp, scheme.timestamp.unit)
    if signed_at is None:
        return Reason.MALFORMED_HEADER
    return Reason.STALE if abs(now - signed_at) > timedelta(seconds=scheme.timestamp.tolerance_s) else None


def _least_refusal(refusals: list[Reason | None]) -> Reason | None:
    return None if None in refusals else refusals[0]


def _present(names: Sequence[str], request: InboundRequest) -> list[str]:
    return [value for name in names if (value := request.header(name)) is not None]


def _values(request: InboundRequest, url: str) -> dict[str, bytes]:
    return {"method": as_bytes(request.method), "url": as_bytes(url), "body": request.body}


def _spellings(url: str, decoded_characters: str) -> list[str]:
    """The URL as called and, for senders that sign it with some characters decoded, that spelling too."""
    if not decoded_characters:
        return [url]
    escapes = "|".join(f"{ord(character):02X}" for character in decoded_characters)
    decoded = re.sub(f"%({escapes})", lambda found: chr(int(found[1], 16)), url, flags=re.IGNORECASE)
    return [url] if decoded == url else [url, decoded]


def _public_key(secret: str, decoding: PublicKeyDecoding) -> bytes:
    return _decoded(secret.removeprefix("whpk_"), "hex" if decoding == "hex" else "base64")


def _decoded(text: str, encoding: Encoding) -> bytes:
    """Nothing, where it cannot be decoded."""
    if encoding == "base64":
        return decode_base64(text) or b""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
