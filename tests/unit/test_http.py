"""A call gives an answer or one error of the tree, which says whether its effect may have happened."""

import contextlib
import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import httpx
import pytest

from passerelle import __version__
from passerelle.core.quotas import Reset
from passerelle.core.sentences import Sentence
from passerelle.errors import (
    CredentialsRefused,
    Effect,
    PasserelleError,
    RateLimited,
    Rejected,
    RemoteRefused,
    Retryable,
    Unavailable,
)
from passerelle.http import LARGEST_ANSWER_BYTES, Caller, new_client, segment
from passerelle.http_failures import ErrorRules, Meaning, Rule

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "key-5ecret"


class FakeBudget:
    def __init__(self, *, spent: bool = False) -> None:
        self.spent = spent
        self.taken: list[str] = []
        self.pauses: list[tuple[str, float]] = []
        self.told: list[str] = []

    def take(self, connection: str) -> None:
        if self.spent:
            raise RateLimited(Sentence(fr="Épuisé.", en="Spent."), retry_after_s=3)
        self.taken.append(connection)

    def pause(self, connection: str, seconds: float) -> None:
        self.pauses.append((connection, seconds))

    def failed(self, connection: str) -> None:
        self.told.append("failed")

    def answered(self, connection: str) -> None:
        self.told.append("answered")


def caller(
    handler: Callable[[httpx.Request], httpx.Response],
    *,
    budget: FakeBudget | None = None,
    rules: ErrorRules | None = None,
    base_url: str = "https://api.example.test/v2",
) -> Caller:
    return Caller(
        connection="acme",
        base_url=base_url,
        headers={"x-api-key": SECRET},
        client=new_client(httpx.MockTransport(handler)),
        budget=budget or FakeBudget(),
        clock=lambda: NOW,
        correlation_id=lambda: "c0ffee",
        rules=rules or ErrorRules(),
    )


def answering(status: int, **kwargs: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, **kwargs)


def failing(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error

    return handler


def error_of(target: Caller, method: str = "POST", path: str = "/things", **kwargs: Any) -> PasserelleError:
    with pytest.raises(PasserelleError) as caught:
        target.request(method, path, **kwargs)
    return caught.value


def test_an_answer_carries_status_headers_in_lower_case_and_body():
    target = caller(answering(201, json={"id": "1"}, headers={"Sunset": "2027-01-01"}))

    answer = target.request("POST", "/things", json={"name": "x"})

    assert (answer.status, answer.headers["sunset"], answer.body) == (201, "2027-01-01", {"id": "1"})


def test_a_call_carries_the_credentials_our_name_and_the_correlation_id():
    seen: list[httpx.Request] = []
    budget = FakeBudget()
    target = caller(lambda request: seen.append(request) or httpx.Response(200, json=[]), budget=budget)

    target.request("GET", "things/1", params={"limit": 50})

    request = seen[0]
    assert str(request.url) == "https://api.example.test/v2/things/1?limit=50"
    assert request.headers["x-api-key"] == SECRET
    assert request.headers["x-correlation-id"] == "c0ffee"
    assert request.headers["user-agent"] == f"passerelle/{__version__}"
    assert budget.taken == ["acme"]


def test_nothing_is_sent_when_our_share_is_spent():
    sent: list[httpx.Request] = []
    target = caller(lambda request: sent.append(request) or httpx.Response(200), budget=FakeBudget(spent=True))

    error = error_of(target)

    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 3
    assert sent == []


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("busy"),
        httpx.ProxyError("407"),
        httpx.UnsupportedProtocol("ftp"),
    ],
)
def test_a_request_that_never_left_is_surely_not_done(error: Exception):
    lost = error_of(caller(failing(error)))

    assert isinstance(lost, Unavailable)
    assert lost.effect is Effect.NOT_DONE
    assert lost.context["error_type"] == type(error).__name__


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("broken pipe"),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
    ],
)
def test_a_request_lost_after_it_was_sent_is_unknown_unless_it_only_reads(error: Exception):
    target = caller(failing(error))

    assert error_of(target, "POST").effect is Effect.UNKNOWN  # type: ignore[attr-defined]
    assert error_of(target, "PATCH").effect is Effect.UNKNOWN  # type: ignore[attr-defined]
    assert error_of(target, "GET").effect is Effect.NOT_DONE  # type: ignore[attr-defined]
    assert error_of(target, "POST", only_reads=True).effect is Effect.NOT_DONE  # type: ignore[attr-defined]


