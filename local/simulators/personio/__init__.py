"""The simulator of Personio (persons of the second version, attributes of the first), and dataless webhooks."""

from datetime import date, datetime
from functools import partial
from typing import Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.records import Records
from local.simulators.chassis.sender import Sender
from local.simulators.personio import seed, webhooks

KIND: Final = "persons"
PAGE, MAX_PAGE = 10, 50
WRITABLE: Final = ("email", "first_name", "last_name", "preferred_name", "gender", "language_code")
DAY_S: Final = 86_400


def personio(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.credentials, clock, speed)
    client = Client(seed.CLIENT_ID, seed.CLIENT_SECRET)
    oauth = OAuth(clock, {client.id: client}, lifetime_s=DAY_S, token_path="/v2/auth/token")  # noqa: S106 - a path
    records = Records(clock, {KIND: seed.PERSONS}, partial(webhooks.publish, sender), _times)

    def forget() -> None:
        records.forget()
        oauth.forget()

    attributes = {"success": True, "data": list(seed.ATTRIBUTES)}
    return Platform(
        name="personio",
        clock=clock,
        routes=[
            *oauth.routes(),
            Route("GET", "/v1/company/employees/attributes", lambda _call: Reply(body=attributes)),
            Route("GET", "/v2/persons", partial(_list, records)),
            Route("GET", "/v2/persons/{id}", lambda call: Reply(body=records.find(KIND, call.params["id"]))),
            Route("PATCH", "/v2/persons/{id}", partial(_update, records)),
            Route("GET", "/v2/webhooks", partial(_webhooks, sender)),
        ],
        control=[
            *records.control(),
            *oauth.control(),
            Route("POST", "/subscriptions", partial(webhooks.subscribe, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=forget,
        gates=(oauth.gate,),
    )


def explain(refused: RefusedError) -> Reply:
    error: Json = {"title": refused.code or "error", "detail": refused.message, "type": None, "_meta": {}}
    return Reply(refused.status, {"errors": [error]}, refused.headers)


def _times(moment: datetime, new: bool) -> Json:
    return {"updated_at": iso(moment), **({"created_at": iso(moment)} if new else {})}


def _list(records: Records, call: Call) -> Reply:
    """Whole days alone tell since when; the next page is an address."""
    text, size, start = call.one("updated_at.gte"), call.one("limit") or str(PAGE), call.one("cursor") or "0"
    try:
        since = date.fromisoformat(text) if text else date.min
        first, after = int(start), int(start) + int(size)
    except ValueError as error:
        raise RefusedError(400, "The query is not valid", code="Invalid request") from error
    if not 0 < int(size) <= MAX_PAGE:
        raise RefusedError(400, f"limit must be between 1 and {MAX_PAGE}", code="Invalid request")
    found = [one for one in records.of(KIND).values() if datetime.fromisoformat(one["updated_at"]).date() >= since]
    found.sort(key=lambda one: (one["updated_at"], one["id"]))
    query = f"limit={size}&cursor={after}" + (f"&updated_at.gte={text}" if text else "")
    links = {"next": {"href": f"{call.origin}{call.path}?{query}"}} if after < len(found) else {}
    return Reply(body={"_data": found[first:after], "_meta": {"links": links}})


def _update(records: Records, call: Call) -> Reply:
    """Attributes of the company are a list, of which the ones that are named change; the answer is empty."""
    values = call.json_object()
    given = values.pop("custom_attributes", [])
    unknown = values.keys() - set(WRITABLE)
    known = {one["key"] for one in seed.ATTRIBUTES}
    if unknown or any(one.get("id") not in known for one in given):
        raise RefusedError(400, "An attribute does not exist or cannot be written", code="Invalid request")
    if given:
        present = {one["id"]: one for one in records.find(KIND, call.params["id"])["custom_attributes"]}
        values["custom_attributes"] = list({**present, **{one["id"]: one for one in given}}.values())
    records.update(KIND, call.params["id"], values)
    return Reply(204)


def _webhooks(sender: Sender, _call: Call) -> Reply:
    shown = [{"id": one.id, "url": one.url, "status": "enabled"} for one in sender.subscriptions.values()]
    return Reply(body={"_data": shown})
