"""Background processes of this machine, each with a directory of its own: what runs, its log, its temporary files.

python -m local.processes stop        stops everything that was left running here
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".local"

# What a child may know of this shell: the way to programs and certificates, no credential, no proxy.
INHERITED = ("PATH", "HOME", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR")


class LocalError(Exception):
    """Something on this machine prevents the work; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Process:
    directory: Path
    pid: int
    port: int
    started: str  # as `ps` tells it: together with the pid, this is the very process that was started

    @property
    def log(self) -> Path:
        return self.directory / "log"


def start(
    directory: Path,
    command: list[str],
    *,
    port: int,
    environment: Mapping[str, str],
    ready: Callable[[], bool],
    within_s: float = 60,
) -> Process:
    """Start it in a process group of its own, wait until it is ready; another program may stop it later."""
    if not is_free(port):
        raise LocalError(f"Port {port} is taken by another program: stop that one, or choose another port.")
    temporary = directory / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    log = directory / "log"
    pid = os.posix_spawn(
        command[0],
        command,
        {**inherited, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1", **environment},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setpgroup=0,
    )
    process = Process(directory, pid, port, _start_time(pid))
    (directory / "process.json").write_text(json.dumps({"pid": pid, "port": port, "started": process.started}))
    deadline = time.monotonic() + within_s
    while not ready():
        if not _is_alive(process):
            raise LocalError(f"{command[0]} ended before it was ready: see {log}.")
        if time.monotonic() > deadline:
            stop(directory)
            raise LocalError(f"{command[0]} was not ready within {within_s:.0f} s: see {log}.")
        time.sleep(0.1)
    return process


def running(directory: Path) -> Process | None:
    try:
        stored = json.loads((directory / "process.json").read_text())
    except FileNotFoundError:
        return None
    process = Process(directory, stored["pid"], stored["port"], stored["started"])
    return process if _is_alive(process) else None


def stop(directory: Path, *, within_s: float = 15) -> None:
    """End the process and its children; its log stays, its temporary files go."""
    if process := running(directory):
        deadline = time.monotonic() + within_s
        os.killpg(process.pid, signal.SIGTERM)
        while _is_alive(process) and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):  # the usual case: nothing is left to kill
            os.killpg(process.pid, signal.SIGKILL)
        while _is_alive(process):
            time.sleep(0.05)
    (directory / "process.json").unlink(missing_ok=True)
    shutil.rmtree(directory / "tmp", ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _is_alive(process: Process) -> bool:
    with contextlib.suppress(ChildProcessError):  # started by another program: then `ps` alone knows
        if os.waitpid(process.pid, os.WNOHANG)[0]:
            return False
    return bool(process.started) and _start_time(process.pid) == process.started


def _start_time(pid: int) -> str:
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else started.strip()


def main() -> None:
    if sys.argv[1:] != ["stop"]:
        sys.exit("usage: python -m local.processes stop")
    for file in sorted(STATE.glob("*/process.json")):
        if running(file.parent):
            print(f"Stopping {file.parent.name}")
        stop(file.parent)


if __name__ == "__main__":
    main()
