"""A stand-in for a company's sign-in (OpenID Connect): anybody may be any of three people. For this machine only."""

from local.simulators.chassis.calls import Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.platform import Platform
from local.simulators.signin.issuer import Issuer


def signin(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    issuer = Issuer(clock)
    return Platform(
        name="signin",
        clock=clock,
        routes=[
            Route("GET", "/.well-known/openid-configuration", issuer.discovery),
            Route("GET", "/keys", issuer.keys),
            Route("GET", "/authorize", issuer.authorize),
            Route("POST", "/token", issuer.token),
            Route("OPTIONS", "/token", issuer.preflight),
            Route("GET", "/end", issuer.end),
        ],
        control=[Route("POST", "/tokens", issuer.token_for)],
        explain=explain,
        forget=issuer.forget,
    )


def explain(refused: RefusedError) -> Reply:
    body: Json = {"error": refused.code or "invalid_request", "error_description": str(refused.message)}
    return Reply(refused.status, body, refused.headers)
