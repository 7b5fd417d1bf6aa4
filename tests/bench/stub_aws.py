"""An AWS that answers at once and always the same, so that a measurement is of the functions and of nothing else."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Parameters = Mapping[str, str]
"""The values in Parameter Store, by their whole name."""


@contextmanager
def stub_aws(parameters: Parameters) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # the rest of an answer would wait 40 ms for an acknowledgement

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps(_answer(self.headers["X-Amz-Target"].rpartition(".")[2], request, parameters)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(action: str, request: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    if action == "GetParametersByPath":
        below = {name: value for name, value in parameters.items() if name.startswith(f"{request['Path']}/")}
        return {"Parameters": [{"Name": name, "Value": value, "Type": "String"} for name, value in below.items()]}
    if action == "SendMessageBatch":
        taken = [{"Id": entry["Id"], "MessageId": "1", "MD5OfMessageBody": ""} for entry in request["Entries"]]
        return {"Successful": taken, "Failed": []}
    if action == "Query":
        return {"Items": [], "Count": 0, "ScannedCount": 0}
    if action in {"GetItem", "ReceiveMessage"}:
        return {}
    raise NotImplementedError(action)
