import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from passerelle.http import new_client
from passerelle.http_network import PublicNetwork, PublicTransport

NAME = "crm.example"
PUBLIC = "93.184.215.14"


class Crm(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        """Nothing."""


class Here(httpcore.SyncBackend):
    """The public address is this machine."""

    def connect_tcp(self, host, port, *args):
        assert host == PUBLIC
        return super().connect_tcp("127.0.0.1", port, *args)


def test_the_certificate_has_to_be_of_the_name_although_an_address_is_connected_to(tmp_path: Path):
    certificate = _certificate(tmp_path)

    with _serving(certificate) as port, _client(ssl.create_default_context(cafile=certificate)) as client:
        assert client.get(f"https://{NAME}:{port}/").status_code == 200
        with pytest.raises(httpx.ConnectError, match="Hostname mismatch"):
            client.get(f"https://other.example:{port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path):
    with (
        _serving(_certificate(tmp_path)) as port,
        _client() as client,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.get(f"https://{NAME}:{port}/")


def _client(context: ssl.SSLContext | None = None) -> httpx.Client:
    resolve = lambda _host, port, **_: [(2, 1, 6, "", (PUBLIC, port))]  # noqa: E731 - a resolver of one answer
    return new_client(PublicTransport(PublicNetwork(resolve, Here()), context))


@contextmanager
def _serving(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = HTTPServer(("127.0.0.1", 0), Crm)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    server.handle_error = lambda *_: None  # a client that refuses the certificate hangs up
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "crm.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file
