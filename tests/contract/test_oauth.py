"""Calls with each kind of credentials, against an OAuth server that forgives nothing: real HTTP, both sides ours."""

import json
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local.simulators.chassis.calls import Call, RefusedError, Reply
from local.simulators.chassis.keys import private_pem
from local.simulators.chassis.oauth import Client, OAuth
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import GENEROUS, PublishedConnection
from passerelle.errors import CredentialsRefused, PasserelleError, RateLimited, Unavailable
from passerelle.http import new_client
from passerelle.platforms.connecting import Connector
from tests.fakes import Clock, MemoryLock, MemoryTokens, means

AT = "https://tool.example.com"
CLIENT = {"client_id": "{secret.id}", "client_secret": "{secret.secret}"}
AUTHS: dict[str, dict[str, Any]] = {
    "client_credentials": {**CLIENT},
    "refresh_token": {**CLIENT, "refresh": "refresh", "authorize": {"url": f"{AT}/oauth/authorize"}},
    "jwt_bearer": {"key": "{secret.key}", "claims": {"iss": "{key.client_email}", "aud": AT}},
}
SECRETS = {
    "id": "app",
    "secret": "s3cret/+=",
    "refresh": "first",
    "key": json.dumps({"private_key": private_pem(), "client_email": "robot"}),
}


@dataclass
class Recorded:
    """A budget that lets everything pass and remembers whose line was used."""

    taken: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, connection: str) -> None:
        self.taken.append(connection)

    def pause(self, connection: str, seconds: float) -> None:
        self.faults.append(connection)

    def failed(self, connection: str) -> None:
        self.faults.append(connection)

    def answered(self, connection: str) -> None: ...


class World:
    """A tool behind an OAuth server, and a process of ours."""

    def __init__(self, kind: str, **auth: Any) -> None:
        self.clock, self.tokens, self.lock, self.budget = Clock(), MemoryTokens(), MemoryLock(), Recorded()
        self.oauth = OAuth(self.clock, {"app": Client("app", SECRETS["secret"], issuer="robot", audience=AT)})
        self.oauth.seed_refresh("first")
        self.auth = {"kind": kind, "token_url": f"{AT}/oauth/token", **AUTHS[kind], **auth}
        self.requests: list[httpx.Request] = []
        self.token_answers: list[httpx.Response] = []
        self.answers: list[httpx.Response] = []
        self.secrets = dict(SECRETS)

    def process(self) -> Connector:
        return Connector(
            connections=self,
            read_secrets=lambda _name: {f"secrets/{name}": value for name, value in self.secrets.items()},
            client=new_client(httpx.MockTransport(self._answer)),
            budget=self.budget,
            locks=lambda _name: self.lock,
            clock=self.clock,
            correlation_id=str,
            means=means(self.tokens, self.lock),
        )

    def connection(self, name: str) -> PublishedConnection:
        manifest = ManifestFile.model_validate(
            {
                "platform": "tool",
                "title": "Tool",
                "family": "crm",
                "secrets": {one: {"about": "A secret.", "use": "call"} for one in SECRETS},
                "call": {"auth": self.auth},
                "probe": {"method": "POST", "path": "/things"},
            }
        )
        settings = {"base_url": AT}
        return PublishedConnection(name=name, manifest=manifest, settings=settings, limits=GENEROUS, poll=[])

    @property
    def calls(self) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == "/things"]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        call = Call(
            request.method,
            request.url.path,
            origin=f"{request.url.scheme}://{request.url.host}",
            headers={name.lower(): value for name, value in request.headers.items()},
            raw=request.read(),
        )
        if request.url.path == "/oauth/token":
            if self.token_answers:
                return self.token_answers.pop(0)
            return _response(self.oauth.token(call))
        if self.answers:
            return self.answers.pop(0)
        try:
            self.oauth.gate(call)
        except RefusedError:
            return httpx.Response(401, json={"error": "invalid_token"})
        return httpx.Response(200, json={})


def _response(reply: Reply) -> httpx.Response:
    return httpx.Response(reply.status, json=reply.body, headers=dict(reply.headers))


@pytest.mark.parametrize("kind", AUTHS)
def test_a_call_carries_a_token_that_is_asked_for_once(kind):
    world = World(kind)
    connect = world.process()

    connect("tool").probe()
    connect("tool").probe()

    assert world.oauth.issued == 1
    assert len(world.calls) == 2


