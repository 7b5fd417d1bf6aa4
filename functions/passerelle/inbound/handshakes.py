"""What a sender asks before it sends: it wants an answer of its own, and tells of no event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.core.expressions import Expression, compile_expression
from passerelle.inbound.gateway import Answer
from passerelle.inbound.requests import InboundRequest
from passerelle.inbound.truth import holds

MAX_ECHO = 2048


@dataclass(frozen=True, slots=True)
class Handshake:
    """`echo` leads to the text to give back, among the request's `query`, `headers` and `body`; else `text` is given.
    Only a request that `proved` its sender shows its body."""

    method: str
    condition: Expression
    proved: bool
    status: int
    echo: Expression | None
    text: str
    content_type: str


def handshake_from_json(row: Mapping[str, Any]) -> Handshake:
    return Handshake(
        method=row["method"],
        condition=compile_expression(row["if"]),
        proved=row["proved"],
        status=row["status"],
        echo=compile_expression(row["echo"]) if "echo" in row else None,
        text=row["body"],
        content_type=row["content_type"],
    )


def answer_to(
    handshakes: Sequence[Handshake], request: InboundRequest, *, proved: bool, body: Any = None
) -> Answer | None:
    """The answer of the first handshake that this request is; None when it is none."""
    if not handshakes:
        return None
    headers = {name.lower(): value for name, value in request.headers.items()}
    view = {"query": request.query(), "headers": headers, "body": body}
    for one in handshakes:
        if (one.method, one.proved) == (request.method, proved) and holds(one.condition, view):
            text = one.text if one.echo is None else one.echo.search(view)
            if isinstance(text, str) and len(text) <= MAX_ECHO:
                return Answer(one.status, text, one.content_type)
    return None
