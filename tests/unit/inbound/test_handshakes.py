"""Before they send, senders try the address: each is given its own answer, and no event is stored."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.fakes import NOW, MemoryQueue
from tests.signing import PUBLIC_BASE_URL, gateway_event

TOKEN = "header-token-0001"
SHOWN = {"x-token": TOKEN}
SYNC = {**SHOWN, "x-goog-resource-state": "sync"}
SLACK = {"if": "body.type == 'url_verification'", "echo": "body.challenge"}
LUCCA = {"method": "GET", "proved": False, "if": "query.challenge", "echo": "query.challenge"}
GRAPH = {"proved": False, "if": "query.validationToken", "echo": "query.validationToken"}
PING = {"if": "body.action == 'ping'"}
DRIVE = {"if": "headers.\"x-goog-resource-state\" == 'sync'"}
RECEIVE: dict[str, Any] = {
    "schemes": [{"kind": "token", "header": "X-Token"}],
    "handshakes": [SLACK, LUCCA, GRAPH, PING, DRIVE],
    "split": {
        "headers": {"state": "X-Goog-Resource-State"},
        "key": ["id"],
        "occurred_at": {"path": "at"},
        "rows": [{"event": {"path": "headers.state || 'told'"}, "record": "thing", "id": "id"}],
    },
}


class Door:
    def __init__(self, **changes: Any) -> None:
        settings = settings_text(compile_settings("sender", {**RECEIVE, **changes}))
        parameters = {"settings": settings, "secrets/signing": TOKEN}
        self.queue = MemoryQueue()
        self.answer: dict[str, Any] = {}
        connections = Connections(lambda _name: parameters, lambda: 0.0)
        self.receive = Receiver(connections, self.queue, PUBLIC_BASE_URL, lambda: NOW)

    def send(self, body: Any, headers: dict[str, str], *, query: str = "", method: str = "POST") -> tuple[int, str]:
        content = b"" if body is None else json.dumps(body).encode()
        event = gateway_event("sender", content, headers, query)
        event["requestContext"]["http"]["method"] = method
        self.answer = self.receive(event)
        return self.answer["statusCode"], self.answer["body"]


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_challenge_in_a_proved_body_is_given_back(door) -> None:
    assert door.send({"type": "url_verification", "challenge": "3eZb"}, SHOWN) == (200, "3eZb")
    assert door.queue.put_events == []


def test_a_challenge_in_a_body_that_proves_nothing_is_refused(door) -> None:
    status, _ = door.send({"type": "url_verification", "challenge": "3eZb"}, {})

    assert status == 401


@pytest.mark.parametrize(("method", "query"), [("GET", "challenge=a%20b%2Bc"), ("POST", "validationToken=a%20b%2Bc")])
def test_a_challenge_in_the_query_is_given_back_decoded_as_text_that_no_browser_runs(door, method, query) -> None:
    assert door.send(None, {}, query=query, method=method) == (200, "a b+c")
    assert door.answer["headers"]["content-type"] == "text/plain; charset=utf-8"
    assert door.answer["headers"]["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("headers", "body"), [(SHOWN, {"action": "ping"}), (SYNC, {})])
def test_a_ping_is_answered_and_is_no_event(door, headers, body) -> None:
    assert door.send(body, headers) == (200, "")
    assert door.queue.put_events == []


def test_a_handshake_of_another_method_is_none(door) -> None:
    assert door.send(None, {}, query="challenge=a")[0] == 401
    assert door.send(None, SHOWN, query="validationToken=a", method="GET")[0] == 401


def test_a_get_is_never_an_event(door) -> None:
    assert door.send({"id": 1}, SHOWN, method="GET")[0] == 401
    assert door.queue.put_events == []


def test_what_is_too_long_to_be_a_challenge_is_not_given_back(door) -> None:
    assert door.send(None, {}, query=f"challenge={'a' * 2049}", method="GET")[0] == 401


def test_an_event_sees_the_headers_that_its_paths_ask_for(door) -> None:
    assert door.send({"id": 1}, {**SHOWN, "X-Goog-Resource-State": "update"})[0] == 200
    assert door.send({"id": 2}, SHOWN)[0] == 200

    assert [(event.kind, event.data["headers"]) for event in door.queue.put_events] == [
        ("update", {"state": "update"}),
        ("told", {"state": None}),
    ]


def test_a_handshake_writes_a_line_and_counts_nothing(door, printed) -> None:
    door.send({"action": "ping"}, SHOWN)

    [line] = printed()
    assert (line["outcome"], line["status"]) == ("handshake", 200)


@pytest.mark.parametrize(
    ("handshake", "word"),
    [
        ({**SLACK, "proved": False}, "proves its sender"),
        ({**LUCCA, "if": "body"}, "proves its sender"),
        ({**SLACK, "content_type": "text/html"}, "only given back as text"),
        ({**SLACK, "status": 400}, "status"),
        ({**SLACK, "method": "PUT"}, "method"),
    ],
)
def test_a_handshake_that_would_trust_an_unknown_sender_is_refused_where_it_is_written(handshake, word) -> None:
    with pytest.raises(ValidationError) as caught:
        Door(handshakes=[handshake])

    assert word in str(caught.value)
