"""A request and its answer, free of any web framework, so that a platform is a set of plain functions."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

Json = dict[str, Any]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`, the spelling that all four platforms share."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class RefusedError(Exception):
    """A request that the platform refuses; each platform gives it its own body. `code` is that platform's word."""

    def __init__(
        self,
        status: int,
        message: str | list[str],
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Call:
    """`path` is the whole path, `origin` the scheme and host that the caller used; header names are in lower case."""

    method: str
    path: str
    origin: str = "http://127.0.0.1"
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""

    def one(self, name: str) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else None

    def words(self, name: str) -> tuple[str, ...]:
        """A query parameter holding a comma-separated list, perhaps repeated."""
        return tuple(word.strip() for text in self.query.get(name, ()) for word in text.split(",") if word.strip())

    def json(self) -> Any:
        try:
            return json.loads(self.raw) if self.raw else None
        except ValueError as error:
            raise RefusedError(400, "The body is not valid JSON") from error

    def json_object(self) -> Json:
        body = self.json()
        if not isinstance(body, dict):
            raise RefusedError(400, "The body must be a JSON object")
        return body


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is JSON unless it is text or bytes; None sends no body."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None


class Route(NamedTuple):
    method: str
    path: str
    run: Callable[[Call], Reply]


Gate = Callable[[Call], None]
"""Stands before every route of a platform (credentials, version, budget); lets pass or raises RefusedError."""
