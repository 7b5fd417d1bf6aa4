"""The web side of a platform: turns requests into calls and replies into answers, and applies faults and limits."""

import asyncio
import json
import time
from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from local.simulators.chassis.calls import Call, RefusedError, Reply, Route
from local.simulators.chassis.faults import Fault, Kind
from local.simulators.chassis.platform import Platform

MAX_BODY_BYTES = 32 * 1024 * 1024

CALL = web.RequestKey("call", Call)


def application(routes: Sequence[Route], middleware: Middleware) -> web.Application:
    app = web.Application(middlewares=[middleware], client_max_size=MAX_BODY_BYTES)
    for route in routes:
        app.router.add_route(route.method, route.path, _endpoint(route))
    return app


def doorway(platform: Platform) -> Middleware:
    """What every request to a platform goes through: fault, limit, gates, route, and a line in the journal."""

    @web.middleware
    async def serve(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.monotonic()
        call = await read(request)
        fault = platform.faults.draw(call)
        response: web.StreamResponse = web.Response()
        if fault is None or fault.kind is not Kind.DROP_BEFORE:
            response = await _answer(platform, request, call, fault, handler)
        dropped = fault is not None and fault.kind in (Kind.DROP_BEFORE, Kind.DROP_AFTER)
        status = None if dropped else response.status
        platform.journal.add(call, status, fault.kind.value if fault else None, time.monotonic() - started)
        if dropped and request.transport is not None:
            request.transport.abort()
        return response

    return serve


async def _answer(
    platform: Platform, request: web.Request, call: Call, fault: Fault | None, handler: Handler
) -> web.StreamResponse:
    if fault is not None and fault.kind is Kind.LATENCY:
        await asyncio.sleep(fault.seconds)
    try:
        _fail_on_demand(fault)
        spent = platform.limiter.take()
        for gate in platform.gates:
            gate(call)
        request[CALL] = call
        response = await handler(request)
        if spent is not None:
            response.headers.update(platform.limit_headers(spent))
    except RefusedError as refused:
        response = respond(platform.explain(refused))
    except web.HTTPException as error:
        allowed = {name: value for name, value in error.headers.items() if name == "Allow"}
        response = respond(platform.explain(RefusedError(error.status, error.reason, headers=allowed)))
    if fault is not None and fault.kind is Kind.LATE_ANSWER:
        await asyncio.sleep(fault.seconds)
    return response


def _fail_on_demand(fault: Fault | None) -> None:
    if fault is not None and fault.kind is Kind.STATUS:
        after = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        raise RefusedError(fault.status, "The service is not available", code="FAULT", headers=after)


async def read(request: web.Request) -> Call:
    return Call(
        method=request.method,
        path=request.path,
        origin=f"{request.scheme}://{request.host}",
        params=dict(request.match_info),
        query={name: request.query.getall(name) for name in request.query},
        headers={name.lower(): value for name, value in request.headers.items()},
        raw=await request.read(),
    )


def respond(reply: Reply) -> web.Response:
    if reply.body is None:
        return web.Response(status=reply.status, headers=reply.headers)
    if isinstance(reply.body, bytes):
        return web.Response(
            status=reply.status, headers=reply.headers, body=reply.body, content_type=reply.content_type
        )
    if isinstance(reply.body, str):
        return web.Response(
            status=reply.status, headers=reply.headers, text=reply.body, content_type=reply.content_type
        )
    text = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=reply.status, headers=reply.headers, text=text, content_type="application/json")


def _endpoint(route: Route) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return respond(route.run(request[CALL]))

    return handle
