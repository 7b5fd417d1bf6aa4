"""The embedded AWS of this machine: one process that answers as AWS does, and runs the deployed functions.

python -m local.embedded_aws start|stop|status|reset
"""

import argparse
import http.client
import os
import sys
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from local import processes
from local.processes import ROOT, STATE, LocalError, Process

PYTHON = ROOT / ".tools" / "embedded-aws" / "bin" / "python"
DIRECTORY = STATE / "embedded-aws"
PORT = 4599
REGION = "eu-west-3"
CREDENTIAL = "local"  # both halves; it opens nothing but this process


@dataclass(frozen=True, slots=True)
class EmbeddedAws:
    process: Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.process.port}"

    def client_environment(self) -> dict[str, str]:
        """The environment of a program that talks to this AWS and, whatever the shell says, to no other."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return others | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": CREDENTIAL,
            "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def reset(self) -> None:
        """Forget every resource, as a new account."""
        if _ask(self.process.port, "POST", "/_ministack/reset") != HTTPStatus.OK:
            raise LocalError(f"The embedded AWS could not be reset: see {self.process.log}.")


def start(directory: Path = DIRECTORY, port: int = PORT) -> EmbeddedAws:
    """The one that runs already, or a new and empty one."""
    if aws := running(directory):
        return aws
    if not PYTHON.exists():
        raise LocalError("The embedded AWS is not installed: run `make setup` first.")
    process = processes.start(
        directory,
        [str(PYTHON), "-m", "ministack"],
        port=port,
        environment={
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            # The functions have the rights that the template gives them and no other; these credentials are the root's.
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": CREDENTIAL,
            "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
        },
        ready=lambda: _answers(port),
    )
    return EmbeddedAws(process)


def running(directory: Path = DIRECTORY) -> EmbeddedAws | None:
    process = processes.running(directory)
    return EmbeddedAws(process) if process else None


def stop(directory: Path = DIRECTORY) -> None:
    processes.stop(directory)


def _answers(port: int) -> bool:
    try:
        return _ask(port, "GET", "/_ministack/health") == HTTPStatus.OK
    except OSError:
        return False


def _ask(port: int, method: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request(method, path)
        return connection.getresponse().status


def main() -> None:
    parser = argparse.ArgumentParser(description="The embedded AWS of this machine.")
    parser.add_argument("command", choices=["start", "stop", "status", "reset"])
    parser.add_argument("--port", type=int, default=PORT, help="where it listens, on 127.0.0.1 only")
    arguments = parser.parse_args()
    if arguments.command == "start":
        print(f"The embedded AWS listens on {start(port=arguments.port).url}")
    elif arguments.command == "stop":
        stop()
    elif (aws := running()) is None:
        sys.exit("The embedded AWS does not run: start it with `python -m local.embedded_aws start`.")
    elif arguments.command == "reset":
        aws.reset()
    else:
        print(f"The embedded AWS listens on {aws.url} (process {aws.process.pid}, log {aws.process.log})")


if __name__ == "__main__":
    try:
        main()
    except LocalError as error:
        sys.exit(str(error))
