"""What a signature header claims: digests and a moment of signing, as senders write them."""

from dataclasses import dataclass

from passerelle.inbound.requests import InboundRequest
from passerelle.inbound.schemes import Signing


@dataclass(frozen=True, slots=True)
class Claim:
    """`timestamp` is the text exactly as sent, since that text is what was signed; empty when the row has none."""

    digest: str
    timestamp: str


def read_claims(scheme: Signing, header: str, request: InboundRequest) -> tuple[Claim, ...]:
    """No claim means that the header, or the timestamp it needs, cannot be read."""
    pairs = _pairs(header) if scheme.form == "pairs" else []
    timestamp = _timestamp(scheme, pairs, request)
    if timestamp is None:
        return ()
    return tuple(Claim(digest, timestamp) for digest in _digests(scheme, header, pairs) if digest)


def _digests(scheme: Signing, header: str, pairs: list[tuple[str, str]]) -> list[str]:
    match scheme.form:
        case "plain":
            return [header.strip()]
        case "prefix":
            text = header.strip()
            return [text.removeprefix(scheme.mark)] if text.startswith(scheme.mark) else []
        case "pairs":
            return [value for key, value in pairs if key == scheme.mark]
        case "versions":
            marked = (token.partition(",") for token in header.split())
            return [digest for version, _, digest in marked if version == scheme.mark]


def _timestamp(scheme: Signing, pairs: list[tuple[str, str]], request: InboundRequest) -> str | None:
    place = scheme.timestamp
    if place is None:
        return ""
    if place.header is not None:
        return request.header(place.header) or None
    found = [value for key, value in pairs if key == place.pair]
    return (found[0] or None) if len(found) == 1 else None  # of two moments, which one was signed?


def _pairs(header: str) -> list[tuple[str, str]]:
    split = (part.strip().partition("=") for part in header.split(","))
    return [(key, value) for key, equals, value in split if equals]
