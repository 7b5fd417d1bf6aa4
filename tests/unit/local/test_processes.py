import json
import os
import socket
import subprocess
import sys

import pytest

from local import processes
from local.processes import LocalError

# Writes what it knows, starts a child, and stays.
PROGRAM = """
import json, os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(json.dumps({"environment": dict(os.environ), "child": child.pid}))
pathlib.Path(sys.argv[1]).rename(sys.argv[2])
time.sleep(600)
"""


@pytest.fixture
def start(tmp_path):
    written, told = tmp_path / "written", tmp_path / "told"

    def start(**environment):
        process = processes.start(
            tmp_path / "it",
            [sys.executable, "-c", PROGRAM, str(written), str(told)],
            port=processes.free_port(),
            environment=environment,
            ready=told.exists,
        )
        return process, json.loads(told.read_text())

    yield start
    processes.stop(tmp_path / "it")


def test_a_process_is_found_again_by_whoever_looks(start, tmp_path):
    process, _ = start()

    assert processes.running(tmp_path / "it") == process


def test_stopping_ends_the_children_too_and_cleans_up(start, tmp_path):
    process, told = start()

    processes.stop(tmp_path / "it")

    assert processes.running(tmp_path / "it") is None
    assert _ended(process.pid)
    assert _ended(told["child"])
    assert sorted(path.name for path in (tmp_path / "it").iterdir()) == ["log"]


def test_stopping_twice_is_no_fault(start, tmp_path):
    start()

    processes.stop(tmp_path / "it")
    processes.stop(tmp_path / "it")

    assert processes.running(tmp_path / "it") is None


def test_another_process_that_took_the_number_is_left_alone(tmp_path):
    stored = {"pid": os.getpid(), "port": 1, "started": "Thu Jan  1 00:00:00 1970"}
    (tmp_path / "process.json").write_text(json.dumps(stored))

    processes.stop(tmp_path)

    assert processes.running(tmp_path) is None


def test_credentials_and_proxies_of_the_shell_are_not_handed_on(start, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-shell")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")

    _, told = start(AWS_ACCESS_KEY_ID="given")

    assert told["environment"]["AWS_ACCESS_KEY_ID"] == "given"
    assert told["environment"].keys() & {"AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY"} == set()


def test_a_process_that_ends_before_it_is_ready_is_told_with_its_log(tmp_path):
    with pytest.raises(LocalError, match=r"ended before it was ready: see .*log"):
        processes.start(
            tmp_path, [sys.executable, "-c", "pass"], port=processes.free_port(), environment={}, ready=lambda: False
        )


def test_a_process_that_is_never_ready_is_stopped(tmp_path):
    with pytest.raises(LocalError, match="was not ready within 0 s"):
        processes.start(
            tmp_path,
            [sys.executable, "-c", "import time; time.sleep(600)"],
            port=processes.free_port(),
            environment={},
            ready=lambda: False,
            within_s=0,
        )

    assert processes.running(tmp_path) is None


def test_a_taken_port_is_told_with_what_to_do(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(LocalError, match="choose another port"),
    ):
        processes.start(tmp_path, [sys.executable], port=taken.getsockname()[1], environment={}, ready=lambda: True)


def _ended(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return state.strip() == "" or state.startswith("Z")
