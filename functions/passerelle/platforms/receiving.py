"""What a manifest says under `receive:`: how a platform's requests prove themselves, and how they become events.

`compile_settings` gives the JSON that the receive function reads, so that it needs neither YAML nor these models.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from passerelle.inbound.connections import Connection
from passerelle.inbound.gateway import JSON
from passerelle.platforms.receiving_bodies import BodyRules, HandshakeRow
from passerelle.platforms.receiving_schemes import SchemeRow
from passerelle.platforms.receiving_split import SplitRules
from passerelle.platforms.strict import Strict


class ReplyToSender(Strict):
    status: int = Field(
        200, ge=200, le=299, description="Status of the answer to an accepted request, from 200 to 299."
    )
    body: str | None = Field(
        None, description="Body of the answer, as it is. Without it: how many events were accepted, as JSON."
    )
    content_type: str = Field(JSON, description="Content type of that body.")


class Receiving(Strict):
    """How a platform's webhooks are received."""

    schemes: list[SchemeRow] = Field(
        min_length=1, description="Ways in which a request proves its sender, strongest first; any one is enough."
    )
    body: BodyRules = Field(default=BodyRules(), description="What a body is written in.")
    handshakes: list[HandshakeRow] = Field(
        default_factory=list, description="Requests that are no events, such as those by which an address is tried."
    )
    split: SplitRules = Field(description="How a body becomes events.")
    reply: ReplyToSender = Field(default=ReplyToSender(), description="What an accepted request is answered.")


def compile_settings(
    platform: str, receive: Mapping[str, Any], override: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """From the manifest's `receive:` section and what a connection changes in it: mappings are merged key by key, lists
    are replaced. Raises pydantic's ValidationError, which names the key at fault."""
    receiving = Receiving.model_validate(merged(receive, override or {}))
    settings = {"platform": platform, **receiving.model_dump(mode="json", by_alias=True, exclude_none=True)}
    Connection.from_json(platform, settings, {})  # the other side must be able to read it
    return settings


def settings_text(settings: Mapping[str, Any]) -> str:
    """As the parameter holds it: a standard parameter takes 4 KB."""
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))


def merged(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged key by key; anything else, lists too, is replaced."""
    whole = dict(base)
    for key, value in override.items():
        below = whole.get(key)
        whole[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return whole
