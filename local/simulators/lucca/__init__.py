"""The simulator of Lucca: employees, the events of two months, and webhooks that tell the same events."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.records import Happening, Records
from local.simulators.chassis.sender import Sender
from local.simulators.lucca import seed, webhooks

KEPT: Final = timedelta(days=60)
KIND: Final = "employees"
PAGE, MAX_PAGE = 25, 100


def lucca(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    oauth = OAuth(clock, {seed.CLIENT_ID: Client(seed.CLIENT_ID, seed.CLIENT_SECRET)}, token_path="/connect/token")  # noqa: S106
    events = Events(clock, partial(webhooks.publish, sender))
    records = Records(clock, {KIND: seed.EMPLOYEES}, events.note, lambda _at, _new: {})

    def forget() -> None:
        records.forget()
        events.kept.clear()
        oauth.forget()

    return Platform(
        name="lucca",
        clock=clock,
        routes=[
            *oauth.routes(),
            Route("GET", "/lucca-api/events", events.list),
            Route("GET", "/lucca-api/employees/{id}", lambda call: Reply(body=records.find(KIND, call.params["id"]))),
        ],
        control=[
            *records.control(),
            *oauth.control(),
            Route("POST", "/subscriptions", partial(webhooks.subscribe, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=forget,
        gates=(oauth.gate, _versioned),
    )


def explain(refused: RefusedError) -> Reply:
    body = {"type": refused.code, "title": refused.message, "status": refused.status}
    return Reply(refused.status, body, refused.headers)


@dataclass(slots=True)
class Events:
    """Delivered or not, an event can be listed for two months."""

    clock: Clock
    tell: Callable[[Json], None]
    kept: list[Json] = field(default_factory=list)

    def note(self, happening: Happening) -> None:
        event = {
            "id": f"evt-{len(self.kept) + 1:06}",
            "type": "event",
            "topic": f"employee.{happening.action}",
            "occurredAt": iso(happening.at),
            "apiVersion": seed.API_VERSION,
            "data": happening.record,
            **({"previousAttributes": dict(happening.former)} if happening.action == "updated" else {}),
        }
        self.kept.append(event)
        self.tell(event)

    def list(self, call: Call) -> Reply:
        since, topics, size, start = self._asked(call)
        oldest = max(since, self.clock() - KEPT)
        found = [
            one
            for one in self.kept
            if datetime.fromisoformat(one["occurredAt"]) >= oldest and (not topics or one["topic"] in topics)
        ]
        after = start + size
        query = f"occurredAt={call.one('occurredAt') or ''}&topic={','.join(topics)}&limit={size}&page={after}"
        more = {"href": f"{call.origin}{call.path}?{query}"} if after < len(found) else None
        return Reply(body={"type": "events", "items": found[start:after], "links": {"next": more}})

    def _asked(self, call: Call) -> tuple[datetime, tuple[str, ...], int, int]:
        text = (call.one("occurredAt") or "since:1970-01-01T00:00:00Z").removeprefix("since:")
        try:
            size, start = int(call.one("limit") or PAGE), int(call.one("page") or 0)
            return datetime.fromisoformat(text), call.words("topic"), min(size, MAX_PAGE), start
        except ValueError as error:
            raise RefusedError(400, "The query is not valid", code="invalid-query") from error


def _versioned(call: Call) -> None:
    """Every call names the version of the API that it means."""
    if not call.path.endswith("/connect/token") and call.headers.get("api-version") != seed.API_VERSION:
        raise RefusedError(400, "The header Api-Version is required", code="invalid-version")
