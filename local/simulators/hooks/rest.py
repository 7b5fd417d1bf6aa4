"""A small REST API of nobody's: things by their id below /things, and notes that are only posted."""

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.platform import Platform
from local.simulators.hooks import seed


def rest(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    things: dict[str, Json] = {}
    messages: list[Json] = []

    def forget() -> None:
        things.clear()
        things["t-1"] = {"name": "Bail"}
        messages.clear()

    def found(call: Call) -> Json:
        if call.headers.get("x-api-key") != seed.REST_KEY:
            raise RefusedError(401, "The key is not valid")
        if call.method != "PUT" and call.params["id"] not in things:
            raise RefusedError(404, "There is no such thing")
        return things.setdefault(call.params["id"], {})

    def put(call: Call) -> Reply:
        found(call)
        things[call.params["id"]] = call.json_object()
        return Reply(body=things[call.params["id"]])

    def patch(call: Call) -> Reply:
        found(call).update(call.json_object())
        return Reply(body=things[call.params["id"]])

    def delete(call: Call) -> Reply:
        found(call)
        del things[call.params["id"]]
        return Reply(204)

    def post(call: Call) -> Reply:
        if call.headers.get("x-api-key") != seed.REST_KEY:
            raise RefusedError(401, "The key is not valid")
        messages.append({"at": iso(clock()), "body": call.json(), "headers": dict(call.headers)})
        return Reply(201, {})

    forget()
    return Platform(
        name="rest",
        clock=clock,
        routes=[
            Route("GET", "/things/{id}", lambda call: Reply(body=found(call))),
            Route("PUT", "/things/{id}", put),
            Route("PATCH", "/things/{id}", patch),
            Route("DELETE", "/things/{id}", delete),
            Route("POST", "/notes", post),
        ],
        control=[
            Route("GET", "/messages", lambda _call: Reply(body=messages)),
            Route("GET", "/things", lambda _call: Reply(body=things)),
        ],
        explain=lambda refused: Reply(refused.status, {"message": refused.message}, refused.headers),
        forget=forget,
    )
