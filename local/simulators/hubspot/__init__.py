"""The simulator of HubSpot: deals, companies and contacts, search, associations, and application webhooks."""

import random
import uuid
from functools import partial
from typing import Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.hubspot import control, objects, seed, webhooks
from local.simulators.hubspot.crm import Crm
from local.simulators.hubspot.search import search

_CATEGORIES: Final = {
    401: "INVALID_AUTHENTICATION",
    403: "MISSING_SCOPES",
    404: "OBJECT_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    423: "LOCKED",
}


def hubspot(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(webhooks.MANNERS, webhooks.signature_headers, clock, speed)
    randomness = random.Random(1)  # noqa: S311 - event ids, repeatable on purpose
    crm = Crm(clock, partial(webhooks.publish, sender, randomness), seed.fill)
    return Platform(
        name="hubspot",
        clock=clock,
        routes=_routes(crm),
        control=control.routes(crm, sender),
        explain=explain,
        sender=sender,
        forget=crm.forget,
        gates=(_authenticated, partial(_within_daily_limit, crm)),
    )


def explain(refused: RefusedError) -> Reply:
    """The three error bodies of HubSpot: a refusal, a validation with its detail, a limit with its policy."""
    body: Json = {"status": "error", "message": refused.message, "correlationId": str(uuid.uuid4())}
    if refused.status == 429:  # noqa: PLR2004 - HTTP's own number
        policy = "DAILY" if refused.code == "DAILY" else "TEN_SECONDLY_ROLLING"
        limit = {"message": f"You have reached your {policy.lower()} limit.", "errorType": "RATE_LIMIT"}
        return Reply(429, {**body, **limit, "policyName": policy}, refused.headers)
    if refused.status == 400:  # noqa: PLR2004 - idem
        detail = {"message": refused.message, "code": refused.code or "INVALID_JSON"}
        return Reply(400, {**body, "category": "VALIDATION_ERROR", "errors": [detail]}, refused.headers)
    return Reply(refused.status, {**body, "category": _CATEGORIES.get(refused.status, "ERROR")}, refused.headers)


def _routes(crm: Crm) -> list[Route]:
    by_type = "/crm/objects/{version}/{type}"
    by_type_before = "/crm/v3/objects/{type}"
    return [
        *(
            route
            for base in (by_type, by_type_before)
            for route in (
                Route("POST", base, partial(objects.create_object, crm)),
                Route("POST", f"{base}/search", partial(search, crm)),
                Route("POST", f"{base}/batch/read", partial(objects.batch_read, crm)),
                Route("GET", f"{base}/{{id}}", partial(objects.get_object, crm)),
                Route("PATCH", f"{base}/{{id}}", partial(objects.update_object, crm)),
            )
        ),
        Route("GET", f"{by_type}/{{id}}/associations/{{to}}", partial(objects.list_associations, crm)),
        Route("GET", "/crm/v4/objects/{type}/{id}/associations/{to}", partial(objects.list_associations, crm)),
        Route(
            "POST",
            "/crm/associations/{version}/{type}/{to}/batch/read",
            partial(objects.batch_read_associations, crm),
        ),
        Route("POST", "/crm/v4/associations/{type}/{to}/batch/read", partial(objects.batch_read_associations, crm)),
        Route("GET", "/crm/properties/{version}/{type}", partial(objects.list_properties, crm)),
        Route("GET", "/crm/v3/properties/{type}", partial(objects.list_properties, crm)),
    ]


def _authenticated(call: Call) -> None:
    if call.headers.get("authorization") != f"Bearer {seed.TOKEN}":
        raise RefusedError(401, "Authentication credentials not found")


def _within_daily_limit(crm: Crm, _call: Call) -> None:
    if crm.switches.daily_limit_reached:
        raise RefusedError(429, "Too many requests", code="DAILY")