def test_a_connection_refused_by_a_real_port_is_not_done():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    target = Caller(
        connection="acme",
        base_url=f"http://127.0.0.1:{port}/v2",
        headers={},
        client=httpx.Client(trust_env=False),
        budget=FakeBudget(),
        clock=lambda: NOW,
        correlation_id=lambda: "c0ffee",
    )

    error = error_of(target)

    assert isinstance(error, Unavailable)
    assert error.effect is Effect.NOT_DONE


STATUSES = [
    (301, RemoteRefused, "redirected"),
    (400, RemoteRefused, "remote_refused"),
    (401, CredentialsRefused, "credentials_refused"),
    (403, CredentialsRefused, "credentials_refused"),
    (404, RemoteRefused, "not_found"),
    (409, RemoteRefused, "remote_refused"),
    (410, RemoteRefused, "remote_refused"),
    (413, RemoteRefused, "remote_refused"),
    (415, RemoteRefused, "remote_refused"),
    (422, RemoteRefused, "remote_refused"),
    (408, Unavailable, "unavailable"),
    (425, Unavailable, "unavailable"),
    (429, RateLimited, "rate_limited"),
    (500, Unavailable, "unavailable"),
    (502, Unavailable, "unavailable"),
    (503, Unavailable, "unavailable"),
    (504, Unavailable, "unavailable"),
    (520, Unavailable, "unavailable"),
]


@pytest.mark.parametrize(("status", "kind", "code"), STATUSES)
def test_each_status_is_one_class_of_error(status: int, kind: type[PasserelleError], code: str):
    error = error_of(caller(answering(status)))

    assert type(error) is kind
    assert error.code == code
    assert error.context["status"] == status
    assert f"HTTP {status}" in error.sentence.fr
    assert '"acme"' in error.sentence.en


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_server_error_after_a_write_is_unknown_and_after_a_read_not_done(status: int):
    target = caller(answering(status))

    assert error_of(target, "POST").effect is Effect.UNKNOWN  # type: ignore[attr-defined]
    assert error_of(target, "GET").effect is Effect.NOT_DONE  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [425, 429])
def test_a_request_turned_away_at_the_door_is_not_done(status: int):
    error = error_of(caller(answering(status)), "POST")

    assert isinstance(error, Retryable)
    assert error.effect is Effect.NOT_DONE


@pytest.mark.parametrize(("status", "wait"), [(429, 17.0), (503, 17.0)])
def test_an_announced_wait_is_kept_and_told_to_all(status: int, wait: float):
    budget = FakeBudget()

    error = error_of(caller(answering(status, headers={"Retry-After": "17"}), budget=budget))

    assert error.retry_after_s == wait  # type: ignore[attr-defined]
    assert budget.pauses == [("acme", wait)]


def test_a_rate_limit_reset_counts_for_429_only():
    headers = {"X-RateLimit-Reset": "8"}
    budget = FakeBudget()

    limited = error_of(caller(answering(429, headers=headers), budget=budget))
    down = error_of(caller(answering(503, headers=headers), budget=budget))

    assert limited.retry_after_s == 8.0  # type: ignore[attr-defined]
    assert down.retry_after_s is None  # type: ignore[attr-defined]
    assert budget.pauses == [("acme", 8.0)]


def test_without_announced_wait_nothing_is_paused():
    budget = FakeBudget()

    error = error_of(caller(answering(429), budget=budget))

    assert error.retry_after_s is None  # type: ignore[attr-defined]
    assert budget.pauses == []


def test_a_redirect_is_refused_and_not_followed():
    hosts: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(307, headers={"Location": "https://elsewhere.test/steal"})

    error = error_of(caller(handler))

    assert error.code == "redirected"
    assert hosts == ["api.example.test"]


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_answer_has_no_body(content: bytes):
    assert caller(answering(204, content=content)).request("DELETE", "/things/1").body is None


