"""The rows of `receive.schemes`, read from a connection's settings."""

from collections.abc import Callable, Mapping
from typing import Any

from passerelle.core.expressions import compile_expression
from passerelle.inbound.schemes import (
    AllOf,
    Basic,
    BodyToken,
    Digest,
    Ed25519,
    Hmac,
    PathToken,
    Scheme,
    SignedAt,
    Template,
    Token,
)


def scheme_from_json(row: Mapping[str, Any]) -> Scheme:
    return _READERS[row["kind"]](row)


def _hmac(row: Mapping[str, Any]) -> Hmac:
    return Hmac(**_signing(row), algorithm=row["algorithm"], key=row["key"])


def _ed25519(row: Mapping[str, Any]) -> Ed25519:
    return Ed25519(**_signing(row), key=row["key"])


def _signing(row: Mapping[str, Any]) -> dict[str, Any]:
    timestamp = row.get("timestamp")
    return {
        "secret": row["secret"],
        "headers": tuple(row["headers"]),
        "form": row["form"],
        "mark": row["mark"],
        "encoding": row["encoding"],
        "signed": Template.parse(row["signed"]),
        "timestamp": None if timestamp is None else _signed_at(timestamp),
        "id_header": row.get("id_header"),
        "decode_in_url": row["decode_in_url"],
        "decides": row["decides"],
    }


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


def _path(row: Mapping[str, Any]) -> PathToken:
    return PathToken(secret=row["secret"], decides=row["decides"])


def _body(row: Mapping[str, Any]) -> BodyToken:
    return BodyToken(
        secret=row["secret"],
        items=compile_expression(row["items"]),
        path=compile_expression(row["path"]),
        decides=row["decides"],
    )


def _all(row: Mapping[str, Any]) -> AllOf:
    return AllOf(schemes=tuple(scheme_from_json(one) for one in row["of"]), decides=row["decides"])


_READERS: dict[str, Callable[[Mapping[str, Any]], Scheme]] = {
    "hmac": _hmac,
    "ed25519": _ed25519,
    "digest": _digest,
    "basic": _basic,
    "token": _token,
    "path": _path,
    "body": _body,
    "all": _all,
}
