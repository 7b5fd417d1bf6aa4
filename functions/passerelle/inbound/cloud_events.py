"""CloudEvents over HTTP: one event or a batch as JSON, or an event whose attributes are headers (binary mode)."""

from typing import Any
from urllib.parse import unquote

from passerelle.inbound.json_bodies import read_json
from passerelle.inbound.requests import InboundRequest

_START = "ce-"


def read_cloud_event(request: InboundRequest) -> Any:
    """Always as the structured mode writes it. In binary mode no signature of the body covers the attributes."""
    if request.header("ce-specversion") is None:
        return read_json(request.body)
    named = {name.lower(): value for name, value in request.headers.items()}
    attributes = {name[len(_START) :]: unquote(value) for name, value in named.items() if name.startswith(_START)}
    return {**attributes, **({"data": _data(request)} if request.body else {})}


def _data(request: InboundRequest) -> Any:
    media_type = (request.header("content-type") or "application/json").partition(";")[0].strip().lower()
    return (
        read_json(request.body) if media_type.endswith(("/json", "+json")) else request.body.decode("utf-8", "replace")
    )
