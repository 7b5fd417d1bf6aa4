"""How senders prove who they are, as rows of data: what a platform's manifest says, in the form `verify` reads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from passerelle.inbound.instants import Unit

Form = Literal["plain", "prefix", "pairs", "versions"]
Encoding = Literal["hex", "base64"]
KeyDecoding = Literal["text", "base64", "whsec"]

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
PLACEHOLDERS = frozenset({"timestamp", "id", "method", "url", "body", "secret"})


@dataclass(frozen=True, slots=True)
class Template:
    """The signed bytes: literal text at even places, names of placeholders at odd ones."""

    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        parts = tuple(_PLACEHOLDER.split(text))
        if unknown := set(parts[1::2]) - PLACEHOLDERS:
            raise ValueError(f"unknown placeholder {{{min(unknown)}}}, expected one of {sorted(PLACEHOLDERS)}")
        return cls(parts)

    def names(self) -> frozenset[str]:
        return frozenset(self.parts[1::2])

    def render(self, values: Mapping[str, bytes]) -> bytes:
        return b"".join(values[part] if place % 2 else part.encode() for place, part in enumerate(self.parts))


@dataclass(frozen=True, slots=True)
class SignedAt:
    """Where the moment of signing is (a header, or a pair of the signature's own header) and how old it may be."""

    header: str | None
    pair: str | None
    unit: Unit
    tolerance_s: float | None


@dataclass(frozen=True, slots=True)
class Hmac:
    """A keyed digest of the signed bytes. `mark` stands before the digest, in the way that `form` tells."""

    secret: str
    headers: tuple[str, ...]
    form: Form
    mark: str
    algorithm: str
    encoding: Encoding
    key: KeyDecoding
    signed: Template
    timestamp: SignedAt | None
    id_header: str | None
    decode_in_url: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """A plain digest, hexadecimal, of bytes that hold the secret: used when `version_header` says `version`."""

    secret: str
    headers: tuple[str, ...]
    algorithm: str
    signed: Template
    version_header: str
    version: str
    decode_in_url: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Basic:
    """HTTP Basic credentials; the secret is `user:password`."""

    secret: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A header that holds the secret itself, after an optional prefix such as `Bearer `."""

    secret: str
    header: str
    prefix: str
    decides: bool


Scheme = Hmac | Digest | Basic | Token


def name_of(scheme: Scheme) -> str:
    """For people: the kind and, where there is one, the header that told, such as `hmac X-HubSpot-Signature-v3`."""
    match scheme:
        case Hmac(headers=headers):
            return f"hmac {headers[0]}"
        case Digest(headers=headers):
            return f"digest {headers[0]} {scheme.version}"
        case Token(header=header):
            return f"token {header}"
        case Basic():
            return "basic Authorization"


def scheme_from_json(row: Mapping[str, Any]) -> Scheme:
    return _READERS[row["kind"]](row)


def _hmac(row: Mapping[str, Any]) -> Hmac:
    timestamp = row.get("timestamp")
    return Hmac(
        secret=row["secret"],
        headers=tuple(row["headers"]),
        form=row["form"],
        mark=row["mark"],
        algorithm=row["algorithm"],
        encoding=row["encoding"],
        key=row["key"],
        signed=Template.parse(row["signed"]),
        timestamp=None if timestamp is None else _signed_at(timestamp),
        id_header=row.get("id_header"),
        decode_in_url=row["decode_in_url"],
        decides=row["decides"],
    )


def _signed_at(row: Mapping[str, Any]) -> SignedAt:
    return SignedAt(
        header=row.get("header"), pair=row.get("pair"), unit=row["unit"], tolerance_s=row.get("tolerance_s")
    )


def _digest(row: Mapping[str, Any]) -> Digest:
    return Digest(
        secret=row["secret"],
        headers=tuple(row["headers"]),
        algorithm=row["algorithm"],
        signed=Template.parse(row["signed"]),
        version_header=row["version_header"],
        version=row["version"],
        decode_in_url=row["decode_in_url"],
        decides=row["decides"],
    )


def _basic(row: Mapping[str, Any]) -> Basic:
    return Basic(secret=row["secret"], decides=row["decides"])


def _token(row: Mapping[str, Any]) -> Token:
    return Token(secret=row["secret"], header=row["header"], prefix=row["prefix"], decides=row["decides"])


_READERS: dict[str, Callable[[Mapping[str, Any]], Scheme]] = {
    "hmac": _hmac,
    "digest": _digest,
    "basic": _basic,
    "token": _token,
}
