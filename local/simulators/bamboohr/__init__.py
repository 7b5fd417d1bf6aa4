"""The simulator of BambooHR: employees, which of them changed, their fields, and event-based webhooks."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from local.simulators.bamboohr import seed, webhooks
from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.records import Happening, Records
from local.simulators.chassis.sender import Sender

KIND = "employees"


def bamboohr(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    changes = Changes(clock, partial(webhooks.publish, sender))
    records = Records(clock, {KIND: seed.EMPLOYEES}, changes.note, lambda _at, _new: {})

    def forget() -> None:
        records.forget()
        changes.forget()

    return Platform(
        name="bamboohr",
        clock=clock,
        routes=[
            Route("GET", "/api/v1/employees/changed", changes.list),
            Route("GET", "/api/v1/employees/{id}", partial(_read, records)),
            Route("POST", "/api/v1/employees/{id}", partial(_update, records)),
            Route("GET", "/api/v1/meta/fields", lambda _call: Reply(body=list(seed.FIELDS))),
            Route("GET", "/api/v1/webhooks", partial(_webhooks, sender)),
        ],
        control=[*records.control(), Route("POST", "/subscriptions", partial(webhooks.subscribe, sender))],
        explain=lambda refused: Reply(
            refused.status, None, {**refused.headers, "X-BambooHR-Error-Message": str(refused.message)}
        ),
        sender=sender,
        forget=forget,
        gates=(_authenticated,),
    )


@dataclass(slots=True)
class Changes:
    """What happened last to each employee, and when it was created."""

    clock: Clock
    tell: Callable[[Happening], None]
    last: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    created: dict[str, datetime] = field(default_factory=dict)

    def forget(self) -> None:
        self.last.clear()
        self.created.clear()

    def note(self, happening: Happening) -> None:
        employee = happening.record["id"]
        self.last[employee] = (happening.action, happening.at)
        if happening.action == "created":
            self.created[employee] = happening.at
        self.tell(happening)

    def list(self, call: Call) -> Reply:
        """Ids only. Whoever was hired since then is told as such, also when more was changed later."""
        try:
            since = datetime.fromisoformat(call.one("since") or "")
        except ValueError as error:
            raise RefusedError(400, "since must be an ISO 8601 time with its zone") from error
        found: Json = {}
        for employee, (action, at) in self.last.items():
            if at >= since:
                hired = action != "deleted" and self.created.get(employee, datetime.min.replace(tzinfo=UTC)) >= since
                word = "Inserted" if hired else action.capitalize()
                found[employee] = {"id": employee, "action": word, "lastChanged": _stamp(at)}
        return Reply(body={"latest": _stamp(self.clock()), "employees": found})


def _read(records: Records, call: Call) -> Reply:
    """The fields that are asked for, and no others; one that does not exist is left out."""
    employee = records.find(KIND, call.params["id"])
    return Reply(body={name: employee[name] for name in ("id", *call.words("fields")) if name in employee})


def _update(records: Records, call: Call) -> Reply:
    """The answer is empty; fields that do not exist are ignored."""
    known = {one["alias"] for one in seed.FIELDS if "alias" in one}
    records.update(KIND, call.params["id"], {name: one for name, one in call.json_object().items() if name in known})
    return Reply(200)


def _webhooks(sender: Sender, _call: Call) -> Reply:
    shown = [{"id": one.id, "name": one.name, "url": one.url} for one in sender.subscriptions.values()]
    return Reply(body={"webhooks": shown})


def _authenticated(call: Call) -> None:
    """The key is the user; the password is anything."""
    kind, _, encoded = call.headers.get("authorization", "").partition(" ")
    try:
        user = base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        user = ""
    if kind.lower() != "basic" or user != seed.API_KEY:
        raise RefusedError(401, "The API key is not valid")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
