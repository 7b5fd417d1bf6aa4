"""A function in Lambda's own runtime: the interface emulator that comes with SAM, and AWS's client for Python."""

import json
import os
import platform
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.processes import ROOT, free_port

PYTHON = ROOT / ".tools" / "bench" / "bin" / "python"
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a handler, the folders it is found in, what it is given, and what it has to answer."""

    name: str
    handler: str
    folders: tuple[Path, ...]
    event: Callable[[], dict[str, Any]]
    right: Callable[[Any], bool] = lambda answer: not isinstance(answer, dict) or "errorType" not in answer


@dataclass(frozen=True, slots=True)
class Measure:
    """Milliseconds. `cold` is what the first caller waits for: start of the process, `init` and the first call."""

    init: float
    cold: float
    warm: float


def measure(subject: Subject, variables: Mapping[str, str], warm_calls: int) -> Measure:
    """One start, and what follows. An error in place of the right answer stops everything: it would be fast."""
    port = free_port()
    command = [
        str(_emulator()),
        *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
        *("--runtime-api-address", f"127.0.0.1:{free_port()}"),
        *("--log-level", "info", str(PYTHON), "-m", "awslambdaric", subject.handler),
    ]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, subject.folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(subject.folders[0]),
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "60",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        **variables,
    }
    process = subprocess.Popen(
        command,
        env=environment,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        cold, *warm = [_timed(subject, port) for _ in range(1 + warm_calls)]
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        _, log = process.communicate()
    found = re.search(r"INIT REPORT\(durationMs: ([\d.]+)\)", log)
    if not found:
        raise RuntimeError(f"{subject.name}: the emulator tells no time of initialisation:\n{log}")
    return Measure(init=float(found[1]), cold=cold, warm=sorted(warm)[len(warm) // 2])


def _timed(subject: Subject, port: int) -> float:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations", data=json.dumps(subject.event()).encode()
    )
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=_PATIENCE_S) as response:  # noqa: S310 - idem
        content = response.read()
    elapsed = time.perf_counter() - start
    answer = json.loads(content or b"null")
    if not subject.right(answer):
        raise RuntimeError(f"{subject.name} does not do its work: {answer}")
    return elapsed * 1000


def _wait_for(port: int) -> None:
    """Until the emulator listens; it starts the function only when it is called."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("The runtime interface emulator does not answer.")


def _emulator() -> Path:
    name = f"aws-lambda-rie-{_MACHINES[platform.machine().lower()]}"
    (found,) = (ROOT / ".tools" / "sam" / "lib").glob(f"python3.*/site-packages/samcli/local/rapid/{name}")
    return found
