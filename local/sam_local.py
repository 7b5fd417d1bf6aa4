"""What `sam local` needs on this machine: the deployed stack, the simulators, and its functions' variables in a file.

python -m local.sam_local up             until Ctrl-C
python -m local.sam_local sign FILE      a request of tests/events, signed for this moment by the stack that is up
"""

import argparse
import json
import platform
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from local import demo, embedded_aws, processes
from local.containers import opened_to_containers
from local.deploy import Stack, stack
from local.embedded_aws import CREDENTIAL, REGION
from local.installation import Installation
from local.processes import ROOT, STATE, LocalError
from local.simulators import Address
from local.simulators.__main__ import DEFAULT_PORT
from local.simulators.signin.people import CLIENT_ID

VARIABLES_FILE = STATE / "sam-local" / "env.json"
PUBLIC_BASE_URL = "http://127.0.0.1:3000"
"""Where `sam local start-api` answers, and so what a sender signs."""


def main() -> None:
    parser = argparse.ArgumentParser(description="What `sam local` needs on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start it, and stay until Ctrl-C")
    sign = commands.add_parser("sign", help="print a request of tests/events, signed for this moment")
    sign.add_argument("file", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "up":
        up()
    else:
        print(json.dumps(signed(json.loads(arguments.file.read_text(encoding="utf-8")), _installation().passerelle)))


def up() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with opened_to_containers([embedded_aws.PORT, DEFAULT_PORT]) as host:
            show_to_containers(demo.start(), host, VARIABLES_FILE)
            _tell()
            signal.pause()
    except KeyboardInterrupt:
        print("\nStopping.")
    finally:
        processes.stop(demo.SIMULATORS)
        embedded_aws.stop()


def show_to_containers(installation: Installation, host: str, file: Path) -> None:
    """Publish the simulators under the host that containers know, and write the functions' variables for --env-vars."""
    replace(installation, simulators=replace(installation.simulators, host=host)).push()
    values = variables(installation.stack, f"http://{host}:{installation.aws.process.port}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"Parameters": values}, indent=2) + "\n")


def variables(deployed: Stack, aws_url: str) -> dict[str, str]:
    """What `sam local` cannot know: of a queue, a table, a bucket or an API it knows only the name in the template."""
    return {
        "AWS_ENDPOINT_URL": aws_url,
        "QUEUE_URL": deployed.queue_url,
        "DEAD_LETTER_QUEUE_URL": deployed.dead_letter_queue_url,
        "CONSOLE_URL": "",
        "TABLE_NAME": deployed.table_name,
        "BUCKET_NAME": deployed.bucket_name,
        "PUBLIC_BASE_URL": PUBLIC_BASE_URL,
        "CALLS_TO": "anywhere",
        "OIDC_ISSUER": Address(DEFAULT_PORT).issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_SIGN_IN_URL": "",
    }


def architecture() -> str:
    """This machine's own: emulating another processor is slow where it works at all."""
    return "x86_64" if platform.machine() in {"x86_64", "AMD64"} else "arm64"


def parameters() -> tuple[str, ...]:
    """For --parameter-overrides."""
    return "Environment=local", f"Architecture={architecture()}"


def signed(event: dict[str, Any], passerelle: Callable[..., str]) -> dict[str, Any]:
    """The same request with the headers that its sender would give it now: those of `passerelle sample`."""
    connection = event["pathParameters"]["connection"]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as body:
        body.write(event["body"])
        body.flush()
        where = ("--env", "local", "--url", PUBLIC_BASE_URL, "--body", body.name)
        curl = shlex.split(passerelle("sample", connection, *where))
    given = (curl[place + 1].split(": ", 1) for place, option in enumerate(curl) if option == "-H")
    headers = event["headers"] | {name.lower(): value for name, value in given}
    return {**event, "headers": headers, "body": curl[curl.index("-d") + 1]}


def _installation() -> Installation:
    aws = embedded_aws.running()
    if aws is None:
        raise LocalError("Nothing is up that could sign it: run `python -m local.sam_local up` first.")
    return Installation(aws, stack(aws), Address(DEFAULT_PORT))


def _tell() -> None:
    print(
        f"""
* It stays up until Ctrl-C. In another terminal, in this folder:

export AWS_ENDPOINT_URL=http://127.0.0.1:{embedded_aws.PORT} AWS_DEFAULT_REGION={REGION}
export AWS_ACCESS_KEY_ID={CREDENTIAL} AWS_SECRET_ACCESS_KEY={CREDENTIAL}
export PATH="$PWD/.venv/bin:$PWD/.tools/sam/bin:$PATH"
OPTIONS="--env-vars {VARIABLES_FILE.relative_to(ROOT)} --parameter-overrides {" ".join(parameters())}"

sam build
sam local invoke WatchFunction --event tests/events/watch_schedule.json $OPTIONS

The other functions, signed requests and start-api: docs/sam-local.md
""",
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except LocalError as error:
        sys.exit(str(error))
