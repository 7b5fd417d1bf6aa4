"""The simulator of Slack: messages by bot token or by incoming webhook, what people write, and its events."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.slack import events, seed

MAX_TEXT = 40_000


@dataclass(slots=True)
class Workspace:
    clock: Clock
    messages: list[Json] = field(default_factory=list)

    def post(self, channel: str, text: str, body: Json) -> Json:
        """Times are unique within a channel: they are the message's id."""
        moment = self.clock()
        stamp = f"{int(moment.timestamp())}.{len(self.messages):06d}"
        message = {"ts": stamp, "channel": channel, "text": text, "at": iso(moment), "body": body}
        self.messages.append(message)
        return message

    def has(self, channel: str, stamp: Any) -> bool:
        return any((one["channel"], one["ts"]) == (channel, stamp) for one in self.messages)


class Written(BaseModel):
    """What a person writes."""

    model_config = ConfigDict(extra="forbid")

    channel: str
    text: str
    user: str = seed.USER


class Reaction(BaseModel):
    """The emoji that a person adds to a message."""

    model_config = ConfigDict(extra="forbid")

    channel: str
    ts: str
    reaction: str
    user: str = seed.USER


def slack(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(events.MANNERS, events.signature_headers, clock, speed)
    workspace = Workspace(clock)
    tell = partial(events.publish, sender, clock)
    return Platform(
        name="slack",
        clock=clock,
        routes=[
            Route("POST", "/api/auth.test", _who_am_i),
            Route("POST", "/api/chat.postMessage", partial(_post_message, workspace)),
            Route("POST", "/services/{team}/{app}/{secret}", partial(_incoming_webhook, workspace)),
        ],
        control=[
            Route("GET", "/messages", partial(_list, workspace)),
            Route("GET", "/channels", lambda _call: Reply(body=seed.CHANNELS)),
            Route("POST", "/messages", partial(_person_writes, workspace, tell)),
            Route("POST", "/reactions", partial(_person_reacts, workspace, tell)),
            Route("POST", "/subscriptions", partial(events.subscribe, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=workspace.messages.clear,
    )


def explain(refused: RefusedError) -> Reply:
    """Slack says no with a 200 and `ok: false`; only the rate limit and its own outages have another status."""
    if refused.status == 429:  # noqa: PLR2004 - HTTP's own number
        return Reply(429, {"ok": False, "error": "ratelimited"}, refused.headers)
    status = 200 if refused.status == 400 else refused.status  # noqa: PLR2004 - idem
    return Reply(status, {"ok": False, "error": refused.code or "invalid_json"}, refused.headers)


def _who_am_i(call: Call) -> Reply:
    _authenticate(call)
    return Reply(body={"ok": True, "team": "Exemple", "user": "passerelle", "team_id": "T0LOCAL"})


def _authenticate(call: Call) -> None:
    if call.headers.get("authorization") != f"Bearer {seed.TOKEN}":
        raise _not_ok("invalid_auth" if "authorization" in call.headers else "not_authed")


def _post_message(workspace: Workspace, call: Call) -> Reply:
    _authenticate(call)
    body = _arguments(call)
    channel = _channel(str(body.get("channel", "")))
    text = str(body.get("text", ""))
    if not text and not body.get("blocks"):
        raise _not_ok("no_text")
    if len(text) > MAX_TEXT:
        raise _not_ok("msg_too_long")
    if "thread_ts" in body and not workspace.has(channel, body["thread_ts"]):
        raise _not_ok("thread_not_found")
    message = workspace.post(channel, text, body)
    answer = {"ok": True, "channel": channel, "ts": message["ts"], "message": {"type": "message", "text": text}}
    return Reply(body=answer)


def _incoming_webhook(workspace: Workspace, call: Call) -> Reply:
    """The answers are words, not JSON; the address itself is the secret."""
    if not call.path.endswith(seed.INCOMING_WEBHOOK_PATH):
        return Reply(404, "no_service", content_type="text/plain")
    body = call.json_object()
    text = str(body.get("text", ""))
    if not text and not body.get("blocks"):
        return Reply(400, "no_text", content_type="text/plain")
    workspace.post(seed.INCOMING_WEBHOOK_CHANNEL, text, body)
    return Reply(body="ok", content_type="text/plain")


def _person_writes(workspace: Workspace, tell: Callable[[Json], None], call: Call) -> Reply:
    wanted = Written.model_validate(call.json())
    message = workspace.post(_channel(wanted.channel), wanted.text, {"user": wanted.user})
    told = {name: message[name] for name in ("channel", "text", "ts")}
    tell({"type": "message", **told, "user": wanted.user})
    return Reply(201, message)


def _person_reacts(workspace: Workspace, tell: Callable[[Json], None], call: Call) -> Reply:
    wanted = Reaction.model_validate(call.json())
    channel = _channel(wanted.channel)
    if not workspace.has(channel, wanted.ts):
        raise _not_ok("message_not_found")
    item = {"type": "message", "channel": channel, "ts": wanted.ts}
    tell({"type": "reaction_added", "user": wanted.user, "reaction": wanted.reaction, "item": item})
    return Reply(201, item)


def _list(workspace: Workspace, call: Call) -> Reply:
    channel = call.one("channel")
    return Reply(body=[one for one in workspace.messages if channel in (None, one["channel"])])


def _arguments(call: Call) -> Json:
    """JSON or a form, as Slack takes both."""
    if call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form: dict[str, Any] = dict(parse_qsl(call.raw.decode("utf-8", "replace")))
        return form
    return call.json_object()


def _channel(wanted: str) -> str:
    name = wanted.removeprefix("#")
    for identifier, known in seed.CHANNELS.items():
        if name in (identifier, known):
            return identifier
    raise _not_ok("channel_not_found")


def _not_ok(code: str) -> RefusedError:
    return RefusedError(400, code, code=code)
