"""The simulator of Pipedrive: deals, organizations and persons (API v2), notes, webhooks v2, and its two limits."""

import math
from functools import partial

from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route
from local.simulators.chassis.limits import Spent
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.pipedrive import api, control, fields, seed, webhooks
from local.simulators.pipedrive.store import Store

LIST_COST, READ_COST, WRITE_COST = 20, 2, 5


def pipedrive(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.credentials, clock, speed)
    store = Store(clock, partial(webhooks.publish, sender))
    return Platform(
        name="pipedrive",
        clock=clock,
        routes=[
            Route("GET", "/api/v2/{fields:[a-z]+Fields}", partial(fields.list_fields, store)),
            Route("GET", "/api/v2/{type}", partial(api.list_records, store)),
            Route("POST", "/api/v2/{type}", partial(api.create_record, store)),
            Route("GET", "/api/v2/{type}/{id}", partial(api.get_record, store)),
            Route("PATCH", "/api/v2/{type}/{id}", partial(api.update_record, store)),
            Route("POST", "/api/v1/notes", partial(api.add_note, store)),
            Route("GET", "/api/v1/users/me", api.get_me),
            Route("GET", "/api/v1/webhooks", partial(webhooks.list_webhooks, sender)),
            Route("GET", "/api/v1/{fields}", partial(fields.list_fields_before, store)),
        ],
        control=control.routes(store, sender),
        explain=explain,
        sender=sender,
        forget=store.forget,
        gates=(_authenticated, partial(_within_budget, store)),
        limit_headers=_burst_headers,
    )


def explain(refused: RefusedError) -> Reply:
    body = {
        "success": False,
        "error": refused.message,
        "code": refused.code or f"ERR_{refused.status}",
        "error_info": "Please check developers.pipedrive.com for more information.",
        "data": None,
        "additional_data": None,
    }
    exhausted = {"x-ratelimit-remaining": "0"} if refused.code == "RATE_LIMITED" else {}
    return Reply(refused.status, body, {**refused.headers, **exhausted})


def _burst_headers(spent: Spent) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(spent.limit),
        "x-ratelimit-remaining": str(spent.remaining),
        "x-ratelimit-reset": str(math.ceil(spent.resets_in_s)),
    }


def _authenticated(call: Call) -> None:
    if call.headers.get("x-api-token") != seed.TOKEN:
        raise RefusedError(401, "unauthorized access", code="ERR_UNAUTHORIZED")


def _within_budget(store: Store, call: Call) -> None:
    """The day's budget is shared by every integration of the company and comes back at midnight only."""
    budget = store.switches.daily_budget
    cost = WRITE_COST if call.method != "GET" else READ_COST if "id" in call.params else LIST_COST
    if budget is not None and store.spent + cost > budget:
        raise RefusedError(429, "The daily API token budget is exhausted", code="ERR_DAILY_BUDGET_EXHAUSTED")
    store.spent += cost
