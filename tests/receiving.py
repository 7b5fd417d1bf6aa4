"""A receiver of webhooks for tests: it keeps what arrives and answers what it is told to."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """`statuses` are used up one by one; 200 once there are none left, or `forever` when that is set."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    forever: int = 200

    def answer(self) -> int:
        return self.statuses.pop(0) if self.statuses else self.forever


@contextmanager
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.received.append(Received(self.path, headers, body))
            self.send_response(kept.answer())
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Tests need no access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/in"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settle(control: httpx.Client, state: str = "delivered", expected: int = 1) -> list[dict[str, Any]]:
    """The webhooks of a simulator in that state, once there are as many as expected."""
    return eventually(
        lambda: len(found := control.get("/deliveries", params={"state": state}).json()) == expected and found
    )


def eventually(holds: Callable[[], Any]) -> Any:
    """Wait until it holds, however slow the machine is; gives what it gave."""
    limit = time.monotonic() + PATIENCE_S
    while not (value := holds()):
        assert time.monotonic() < limit, "it never came true"
        time.sleep(0.005)
    return value
