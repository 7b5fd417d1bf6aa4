"""The simulated Slack: what it posts, and its way of saying no with a 200."""

import httpx
import pytest

from local.simulators import Address
from local.simulators.slack import seed

TOKEN = {"Authorization": f"Bearer {seed.TOKEN}"}


def post(address: Address, headers: dict = TOKEN, **body) -> httpx.Response:
    return httpx.post(f"{address.slack}/api/chat.postMessage", json=body, headers=headers)


def messages(address: Address) -> list[tuple[str, str]]:
    listed = httpx.get(f"{address.control('slack')}/messages").json()
    return [(one["channel"], one["text"]) for one in listed]


@pytest.mark.parametrize("channel", ["ventes", "#ventes", "C0SALES001"])
def test_a_message_is_posted_to_a_channel_by_name_or_id(address, channel):
    answer = post(address, channel=channel, text="Contrat signé")

    assert (answer.json()["ok"], answer.json()["channel"]) == (True, "C0SALES001")
    assert messages(address) == [("C0SALES001", "Contrat signé")]


def test_a_form_is_taken_as_well(address):
    form = {"channel": "ventes", "text": "Contrat signé"}

    answer = httpx.post(f"{address.slack}/api/chat.postMessage", data=form, headers=TOKEN)

    assert answer.json()["ok"]


def test_every_message_has_its_own_time(address):
    stamps = [post(address, channel="ventes", text="a").json()["ts"] for _ in range(5)]

    assert len(set(stamps)) == 5


@pytest.mark.parametrize(
    ("headers", "body", "error"),
    [
        ({}, {"channel": "ventes", "text": "a"}, "not_authed"),
        ({"Authorization": "Bearer another"}, {"channel": "ventes", "text": "a"}, "invalid_auth"),
        (TOKEN, {"channel": "ailleurs", "text": "a"}, "channel_not_found"),
        (TOKEN, {"channel": "ventes"}, "no_text"),
        (TOKEN, {"channel": "ventes", "text": "a", "thread_ts": "1.000000"}, "thread_not_found"),
        (TOKEN, {"channel": "ventes", "text": "a" * 40_001}, "msg_too_long"),
    ],
)
def test_a_refusal_is_a_200_that_is_not_ok(address, headers, body, error):
    answer = post(address, headers, **body)

    assert (answer.status_code, answer.json()) == (200, {"ok": False, "error": error})
    assert messages(address) == []


def test_the_rate_limit_has_its_status_and_its_delay(address):
    httpx.post(f"{address.control('slack')}/rate_limit", json={"requests": 0, "window_s": 30})

    answer = post(address, channel="ventes", text="a")

    assert (answer.status_code, answer.json()["error"]) == (429, "ratelimited")
    assert 0 < int(answer.headers["retry-after"]) <= 30


def test_an_incoming_webhook_posts_to_its_own_channel(address):
    url = f"{address.slack}{seed.INCOMING_WEBHOOK_PATH}"

    accepted, empty = httpx.post(url, json={"text": "Contrat signé"}), httpx.post(url, json={})
    unknown = httpx.post(f"{address.slack}/services/T0/B0/guess", json={"text": "a"})

    assert [(one.status_code, one.text) for one in (accepted, empty, unknown)] == [
        (200, "ok"),
        (400, "no_text"),
        (404, "no_service"),
    ]
    assert messages(address) == [(seed.INCOMING_WEBHOOK_CHANNEL, "Contrat signé")]
