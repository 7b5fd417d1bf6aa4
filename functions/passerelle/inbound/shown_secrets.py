"""Proofs that show the secret itself: in a header, in the address, or in the body."""

import hmac
from collections.abc import Callable, Sequence
from typing import Any

from passerelle.inbound.comparing import any_equal
from passerelle.inbound.digests import decode_base64
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest
from passerelle.inbound.schemes import BodyToken, Token


def basic_refusal(secrets: Sequence[str], request: InboundRequest) -> Reason | None:
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


def token_refusal(scheme: Token, secrets: Sequence[str], request: InboundRequest) -> Reason | None:
    header = request.header(scheme.header)
    if header is None:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    prefix, token = header[: len(scheme.prefix)], header[len(scheme.prefix) :].strip()
    if prefix.lower() != scheme.prefix.lower():
        return Reason.MALFORMED_HEADER
    return None if any_equal(secrets, token) else Reason.MISMATCH


def path_refusal(secrets: Sequence[str], request: InboundRequest) -> Reason | None:
    if not request.path_token:
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    return None if any_equal(secrets, request.path_token) else Reason.MISMATCH


def body_refusal(scheme: BodyToken, secrets: Sequence[str], read_body: Callable[[], Any]) -> Reason | None:
    """An item without its token proves nothing, however many others have theirs."""
    found = scheme.items.search(read_body())
    items = found if isinstance(found, list) else [found]
    shown = [scheme.path.search(item) for item in items]
    if not shown or not all(isinstance(one, str) and one for one in shown):
        return Reason.MISSING_HEADER
    if not secrets:
        return Reason.NO_SECRET
    matches = [any_equal(secrets, one) for one in shown]
    return None if all(matches) else Reason.MISMATCH