@pytest.mark.parametrize("content", [b"<html>maintenance</html>", b"\xff\xfe\x00", b"{", b"[" * 100_000])
def test_a_success_that_cannot_be_read_is_unknown_for_a_write(content: bytes):
    target = caller(answering(200, content=content))

    error = error_of(target, "POST")

    assert isinstance(error, Unavailable)
    assert (error.code, error.effect) == ("unreadable_answer", Effect.UNKNOWN)
    assert error_of(target, "GET").effect is Effect.NOT_DONE  # type: ignore[attr-defined]


def test_a_success_may_be_plain_text_where_it_is_expected():
    answer = caller(answering(200, text="ok")).request("POST", "/hook", json={}, expects="text")

    assert answer.body == "ok"


def test_an_error_with_an_unreadable_body_keeps_its_class():
    error = error_of(caller(answering(502, content=b"<html>\xff</html>")))

    assert isinstance(error, Unavailable)
    assert error.code == "unavailable"


def test_an_answer_above_the_bound_is_not_read_to_its_end():
    read: list[int] = []

    def stream():
        for number in range(1000):
            read.append(number)
            yield b" " * (1024 * 1024)

    refused = error_of(caller(lambda _request: httpx.Response(200, content=stream())), "GET")
    unknown = error_of(caller(answering(200, content=b" " * (LARGEST_ANSWER_BYTES + 1))), "POST")

    assert isinstance(refused, RemoteRefused)
    assert refused.code == "answer_too_large"
    assert len(read) == 11
    assert isinstance(unknown, Unavailable)
    assert unknown.effect is Effect.UNKNOWN


def test_no_error_shows_the_body_the_key_or_the_query():
    handler = answering(422, json={"message": "lea.durand@exemple.fr is not a valid SIRET", "code": "INVALID_FIELD"})

    error = error_of(caller(handler), "POST", "/things", params={"name": "Boulangerie Martin"})

    shown = f"{error} {error.sentence} {error.sentence.fr} {error.context}"
    assert error.context["remote_code"] == "INVALID_FIELD"
    assert not any(word in shown for word in ("durand", "SIRET", SECRET, "Boulangerie"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"category": "VALIDATION_ERROR"}, "VALIDATION_ERROR"),
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"error": {"code": "itemNotFound"}}, "itemNotFound"),
        ({"error": {"code": 403, "status": "PERMISSION_DENIED"}}, "PERMISSION_DENIED"),
        ({"code": "lea@exemple.fr"}, None),
        ({"code": "0612345678"}, None),
        ({"error": "Bad Request"}, None),
        ({"code": "A" * 61}, None),
        ([1, 2], None),
        ("text", None),
    ],
)
def test_only_a_short_code_of_the_service_is_kept(body: Any, code: str | None):
    assert error_of(caller(answering(400, json=body))).context["remote_code"] == code


RULES = ErrorRules(
    rows=(
        Rule(Meaning.RATE_LIMITED, when="error == 'ratelimited'", wait_s=30),
        Rule(Meaning.CREDENTIALS, when="error == 'invalid_auth'"),
        Rule(Meaning.REFUSED, when="ok == `false`", code="message_refused"),
        Rule(Meaning.UNAVAILABLE, frozenset({423}), effect=Effect.NOT_DONE, wait_s=2),
        Rule(Meaning.RATE_LIMITED, frozenset({403}), when="[0].errorCode == 'REQUEST_LIMIT_EXCEEDED'"),
    )
)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (200, {"ok": False, "error": "ratelimited"}, RateLimited, "rate_limited"),
        (200, {"ok": False, "error": "invalid_auth"}, CredentialsRefused, "credentials_refused"),
        (200, {"ok": False, "error": "channel_not_found"}, RemoteRefused, "message_refused"),
        (423, {}, Unavailable, "unavailable"),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED"}], RateLimited, "rate_limited"),
        (403, {}, CredentialsRefused, "credentials_refused"),
    ],
)
def test_a_platform_overrides_rows_of_the_table(status: int, body: Any, kind: type[PasserelleError], code: str):
    error = error_of(caller(answering(status, json=body), rules=RULES))

    assert type(error) is kind
    assert error.code == code


