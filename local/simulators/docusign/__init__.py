"""The simulator of DocuSign: envelopes, read with a token for a signed statement, and Connect."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.limits import Spent
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.docusign import connect, control, seed
from local.simulators.docusign.store import Store

MAX_COUNT: Final = 1000
_PARTS: Final = {"custom_fields": "customFields", "recipients": "recipients"}
"""What an envelope shows only where it is asked for."""


def docusign(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(connect.MANNERS, connect.signature_headers, clock, speed)
    store = Store(clock, partial(connect.publish, sender, clock))
    client = Client("app", issuer=seed.INTEGRATION_KEY, audience=seed.AUDIENCE, subject=seed.USER_ID)
    oauth = OAuth(clock, {client.id: client})
    account = "/restapi/v2.1/accounts/{account_id}"

    def forget() -> None:
        store.forget()
        oauth.forget()

    def limit_headers(spent: Spent) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(spent.limit),
            "X-RateLimit-Remaining": str(spent.remaining),
            "X-RateLimit-Reset": str(int((clock() + timedelta(seconds=spent.resets_in_s)).timestamp())),
        }

    return Platform(
        name="docusign",
        clock=clock,
        routes=[
            *oauth.routes(),
            Route("GET", account, _account),
            Route("GET", f"{account}/envelopes", partial(_list, store)),
            Route("GET", f"{account}/envelopes/{{id}}", partial(_read, store)),
        ],
        control=[*control.routes(store, sender), *oauth.control()],
        explain=explain,
        sender=sender,
        forget=forget,
        gates=(oauth.gate,),
        limit_headers=limit_headers,
    )


def explain(refused: RefusedError) -> Reply:
    """A code and a sentence. What the limit refuses is a 400."""
    if refused.code == "RATE_LIMITED":
        body = {"errorCode": "HOURLY_APIINVOCATION_LIMIT_EXCEEDED", "message": "The maximum number has been exceeded."}
        return Reply(400, body, refused.headers)
    code = "AUTHORIZATION_INVALID_TOKEN" if refused.code == "invalid_token" else refused.code
    return Reply(
        refused.status, {"errorCode": code or "UNSPECIFIED_ERROR", "message": refused.message}, refused.headers
    )


def _account(call: Call) -> Reply:
    _its_id(call)
    return Reply(body={"accountIdGuid": seed.ACCOUNT_ID, "accountName": "Exemple"})


def _read(store: Store, call: Call) -> Reply:
    _its_id(call)
    return Reply(body=_shown(store.find(call.params["id"]), call))


def _list(store: Store, call: Call) -> Reply:
    """Those whose status changed since then. Without one, the answer has no list."""
    _its_id(call)
    since = call.one("from_date")
    if since is None:
        raise RefusedError(400, "from_date is required", code="INVALID_REQUEST_PARAMETER")
    wanted, start, count = (
        call.words("status"),
        int(call.one("start_position") or 0),
        int(call.one("count") or MAX_COUNT),
    )
    found = [
        one
        for one in store.envelopes.values()
        if datetime.fromisoformat(one["statusChangedDateTime"]) >= datetime.fromisoformat(since)
        and (not wanted or one["status"] in wanted)
    ]
    found.sort(key=lambda one: one["statusChangedDateTime"], reverse=call.one("order") == "desc")
    page = found[start : start + min(count, MAX_COUNT)]
    told = {"resultSetSize": str(len(page)), "totalSetSize": str(len(found)), "startPosition": str(start)}
    return Reply(body={**told, **({"envelopes": [_shown(one, call) for one in page]} if page else {})})


def _shown(envelope: Json, call: Call) -> Json:
    hidden = {name for part, name in _PARTS.items() if part not in call.words("include")}
    return {name: value for name, value in envelope.items() if name not in hidden}


def _its_id(call: Call) -> None:
    if call.params["account_id"] != seed.ACCOUNT_ID:
        raise RefusedError(
            400, "The user is not a member of this account.", code="USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT"
        )