@pytest.mark.parametrize("kind", AUTHS)
def test_a_token_is_renewed_before_its_end(kind):
    world = World(kind)
    connect = world.process()
    connect("tool").probe()

    world.clock.advance(seconds=world.oauth.lifetime_s - 30)
    connect("tool").probe()

    assert world.oauth.issued == 2
    assert len(world.calls) == 2


@pytest.mark.parametrize("kind", AUTHS)
def test_a_token_that_ended_early_is_renewed_and_the_refused_call_is_made_once_more(kind):
    world = World(kind)
    connect = world.process()
    connect("tool").probe()
    world.clock.advance(minutes=5)

    world.oauth.end_access()
    connect("tool").probe()

    assert world.oauth.issued == 2
    assert len(world.calls) == 3


def test_a_call_that_is_refused_with_a_new_token_is_not_made_again():
    world = World("client_credentials")
    world.answers = [httpx.Response(401)] * 2

    with pytest.raises(CredentialsRefused) as refused:
        world.process()("tool").probe()

    assert refused.value.code == "credentials_refused"
    assert len(world.calls) == 1


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(403), httpx.Response(429)])
def test_only_a_call_that_was_surely_not_done_is_made_again(answer):
    world = World("client_credentials")
    connect = world.process()
    connect("tool").probe()
    world.clock.advance(minutes=5)
    world.answers = [answer]

    with pytest.raises(PasserelleError):
        connect("tool").probe()

    assert len(world.calls) == 2
    assert world.oauth.issued == 1


def test_a_consent_outlives_any_number_of_processes_and_renewals():
    world = World("refresh_token")
    for _ in range(5):
        world.process()("tool").probe()
        world.clock.advance(hours=3)

    assert world.oauth.issued == 5
    assert len(world.oauth.refresh_tokens()) == 1


def test_client_credentials_may_be_shared_by_all_processes():
    world = World("client_credentials", shared=True)

    for _ in range(3):
        world.process()("tool").probe()

    assert world.oauth.issued == 1


@pytest.mark.parametrize("place", ["body", "basic"])
def test_the_application_proves_itself_where_the_manifest_says(place):
    world = World("client_credentials", client_in=place, send_as="form", parameters={"scope": "read write"})
    world.oauth.client_in = frozenset({place})

    world.process()("tool").probe()

    [asked] = [request for request in world.requests if request.url.path == "/oauth/token"]
    sent = asked.read().decode()
    assert "scope=read+write" in sent
    if place == "basic":
        assert b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode() == "app:s3cret/+="
        assert "s3cret" not in sent


def test_what_is_sent_may_be_json_and_the_header_another_one():
    world = World(
        "client_credentials", send_as="json", header="x-token", prefix="", token="data.key", expires_in="data.s"
    )
    world.token_answers = [httpx.Response(200, json={"data": {"key": "abc", "s": 60}})]
    world.answers = [httpx.Response(200, json={})]

    world.process()("tool").probe()

    asked, called = world.requests
    assert json.loads(asked.read())["client_id"] == "app"
    assert called.headers["x-token"] == "abc"


@pytest.mark.parametrize("told", [{}, {"expires_in": None}, {"expires_in": "soon"}, {"expires_in": -5}])
def test_a_lifetime_that_is_not_told_is_the_manifests(told):
    world = World("client_credentials", lifetime_s=600)
    answer = {"access_token": "abc", **told}
    world.token_answers = [httpx.Response(200, json=answer) for _ in range(2)]
    world.answers = [httpx.Response(200, json={}) for _ in range(3)]
    connect = world.process()

    connect("tool").probe()
    world.clock.advance(seconds=450)
    connect("tool").probe()
    asked_before = len(world.requests) - len(world.calls)
    world.clock.advance(seconds=100)
    connect("tool").probe()

    assert asked_before == 1
    assert len(world.requests) - len(world.calls) == 2


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), CredentialsRefused, "grant_refused"),
        (httpx.Response(400, json={"error": "consent_required"}), CredentialsRefused, "grant_refused"),
        (httpx.Response(401, json={"error": "invalid_client"}), CredentialsRefused, "client_refused"),
        (httpx.Response(400, json={"error": "invalid_scope"}), CredentialsRefused, "token_refused"),
        (httpx.Response(404, text="no such page"), CredentialsRefused, "token_refused"),
        (httpx.Response(503), Unavailable, "unavailable"),
        (httpx.Response(429, headers={"retry-after": "7"}), RateLimited, "rate_limited"),
        (httpx.Response(200, json={"ok": True}), Unavailable, "no_token"),
        (httpx.Response(200, json={"access_token": "line\nbreak"}), Unavailable, "no_token"),
        (httpx.Response(200, text="<html>"), Unavailable, "unreadable_answer"),
    ],
)
def test_a_refusal_of_the_token_endpoint_says_who_must_act(answer, error, code):
    world = World("client_credentials")
    world.token_answers = [answer]

    with pytest.raises(error) as refused:
        world.process()("tool").probe()

    assert refused.value.code == code
    assert world.calls == []


