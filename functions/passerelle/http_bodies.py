"""How the body of a request is written: as JSON, as a form, or as the text that it is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypedDict
from urllib.parse import parse_qsl

Encoding = Literal["json", "form", "text"]


class Encoded(TypedDict, total=False):
    """What httpx is given of a body."""

    json: Any
    data: Mapping[str, Any]
    content: bytes | Iterable[bytes]


def encoded(body: Any, encoding: Encoding) -> Encoded:
    match encoding:
        case _ if body is None:
            return {}
        case "form":
            fields: dict[str, list[str]] = {}
            for name, value in _fields(body, ""):
                fields.setdefault(name, []).append(value)
            return {"data": fields}
        case "text":
            return {"content": _as_text(body).encode()}
        case _:
            return {"json": body}


def decoded(content: bytes, content_type: str) -> Any:
    """The body again, for people who look at what would be sent."""
    if not content:
        return None
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(content.decode(), keep_blank_values=True))
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")


def _fields(tree: Any, name: str) -> Iterator[tuple[str, str]]:
    """What is below another name stands in brackets, as most platforms read it: `card[city]`. Lists repeat the name."""
    match tree:
        case Mapping():
            for key, value in tree.items():
                yield from _fields(value, f"{name}[{key}]" if name else str(key))
        case list():
            for value in tree:
                yield from _fields(value, name)
        case _:
            yield name, _as_text(tree)


def _as_text(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
