"""A body as plain data, whatever it is written in. What must never be kept is taken out of it first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from passerelle.inbound.json_bodies import read_json
from passerelle.inbound.requests import InboundRequest

Format = Literal["json", "form", "xml", "cloudevents", "none", "auto"]


@dataclass(frozen=True, slots=True)
class Body:
    """`documents` are the form's fields that hold JSON, `lists` the XML elements that may be repeated, `drop` the names
    of what is never kept, at any depth."""

    format: Format = "json"
    documents: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()


JSON_BODY = Body()


def body_from_json(value: Mapping[str, Any]) -> Body:
    return Body(value["format"], *(frozenset(value.get(name, ())) for name in ("documents", "lists", "drop")))


def read_body(body: Body, request: InboundRequest) -> Any:
    """Everything in it. Raises InvalidPayload."""
    match _written_in(body, request):
        case "form":
            from passerelle.inbound.form_bodies import read_form  # noqa: PLC0415 - for the connections that need it

            return read_form(request.body, body.documents)
        case "xml":
            from passerelle.inbound.xml_bodies import read_xml  # noqa: PLC0415 - idem

            return read_xml(request.body, body.lists)
        case "cloudevents":
            from passerelle.inbound.cloud_events import read_cloud_event  # noqa: PLC0415 - idem

            return read_cloud_event(request)
        case "none":
            return {}
        case _:
            return read_json(request.body)


def without_dropped(body: Body, value: Any) -> Any:
    """What may be kept of it."""
    return _without(body.drop, value) if body.drop else value


def _written_in(body: Body, request: InboundRequest) -> Format:
    if body.format != "auto":
        return body.format
    media_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type == "application/x-www-form-urlencoded":
        return "form"
    return "xml" if media_type.endswith(("/xml", "+xml")) else "json"


def _without(names: frozenset[str], value: Any) -> Any:
    if isinstance(value, list):
        return [_without(names, item) for item in value]
    if isinstance(value, dict):
        return {key: _without(names, item) for key, item in value.items() if key not in names}
    return value
