"""The simulator of Salesforce: an organisation's REST API, its tokens, and its outbound messages."""

from functools import partial
from itertools import count
from urllib.parse import parse_qs

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.sender import Sender
from local.simulators.salesforce import control, outbound, seed
from local.simulators.salesforce.store import Store

API = "/services/data/v62.0"


def salesforce(*, clock: Clock, speed: float) -> Platform:
    sender = Sender(outbound.MANNERS, outbound.headers, clock, speed)
    store = Store(clock, partial(outbound.publish, sender))
    numbers = count(1)
    return Platform(
        name="salesforce",
        clock=clock,
        routes=[
            Route("POST", "/services/oauth2/token", _token),
            Route("GET", f"{API}/", lambda _call: Reply(body={"sobjects": f"{API}/sobjects"})),
            Route("GET", f"{API}/sobjects/{{object}}/describe", _describe),
            Route("GET", f"{API}/sobjects/{{object}}/{{id}}", lambda call: Reply(body=store.find(*_named(call)))),
            Route("PATCH", f"{API}/sobjects/{{object}}/{{id}}", partial(_update, store)),
            Route("GET", f"{API}/query", lambda call: _query(store, next(numbers), call)),
            Route("GET", f"{API}/queryAll", lambda call: _query(store, next(numbers), call)),
            Route("GET", f"{API}/query/{{locator}}", partial(_more, store)),
        ],
        control=control.routes(store, sender),
        explain=explain,
        sender=sender,
        forget=store.forget,
        gates=(_authenticated,),
    )


def explain(refused: RefusedError) -> Reply:
    """A list of errors; the token's endpoint alone has OAuth's own form."""
    if refused.code == "invalid_client":
        return Reply(refused.status, {"error": refused.code, "error_description": refused.message})
    code = refused.code or ("REQUEST_LIMIT_EXCEEDED" if refused.status == 403 else "UNKNOWN_EXCEPTION")  # noqa: PLR2004
    return Reply(refused.status, [{"errorCode": code, "message": refused.message}], refused.headers)


def _token(call: Call) -> Reply:
    form = {name: values[0] for name, values in parse_qs(call.raw.decode()).items()}
    if (form.get("client_id"), form.get("client_secret")) != (seed.CLIENT_ID, seed.CLIENT_SECRET):
        raise RefusedError(401, "invalid client credentials", code="invalid_client")
    url = call.origin + "/salesforce"
    return Reply(body={"access_token": seed.SESSION_ID, "instance_url": url, "token_type": "Bearer"})


def _authenticated(call: Call) -> None:
    if call.path.endswith("/oauth2/token"):
        return
    if call.headers.get("authorization") != f"Bearer {seed.SESSION_ID}":
        raise RefusedError(401, "Session expired or invalid", code="INVALID_SESSION_ID")


def _describe(call: Call) -> Reply:
    if call.params["object"] not in seed.TYPES:
        raise RefusedError(404, "The requested resource does not exist", code="NOT_FOUND")
    return Reply(body={"name": call.params["object"], "fields": seed.described(call.params["object"])})


def _update(store: Store, call: Call) -> Reply:
    store.update(*_named(call), call.json_object())
    return Reply(204)


def _query(store: Store, number: int, call: Call) -> Reply:
    return _page(store, call, f"01g{number:012d}AAA", 0, store.asked(call.one("q") or ""))


def _more(store: Store, call: Call) -> Reply:
    locator, _, start = call.params["locator"].partition("-")
    if locator not in store.cursors:
        raise RefusedError(400, "invalid query locator", code="INVALID_QUERY_LOCATOR")
    return _page(store, call, locator, int(start), store.cursors[locator])


def _page(store: Store, call: Call, locator: str, start: int, found: list[Json]) -> Reply:
    size = int(call.headers.get("sforce-query-options", "batchSize=2000").partition("=")[2])
    page = {"totalSize": len(found), "done": start + size >= len(found), "records": found[start : start + size]}
    if not page["done"]:
        store.cursors[locator] = found
        before = call.path.partition("/services")[0]
        page["nextRecordsUrl"] = f"{before}{API}/query/{locator}-{start + size}"
    return Reply(body=page)


def _named(call: Call) -> tuple[str, str]:
    return call.params["object"], call.params["id"]
