import http.client
import socket
import sys
from contextlib import closing

import pytest

from local import processes
from local.containers import FROM_A_VIRTUAL_MACHINE, opened_to_containers
from local.processes import LocalError
from tests.receiving import receiver

BRIDGE = "127.0.0.2"
needs_a_second_loopback = pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """`engine("echo 127.0.0.2")`: a `docker` that does this."""

    def engine(script):
        docker = tmp_path / "docker"
        docker.write_text(f"#!/bin/sh\n{script}\n")
        docker.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    monkeypatch.setenv("PATH", str(tmp_path))
    return engine


@needs_a_second_loopback
def test_a_port_is_reached_over_the_bridge_while_it_is_opened_and_no_longer(engine):
    engine(f"echo {BRIDGE}")
    with receiver() as behind:
        port = int(behind.url.rpartition(":")[2].partition("/")[0])

        with opened_to_containers([port]) as host:
            body = "é" * 100_000
            with closing(http.client.HTTPConnection(host, port, timeout=60)) as connection:
                connection.request("POST", "/in", body.encode())
                status = connection.getresponse().status

        assert (host, status) == (BRIDGE, 200)
        assert [received.body.decode() for received in behind.received] == [body]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((BRIDGE, port))


@needs_a_second_loopback
def test_where_nothing_listens_the_connection_ends(engine):
    engine(f"echo {BRIDGE}")
    port = processes.free_port()

    with opened_to_containers([port]) as host, socket.create_connection((host, port), timeout=60) as connection:
        assert connection.recv(1) == b""


def test_a_bridge_that_is_not_on_this_machine_is_that_of_a_virtual_machine(engine):
    engine("echo 192.0.2.1")

    with opened_to_containers([processes.free_port()]) as host:
        assert host == FROM_A_VIRTUAL_MACHINE


@needs_a_second_loopback
def test_a_port_of_the_bridge_that_is_taken_is_named(engine):
    engine(f"echo {BRIDGE}")

    with socket.create_server((BRIDGE, 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(LocalError, match=rf"{BRIDGE}:{port}"), opened_to_containers([port]):
            pass


@pytest.mark.parametrize("script", ["echo cannot connect >&2; exit 1", "echo"], ids=["no engine", "no bridge"])
def test_an_engine_that_does_not_answer_is_told_before_anything_starts(engine, script):
    engine(script)

    with pytest.raises(LocalError, match="No container engine answers"), opened_to_containers([]):
        pass


def test_a_machine_without_docker_is_told_that_it_needs_one(engine):
    with pytest.raises(LocalError, match="not installed"), opened_to_containers([]):
        pass
