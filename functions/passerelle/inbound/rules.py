"""The `split` part of a connection's settings, compiled once: how one body becomes events."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from passerelle.core.expressions import Expression, compile_expression
from passerelle.inbound.bodies import JSON_BODY, Body, body_from_json
from passerelle.inbound.instants import Unit

MAX_ID_LENGTH = 400
"""Beyond it, no key of the journal could hold it even if each character took four bytes."""


@dataclass(frozen=True, slots=True)
class Header:
    """A part of the key that the sender gives in a header, such as `Idempotency-Key`, or else has in the item."""

    name: str
    otherwise: Expression | None


@dataclass(frozen=True, slots=True)
class Literal:
    word: str

    def of(self, _item: Any) -> str | None:
        return self.word


@dataclass(frozen=True, slots=True)
class Choice:
    """The text found at `path`, translated by the first pattern that fits; as it is when there is no pattern at all."""

    path: Expression
    choices: tuple[tuple[str, str], ...]

    def of(self, item: Any) -> str | None:
        found = as_id(self.path.search(item))
        if found is None or not self.choices:
            return found
        return next((word for pattern, word in self.choices if fnmatchcase(found, pattern)), None)


@dataclass(frozen=True, slots=True)
class OneChange:
    """The item tells one field and its value."""

    field: Expression
    value: Expression
    former: Expression | None


@dataclass(frozen=True, slots=True)
class ChangeMap:
    """The item holds the record's values and, under the same names, the former values of what changed.

    `value` gives the plain value of one that stands in a wrapping. `null_is_unknown` tells that a former value of null
    may be one that the sender did not keep.
    """

    new: Expression
    old: Expression
    prefix: str
    value: Expression | None
    null_is_unknown: bool

    def plain(self, found: Any) -> Any:
        return found if self.value is None else self.value.search(found)


@dataclass(frozen=True, slots=True)
class NamedFields:
    """The item tells which fields changed, and no values."""

    fields: Expression


@dataclass(frozen=True, slots=True)
class Row:
    """`key` replaces the general one for the items of this row."""

    condition: Expression | None
    event: Literal | Choice
    record: Literal | Choice
    id: Expression
    key: tuple[Expression | Header, ...]
    changes: tuple[OneChange | ChangeMap | NamedFields, ...]
    ours: Expression | None


@dataclass(frozen=True, slots=True)
class Split:
    """`body` tells what the body is written in; `headers` are those that each item is given, by the names
    under which paths see them in its `headers`."""

    items: Expression
    key: tuple[Expression | Header, ...]
    occurred_at: tuple[Expression, Unit]
    id_prefix: str
    rows: tuple[Row, ...]
    headers: Mapping[str, str]
    body: Body


def split_from_json(value: Mapping[str, Any], body: Mapping[str, Any] | None) -> Split:
    """Settings that an older version published have neither `body` nor `headers`."""
    key = tuple(_key(part) for part in value["key"])
    return Split(
        items=compile_expression(value["items"]),
        key=key,
        occurred_at=(compile_expression(value["occurred_at"]["path"]), value["occurred_at"]["unit"]),
        id_prefix=value["id_prefix"],
        rows=tuple(_row(row, key) for row in value["rows"]),
        headers=value.get("headers", {}),
        body=JSON_BODY if body is None else body_from_json(body),
    )


def as_id(value: Any) -> str | None:
    """Ids and words as text: senders write them as text or as numbers, and not always the same way."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if 0 < len(text) <= MAX_ID_LENGTH else None


def _row(row: Mapping[str, Any], key: tuple[Expression | Header, ...]) -> Row:
    own_key = tuple(_key(part) for part in row.get("key", ()))
    return Row(
        condition=_optional(row.get("if")),
        event=_word(row["event"]),
        record=_word(row["record"]),
        id=compile_expression(row["id"]),
        key=own_key or key,
        changes=tuple(_change(change) for change in row["changes"]),
        ours=_optional(row.get("ours")),
    )


def _key(part: str | Mapping[str, str]) -> Expression | Header:
    return (
        compile_expression(part) if isinstance(part, str) else Header(part["header"], _optional(part.get("otherwise")))
    )


def _word(value: str | Mapping[str, Any]) -> Literal | Choice:
    if isinstance(value, str):
        return Literal(value)
    return Choice(compile_expression(value["path"]), tuple(value["choices"].items()))


def _change(value: Mapping[str, Any]) -> OneChange | ChangeMap | NamedFields:
    if "field" in value:
        return OneChange(
            compile_expression(value["field"]), compile_expression(value["value"]), _optional(value.get("former"))
        )
    if "fields" in value:
        return NamedFields(compile_expression(value["fields"]))
    return ChangeMap(
        compile_expression(value["new"]),
        compile_expression(value["old"]),
        value["prefix"],
        _optional(value.get("value")),
        value.get("null_former") == "unknown",
    )


def _optional(text: str | None) -> Expression | None:
    return None if text is None else compile_expression(text)