def test_a_withdrawn_consent_asks_to_connect_again():
    world = World("refresh_token")
    world.oauth.withdraw()

    with pytest.raises(CredentialsRefused) as refused:
        world.process()("tool").probe()

    assert "passerelle connect" in refused.value.sentence.fr
    assert "passerelle connect" in refused.value.sentence.en


def test_a_token_endpoint_has_a_line_of_its_own():
    world = World("client_credentials")
    world.token_answers = [httpx.Response(503)]
    with pytest.raises(Unavailable):
        world.process()("tool").probe()

    world.process()("tool").probe()

    assert world.budget.taken == ["tool/tokens", "tool/tokens", "tool"]
    assert world.budget.faults == ["tool/tokens"]


INSTANCE = {"path": "instance_url", "below": ["sales.example.com"]}


def test_calls_go_where_the_answer_with_the_token_says_below_the_domains_of_the_manifest():
    world = World("client_credentials", address=INSTANCE)
    world.oauth.answers = lambda _call: {"instance_url": "https://eu1.sales.example.com"}

    world.process()("tool").probe()

    assert world.calls[0].url == "https://eu1.sales.example.com/things"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "https://sales.example.com.evil.example",
        "https://notsales.example.com",
        "http://eu1.sales.example.com",
        "https://user@eu1.sales.example.com",
        "https://eu1.sales.example.com:8443",
        "https://[",
        "//eu1.sales.example.com",
        7,
        None,
    ],
)
def test_no_token_goes_where_the_manifest_does_not_allow(address):
    world = World("client_credentials", address=INSTANCE)
    world.oauth.answers = lambda _call: {"instance_url": address}

    with pytest.raises(CredentialsRefused) as refused:
        world.process()("tool").probe()

    assert refused.value.code == "foreign_token_address"
    assert world.calls == []


def test_a_changed_secret_is_taken_up_with_a_token_of_its_own():
    world = World("client_credentials")
    connect = world.process()
    connect("tool").probe()

    world.secrets["secret"] = "another"
    world.clock.advance(minutes=2)

    with pytest.raises(CredentialsRefused) as refused:
        connect("tool").probe()
    assert refused.value.code == "client_refused"


def test_no_secret_and_no_token_is_shown_by_what_holds_them():
    world = World("refresh_token")
    connect = world.process()
    connect("tool").probe()

    caller = connect("tool").caller
    shown = repr(caller) + repr(caller.credentials)

    secrets = [*world.oauth.access_tokens(), *world.oauth.refresh_tokens(), SECRETS["secret"]]
    assert [secret for secret in secrets if secret in shown] == []


def test_basic_credentials_are_a_header():
    world = World("client_credentials")
    world.auth = {"kind": "basic", "user": "{secret.id}", "password": "x"}
    world.answers = [httpx.Response(200, json={})]

    world.process()("tool").probe()

    assert b64decode(world.calls[0].headers["authorization"].removeprefix("Basic ")) == b"app:x"


def test_statements_are_refused_by_a_platform_that_knows_another_key_or_another_time():
    world = World("jwt_bearer", claims={"iss": "robot", "aud": "https://elsewhere.example.com"})

    with pytest.raises(CredentialsRefused) as refused:
        world.process()("tool").probe()

    assert refused.value.code == "grant_refused"
