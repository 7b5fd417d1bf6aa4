"""The way from the containers of `sam local` to what listens on 127.0.0.1 of this machine, and nowhere else."""

import contextlib
import errno
import ipaddress
import socket
import socketserver
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread

from local.processes import LocalError

HERE = "127.0.0.1"
FROM_A_VIRTUAL_MACHINE = "host.docker.internal"
"""Where the engine runs in a virtual machine (Docker Desktop), it leads this name to our 127.0.0.1 by itself."""


@contextmanager
def opened_to_containers(ports: Sequence[int]) -> Iterator[str]:
    """The host under which containers reach these ports while this lasts. Only the engine's own bridge is listened to,
    no network of this machine.
    """
    bridge = bridge_address()
    with ExitStack() as stack:
        try:
            for port in ports:
                stack.enter_context(_forwarding(bridge, port))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise LocalError(
                    f"{bridge}:{port} cannot be listened to ({error.strerror}): stop what does."
                ) from error
            yield FROM_A_VIRTUAL_MACHINE
        else:
            yield bridge


def bridge_address() -> str:
    """The gateway of the engine's default network: on Linux, this very machine."""
    command = ["docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return str(ipaddress.ip_address(done.stdout.strip()))
    except FileNotFoundError as error:
        raise LocalError("`docker` is not installed, and `sam local` needs a container engine.") from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise LocalError(
            "No container engine answers: start Docker until `docker info` works, then try again."
        ) from error


@contextmanager
def _forwarding(host: str, port: int) -> Iterator[None]:
    with _Forwarder((host, port), _Connection) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Forwarder(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False  # a container that keeps its connection open must not keep us


class _Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """To the same port of 127.0.0.1; where nothing listens, the connection is closed, as there."""
        port = self.request.getsockname()[1]
        with contextlib.suppress(OSError), socket.create_connection((HERE, port)) as there:
            back = Thread(target=_copy, args=(there, self.request), daemon=True)
            back.start()
            _copy(self.request, there)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):  # the other side may be gone already
        target.shutdown(socket.SHUT_WR)
