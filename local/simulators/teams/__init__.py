"""The simulator of a Teams flow: it takes what comes to its secret address, and posts the cards that it can read."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.control import changed
from local.simulators.chassis.platform import Platform
from local.simulators.teams import seed

CARD: Final = "application/vnd.microsoft.card.adaptive"


class Switches(BaseModel):
    """A flow is switched off by its owner, or with the owner's account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    flow_on: bool = True


@dataclass(slots=True)
class Channel:
    """`failed` holds what was accepted and could not be posted: the caller never learns of it."""

    clock: Clock
    messages: list[Json] = field(default_factory=list)
    failed: list[Json] = field(default_factory=list)
    switches: Switches = field(default_factory=Switches)

    def forget(self) -> None:
        self.messages.clear()
        self.failed.clear()
        self.switches = Switches()

    def take(self, body: Any) -> None:
        cards = _cards(body)
        kept = {"at": iso(self.clock()), "body": body, "text": "\n".join(map(_text, cards))}
        (self.messages if cards else self.failed).append(kept)


def teams(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    channel = Channel(clock)
    return Platform(
        name="teams",
        clock=clock,
        routes=[Route("POST", "/workflows/{flow}/triggers/manual/paths/invoke", partial(_invoke, channel))],
        control=[
            Route("GET", "/messages", lambda _call: Reply(body=channel.messages)),
            Route("GET", "/failed", lambda _call: Reply(body=channel.failed)),
            Route("GET", "/switches", lambda _call: Reply(body=channel.switches.model_dump())),
            Route("PATCH", "/switches", partial(_switch, channel)),
        ],
        explain=explain,
        forget=channel.forget,
    )


def explain(refused: RefusedError) -> Reply:
    error = {"code": refused.code or "BadRequest", "message": refused.message}
    return Reply(refused.status, {"error": error}, refused.headers)


def _invoke(channel: Channel, call: Call) -> Reply:
    """The answer comes before the card is posted."""
    if call.one("sig") != seed.SIGNATURE:
        raise RefusedError(401, "The authentication credentials are not valid.", code="AuthorizationFailed")
    if call.params["flow"] != seed.FLOW_ID:
        raise RefusedError(404, "The workflow could not be found.", code="WorkflowNotFound")
    if not channel.switches.flow_on:
        raise RefusedError(400, "The trigger is not enabled.", code="WorkflowTriggerIsNotEnabled")
    channel.take(call.json())
    return Reply(202)


def _switch(channel: Channel, call: Call) -> Reply:
    channel.switches = changed(channel.switches, call.json())
    return Reply(body=channel.switches.model_dump())


def _cards(body: Any) -> list[Json]:
    """Adaptive Cards alone, and whole ones: a button without an address makes Teams refuse the card."""
    attachments = body.get("attachments") if isinstance(body, dict) and body.get("type") == "message" else None
    cards = [one.get("content") for one in attachments or () if one.get("contentType") == CARD]
    return [card for card in cards if isinstance(card, dict) and _is_whole(card)]


def _is_whole(card: Json) -> bool:
    links = [action.get("url") for action in card.get("actions", ()) if action.get("type") == "Action.OpenUrl"]
    return card.get("type") == "AdaptiveCard" and bool(card.get("body")) and all(links)


def _text(card: Json) -> str:
    """What people read, block by block."""
    return "\n".join("".join(run["text"] for run in block.get("inlines", ())) for block in card["body"])
