"""How senders prove who they are, as rows of data: what a platform's manifest says, in the form `verify` reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from passerelle.core.expressions import Expression
from passerelle.inbound.instants import Unit

Form = Literal["plain", "prefix", "pairs", "versions"]
Encoding = Literal["hex", "base64"]
KeyDecoding = Literal["text", "base64", "whsec"]
PublicKeyDecoding = Literal["base64", "whpk", "hex"]

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
class Signing:
    """What all signatures share. `mark` stands before the signature, in the way that `form` tells."""

    secret: str
    headers: tuple[str, ...]
    form: Form
    mark: str
    encoding: Encoding
    signed: Template
    timestamp: SignedAt | None
    id_header: str | None
    decode_in_url: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Hmac(Signing):
    """A keyed digest of the signed bytes."""

    algorithm: str
    key: KeyDecoding


@dataclass(frozen=True, slots=True)
class Ed25519(Signing):
    """A signature that is checked with the sender's public key, which stands in the place of the secret."""

    key: PublicKeyDecoding


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


@dataclass(frozen=True, slots=True)
class PathToken:
    """The secret itself as the last part of the address: `/in/CONNECTION/SECRET`."""

    secret: str
    decides: bool


@dataclass(frozen=True, slots=True)
class BodyToken:
    """The secret itself in the body: every one of `items` must show it at `path`."""

    secret: str
    items: Expression
    path: Expression
    decides: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    """Several proofs of which none suffices alone."""

    schemes: "tuple[Scheme, ...]"
    decides: bool


Scheme = Hmac | Ed25519 | Digest | Basic | Token | PathToken | BodyToken | AllOf


def secrets_of(scheme: Scheme) -> frozenset[str]:
    """The names of the secrets that it asks for."""
    if isinstance(scheme, AllOf):
        return frozenset(name for one in scheme.schemes for name in secrets_of(one))
    return frozenset({scheme.secret})


def name_of(scheme: Scheme) -> str:
    """For people: the kind and, where there is one, the header that told, such as `hmac X-HubSpot-Signature-v3`."""
    match scheme:
        case Hmac(headers=headers):
            name = f"hmac {headers[0]}"
        case Ed25519(headers=headers):
            name = f"ed25519 {headers[0]}"
        case Digest(headers=headers):
            name = f"digest {headers[0]} {scheme.version}"
        case Token(header=header):
            name = f"token {header}"
        case Basic():
            name = "basic Authorization"
        case PathToken():
            name = "token in the address"
        case BodyToken(path=path):
            name = f"token in the body, {path.text}"
        case AllOf(schemes=schemes):
            name = " + ".join(name_of(one) for one in schemes)
    return name
