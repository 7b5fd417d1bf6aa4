"""The simulator of Greenhouse (Harvest v3): applications and what belongs to them, lists by cursor, and webhooks."""

import base64
from datetime import datetime
from functools import partial

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.limits import Spent
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.records import Happening, Records
from local.simulators.chassis.sender import Sender
from local.simulators.greenhouse import seed, webhooks

PAGE, MAX_PAGE = 100, 500


def greenhouse(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    oauth = OAuth(clock, {seed.CLIENT_ID: Client(seed.CLIENT_ID, seed.CLIENT_SECRET)}, token_path="/token")  # noqa: S106

    def tell(happening: Happening) -> None:
        webhooks.publish(sender, records.by_kind, happening)

    records = Records(clock, seed.ACCOUNT, tell, _times)

    def forget() -> None:
        records.forget()
        oauth.forget()

    return Platform(
        name="greenhouse",
        clock=clock,
        routes=[
            *oauth.routes(),
            Route("GET", "/v3/{kind}", partial(_list, records)),
            Route(
                "GET", "/v3/{kind}/{id}", lambda call: Reply(body=records.find(call.params["kind"], call.params["id"]))
            ),
        ],
        control=[
            *records.control(),
            *oauth.control(),
            Route("POST", "/subscriptions", partial(webhooks.subscribe, sender)),
            Route("POST", "/subscriptions/{id}/ping", partial(webhooks.ping, sender)),
        ],
        explain=explain,
        sender=sender,
        forget=forget,
        gates=(oauth.gate,),
        limit_headers=_limit_headers,
    )


def explain(refused: RefusedError) -> Reply:
    return Reply(refused.status, {"message": refused.message}, refused.headers)


def _times(moment: datetime, new: bool) -> Json:
    return {"last_activity_at": iso(moment), **({"created_at": iso(moment)} if new else {})}


def _list(records: Records, call: Call) -> Reply:
    """What goes on is told in the header Link, and is asked with the cursor alone."""
    kind, query = call.params["kind"], dict(call.query)
    if "cursor" in query:
        if query.keys() != {"cursor"}:
            raise RefusedError(422, "cursor cannot be combined with other parameters")
        since, application, size, start = base64.urlsafe_b64decode(str(call.one("cursor"))).decode().split("|")
    else:
        since, application = call.one("last_activity_at[gte]") or "", call.one("application_ids") or ""
        size, start = call.one("per_page") or str(PAGE), "0"
    if not size.isdigit() or not 0 < int(size) <= MAX_PAGE:
        raise RefusedError(422, f"per_page must be between 1 and {MAX_PAGE}")
    found = [one for one in records.of(kind).values() if _wanted(one, since, application)]
    found.sort(key=lambda one: (one["last_activity_at"], one["id"]))
    first, after = int(start), int(start) + int(size)
    link = {}
    if after < len(found):
        cursor = base64.urlsafe_b64encode(f"{since}|{application}|{size}|{after}".encode()).decode()
        link = {"Link": f'<{call.origin}{call.path}?cursor={cursor}>; rel="next"'}
    return Reply(body=found[first:after], headers=link)


def _wanted(record: Json, since: str, application: str) -> bool:
    if application and str(record.get("application_id")) != application:
        return False
    return not since or datetime.fromisoformat(record["last_activity_at"]) >= datetime.fromisoformat(since)


def _limit_headers(spent: Spent) -> dict[str, str]:
    return {"X-RateLimit-Limit": str(spent.limit), "X-RateLimit-Remaining": str(spent.remaining)}