def test_a_row_gives_effect_and_wait_of_its_own():
    budget = FakeBudget()

    locked = error_of(caller(answering(423), rules=RULES, budget=budget))
    limited = error_of(caller(answering(200, json={"ok": False, "error": "ratelimited"}), rules=RULES, budget=budget))

    assert (locked.effect, locked.retry_after_s) == (Effect.NOT_DONE, 2)  # type: ignore[attr-defined]
    assert limited.retry_after_s == 30  # type: ignore[attr-defined]
    assert budget.pauses == [("acme", 30)]  # one locked record is no reason to hold the others


def test_a_spent_daily_quota_holds_everybody_until_it_resets_whatever_the_answer_announces():
    """The headers are those of the short window."""
    budget = FakeBudget()
    rules = ErrorRules(rows=(Rule(Meaning.RATE_LIMITED, frozenset({429}), resets=Reset(time(0, 0), UTC)),))
    handler = answering(429, headers={"retry-after": "2", "x-ratelimit-reset": "2"})

    error = error_of(caller(handler, rules=rules, budget=budget))

    until_midnight_s = (15 * 60 + 5) * 60
    assert error.retry_after_s == until_midnight_s  # type: ignore[attr-defined]
    assert budget.pauses == [("acme", until_midnight_s)]


def test_a_platform_row_leaves_its_successes_alone():
    assert caller(answering(200, json={"ok": True}), rules=RULES).request("POST", "/x").body == {"ok": True}


def test_a_row_may_have_its_own_sentence():
    sentence = Sentence(fr="« {connection} » : {detail}.", en="{connection}: {detail}.")
    rules = ErrorRules(rows=(Rule(Meaning.REFUSED, frozenset({410}), code="version_gone", sentence=sentence),))

    error = error_of(caller(answering(410, json={"code": "GONE"}), rules=rules))

    assert error.code == "version_gone"
    assert error.sentence == Sentence(fr="« acme » : HTTP 410, GONE.", en="acme: HTTP 410, GONE.")


def test_a_row_that_would_match_everything_or_cannot_be_compiled_is_refused_at_once():
    with pytest.raises(ValueError, match="every answer"):
        Rule(Meaning.REFUSED)
    with pytest.raises(ValueError, match="ok =="):
        Rule(Meaning.REFUSED, when="ok ==")


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.test/v2/things",
        "http://api.example.test/v2/things",
        "https://api.example.test:8443/v2/things",
        "https://user@api.example.test/v2/things",
        "https://api.example.test/v1/things",
        "https://api.example.test/v22/things",
        "../v1/things",
        "things/%2e%2e/%2e%2e/v1",
    ],
)
def test_an_address_outside_the_base_url_is_refused_before_anything_is_sent(path: str):
    sent: list[httpx.Request] = []
    target = caller(lambda request: sent.append(request) or httpx.Response(200))

    error = error_of(target, "GET", path)

    assert isinstance(error, Rejected)
    assert error.code == "foreign_url"
    assert sent == []


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/things", "https://api.example.test/v2/things"),
        ("things?after=a%3D%3D", "https://api.example.test/v2/things?after=a%3D%3D"),
        ("things?back=https://elsewhere.test", "https://api.example.test/v2/things?back=https://elsewhere.test"),
        ("https://api.example.test/v2/things?after=x", "https://api.example.test/v2/things?after=x"),
        ("//elsewhere.test/things", "https://api.example.test/v2/elsewhere.test/things"),
        ("", "https://api.example.test/v2"),
        ("/", "https://api.example.test/v2"),
    ],
)
def test_an_address_below_the_base_url_is_called(path: str, url: str):
    seen: list[str] = []
    target = caller(lambda request: seen.append(str(request.url)) or httpx.Response(200, json={}))

    target.request("GET", path)

    assert seen == [url]


