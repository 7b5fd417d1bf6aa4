"""Simulators of those that are told by a webhook and say little of what they do with it: Zapier, Make, n8n, and any
receiver of Standard Webhooks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.control import changed
from local.simulators.chassis.platform import Platform
from local.simulators.hooks import seed
from local.simulators.hooks.proofs import is_let_in, is_signed

Explain = Callable[[RefusedError], Reply]


class Switches(BaseModel):
    """What listens is switched off by its owner; a node of n8n asks for one kind of proof, or for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listening: bool = True
    proof: str = "header"


@dataclass(slots=True)
class Hook:
    """What came to one address. `seen` are the ids of Standard Webhooks: one that comes again is not taken twice."""

    clock: Clock
    messages: list[Json] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    switches: Switches = field(default_factory=Switches)

    def forget(self) -> None:
        self.messages.clear()
        self.seen.clear()
        self.switches = Switches()

    def take(self, call: Call) -> None:
        self.messages.append({"at": iso(self.clock()), "body": call.json(), "headers": dict(call.headers)})

    def switch(self, call: Call) -> Reply:
        self.switches = changed(self.switches, call.json())
        return Reply(body=self.switches.model_dump())


def zapier(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    def catch(hook: Hook, call: Call) -> Reply:
        _listens(hook, 410, "The Zap is off")
        hook.take(call)
        place = len(hook.messages)
        return Reply(
            body={"attempt": f"a-{place}", "id": f"i-{place}", "request_id": f"r-{place}", "status": "success"}
        )

    return _platform("zapier", clock, seed.ZAPIER_PATH, catch, _as_json)


def make(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - idem
    def catch(hook: Hook, call: Call) -> Reply:
        if call.headers.get("x-make-apikey") != seed.MAKE_KEY:
            raise RefusedError(401, "Unauthorized")
        _listens(hook, 410, "There is no scenario listening for this webhook.")
        hook.take(call)
        return Reply(200, "Accepted", content_type="text/plain")

    return _platform("make", clock, seed.MAKE_PATH, catch, _as_text)


def n8n(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - idem
    def catch(hook: Hook, call: Call) -> Reply:
        _listens(hook, 404, "The requested webhook is not registered.")
        if not is_let_in(hook.switches.proof, call, clock):
            raise RefusedError(403, "Authorization data is wrong!")
        hook.take(call)
        return Reply(body={"message": "Workflow was started"})

    return _platform("n8n", clock, seed.N8N_PATH, catch, _as_json)


def standard_webhooks(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - idem
    def catch(hook: Hook, call: Call) -> Reply:
        if not is_signed(call, clock):
            raise RefusedError(401, "The signature does not match")
        _listens(hook, 410, "Gone")
        identity = call.headers["webhook-id"]
        if identity not in hook.seen:
            hook.seen.add(identity)
            hook.take(call)
        return Reply(204)

    return _platform("standard-webhooks", clock, seed.STANDARD_PATH, catch, _as_json)


def _platform(name: str, clock: Clock, path: str, catch: Callable[[Hook, Call], Reply], explain: Explain) -> Platform:
    hook = Hook(clock)
    return Platform(
        name=name,
        clock=clock,
        routes=[Route("POST", path, partial(catch, hook))],
        control=[
            Route("GET", "/messages", lambda _call: Reply(body=hook.messages)),
            Route("PATCH", "/switches", hook.switch),
        ],
        explain=explain,
        forget=hook.forget,
    )


def _listens(hook: Hook, status: int, message: str) -> None:
    if not hook.switches.listening:
        raise RefusedError(status, message)


def _as_json(refused: RefusedError) -> Reply:
    return Reply(refused.status, {"code": refused.status, "message": refused.message}, refused.headers)


def _as_text(refused: RefusedError) -> Reply:
    return Reply(refused.status, str(refused.message), refused.headers, content_type="text/plain")
