"""Waits on this machine for the redirect that ends a consent."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic

from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected

WAIT_S = 300.0


def redirected(port: int, lang: Language, ready: Callable[[], object] | None = None, wait_s: float = WAIT_S) -> str:
    """The address that the browser was led to; `ready` is called once somebody listens. Raises Rejected when nothing
    came, or the port is taken.
    """
    came: list[str] = []

    class Once(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            """A browser also asks for a picture of the page: that is not the answer."""
            is_answer = "state=" in self.path
            self.send_response(200 if is_answer else 404)
            self.send_header("content-type", "text/plain; charset=utf-8")
            self.end_headers()
            if is_answer:
                came.append(self.path)
                self.wfile.write(_CLOSE.in_language(lang).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """The path holds the code."""

    try:
        server = HTTPServer(("127.0.0.1", port), Once)
    except OSError as error:
        raise Rejected(_taken(port), code="port_taken") from error
    with server:
        if ready is not None:
            ready()
        end = monotonic() + wait_s
        while not came and (left := end - monotonic()) > 0:
            server.timeout = left
            server.handle_request()
    if not came:
        raise Rejected(_NOTHING, code="no_consent")
    return came[0]


_CLOSE = Sentence(
    fr="C'est fait. Vous pouvez fermer cette page et revenir au terminal.",
    en="Done. You may close this page and go back to the terminal.",
)
_NOTHING = Sentence(
    fr="L'accord n'est pas venu en cinq minutes. Relancez la commande : ce qui est déjà fait n'est pas redemandé.",
    en="The consent did not come within five minutes. Run the command again: what is done is not asked again.",
)


def _taken(port: int) -> Sentence:
    return Sentence(
        fr=f"Le port {port} de cette machine est occupé. Libérez-le, ou relancez avec --paste.",
        en=f"Port {port} of this machine is taken. Free it, or run the command again with --paste.",
    )
