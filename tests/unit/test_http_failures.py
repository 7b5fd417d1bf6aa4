"""What an answer means, told by its headers and its body as much as by its status; and the wait that it announces."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from passerelle.configuration.error_file import ErrorRow
from passerelle.errors import Effect, RateLimited, RemoteRefused, Unavailable
from passerelle.http import Answer, Caller, new_client
from passerelle.http_failures import ErrorRules
from tests.fakes import NOW, Clock
from tests.unit.test_http import FakeBudget


def asked(answer: httpx.Response, *rows: dict[str, Any], budget: FakeBudget | None = None) -> Answer:
    rules = ErrorRules(tuple(ErrorRow.model_validate(row).rule({}) for row in rows))
    client = new_client(httpx.MockTransport(lambda _request: answer))
    caller = Caller("crm", "https://api.example", {}, client, budget or FakeBudget(), Clock(), str, rules)
    return caller.request("POST", "/x", json={})


THROTTLED = {"statuses": [403], "headers": {"X-Remaining": "0"}, "meaning": "rate_limited"}


def test_a_row_may_be_known_by_a_header():
    with pytest.raises(RateLimited):
        asked(httpx.Response(403, json={}, headers={"x-remaining": "0"}), THROTTLED)


@pytest.mark.parametrize("headers", [{}, {"x-remaining": "10"}])
def test_a_row_whose_header_does_not_fit_is_passed_over(headers):
    with pytest.raises(Exception) as refused:  # noqa: PT011 - its kind is what is looked at
        asked(httpx.Response(403, json={}, headers=headers), THROTTLED)

    assert not isinstance(refused.value, RateLimited)


def test_the_page_of_a_firewall_is_known_by_its_type():
    row = {"statuses": [403], "headers": {"content-type": "text/html*"}, "meaning": "unavailable", "effect": "not_done"}

    with pytest.raises(Unavailable) as failed:
        asked(httpx.Response(403, html="<html>"), row)

    assert failed.value.effect is Effect.NOT_DONE


@pytest.mark.parametrize(
    ("announced", "headers", "body", "wait_s"),
    [
        ({"header": "X-Reset", "unit": "s"}, {"x-reset": str(int(NOW.timestamp()) + 40)}, {}, 40),
        ({"header": "X-Reset", "unit": "ms"}, {"x-reset": str(int(NOW.timestamp() * 1000) + 2500)}, {}, 2.5),
        ({"header": "X-Reset", "unit": "iso"}, {"x-reset": (NOW + timedelta(seconds=9)).isoformat()}, {}, 9),
        ({"path": "error.retry"}, {}, {"error": {"retry": 12}}, 12),
        ({"path": "error.retry", "unit": "for_ms"}, {}, {"error": {"retry": "1500"}}, 1.5),
        ({"path": "error.retry"}, {"retry-after": "7"}, {"error": {"retry": "soon"}}, 7),
        ({"header": "X-Reset", "unit": "s"}, {}, {}, 30),
        ({"header": "X-Reset", "unit": "s"}, {"x-reset": "99999999999"}, {}, 3600),
    ],
    ids=["until s", "until ms", "until iso", "for s", "for ms", "unreadable", "absent", "for days"],
)
def test_a_wait_is_read_where_the_platform_puts_it(announced, headers, body, wait_s):
    budget = FakeBudget()
    row = {"statuses": [403], "meaning": "rate_limited", "announced": announced, "wait_s": 30}

    with pytest.raises(RateLimited) as limited:
        asked(httpx.Response(403, json=body, headers=headers), row, budget=budget)

    assert limited.value.retry_after_s == pytest.approx(wait_s)


def test_what_was_there_already_is_no_failure():
    answer = asked(httpx.Response(409, json={"id": 3}), {"statuses": [409], "meaning": "done"})

    assert (answer.status, answer.body) == (409, {"id": 3})


@pytest.mark.parametrize("status", [200, 207])
def test_a_success_that_holds_an_error_is_none(status):
    row = {"statuses": [200, 207], "when": "results[?status != `200`]", "meaning": "refused"}

    assert asked(httpx.Response(status, json={"results": [{"status": 200}]}), row).status == status
    with pytest.raises(RemoteRefused):
        asked(httpx.Response(status, json={"results": [{"status": 200}, {"status": 422}]}), row)