SECRET_ADDRESS = "https://flows.example.test:443/invoke/?api-version=1&sp=%2Frun&sig=5ecret/"


def secret_caller(handler=lambda _request: httpx.Response(202), base_url: str = SECRET_ADDRESS) -> Caller:
    return replace(caller(handler), base_url=base_url, secret_address=True)


def test_a_secret_address_is_called_to_the_letter():
    seen: list[bytes] = []
    target = secret_caller(lambda request: seen.append(request.url.raw_path) or httpx.Response(202))

    target.request("POST", "/", json={})

    assert seen == [b"/invoke/?api-version=1&sp=%2Frun&sig=5ecret/"]


@pytest.mark.parametrize(
    "address", ["", "5ecret", "flows.example.test/invoke?sig=5ecret", "ftp://x/?sig=5ecret", "https://"]
)
def test_a_secret_that_is_no_address_is_refused_with_what_to_copy(address: str):
    with pytest.raises(CredentialsRefused) as refused:
        secret_caller(base_url=address)

    assert refused.value.code == "unusable_address"
    assert "5ecret" not in f"{refused.value.sentence}{refused.value.context}"


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.Response(500), httpx.ConnectError("no route")])
def test_a_secret_address_is_shown_nowhere(answer: httpx.Response | Exception):
    def handler(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    error = error_of(secret_caller(handler), "POST", "/")

    assert "5ecret" not in f"{error.sentence}{error.context}{error!r}{secret_caller()!r}"


def test_a_segment_cannot_leave_its_place():
    seen: list[bytes] = []
    target = caller(lambda request: seen.append(request.url.raw_path) or httpx.Response(200, json={}))

    target.request("GET", f"/things/{segment('a/../b?c=é')}/parts")

    assert seen == [b"/v2/things/a%2F..%2Fb%3Fc%3D%C3%A9/parts"]


@pytest.mark.parametrize("identifier", ["", " ", ".", ".."])
def test_an_empty_id_never_becomes_a_path(identifier: str):
    with pytest.raises(Rejected) as caught:
        segment(identifier)

    assert caught.value.code == "invalid_id"


@pytest.mark.parametrize("key", ["abc\n", "clé", "a\r\nHost: x"])
def test_a_key_that_cannot_be_sent_is_told_without_showing_it(key: str):
    with pytest.raises(CredentialsRefused) as caught:
        Caller(
            connection="acme",
            base_url="https://api.example.test",
            headers={"x-api-key": key},
            client=new_client(),
            budget=FakeBudget(),
            clock=lambda: NOW,
            correlation_id=lambda: "",
        )

    assert caught.value.code == "unsendable_key"
    assert key not in str(caught.value)


def test_the_key_is_not_in_the_callers_own_text():
    assert SECRET not in repr(caller(answering(200)))


def test_no_cookie_passes_from_one_account_to_another():
    cookies: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        cookies.append(request.headers.get("cookie"))
        return httpx.Response(200, json={}, headers={"Set-Cookie": "session=abc; Path=/"})

    target = caller(handler)

    target.request("GET", "/one")
    target.request("GET", "/two")

    assert cookies == [None, None]


def test_httpx_does_not_log_addresses(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)

    caller(answering(200, json={})).request("GET", "/things", params={"name": "Boulangerie Martin"})

    assert "Boulangerie" not in caplog.text


@pytest.mark.parametrize(("status", "told"), [(200, "answered"), (404, "answered"), (401, "answered"), (503, "failed")])
def test_the_budget_learns_whether_the_platform_is_there(status, told):
    budget = FakeBudget()
    calling = caller(lambda _request: httpx.Response(status, json={}), budget=budget)

    with contextlib.suppress(PasserelleError):
        calling.request("GET", "/things")

    assert budget.told == [told]


def test_a_call_without_an_answer_counts_against_the_platform():
    def refuse(_request):
        raise httpx.ConnectError("refused")

    budget = FakeBudget()

    with pytest.raises(Unavailable):
        caller(refuse, budget=budget).request("GET", "/things")

    assert budget.told == ["failed"]
