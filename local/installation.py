"""A deployed stack made ready for use by the commands a team types: push, secrets, webhooks.

The demonstration and the end-to-end tests start from here.
"""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.accounts import SHIPPED, Account, secrets_at
from local.deploy import Stack
from local.embedded_aws import EmbeddedAws
from local.processes import ROOT, LocalError
from local.simulators import Address

PASSERELLE = ROOT / ".venv" / "bin" / "passerelle"


@dataclass(frozen=True, slots=True)
class Installation:
    aws: EmbeddedAws
    stack: Stack
    simulators: Address
    accounts: Sequence[Account] = SHIPPED
    folder: Path = ROOT / "config"

    def passerelle(self, *arguments: str, stdin: str = "") -> str:
        """What the command line prints. Raises LocalError with what it said when it failed."""
        done = subprocess.run(
            [PASSERELLE, *arguments],
            check=False,
            cwd=ROOT,
            env=self.aws.client_environment() | {"LANG": "en_US.UTF-8"},
            input=stdin,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise LocalError(f"passerelle {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def at_simulators(self) -> list[str]:
        """The options that lead a command to these simulators."""
        given = [
            (f"{one.connection}.{key}", value)
            for one in self.accounts
            for key, value in one.settings(self.simulators).items()
        ]
        return [part for name, value in given for part in ("--set", f"{name}={value}")]

    def push(self, *options: str) -> str:
        printed = self.passerelle("push", *self._here(), *self.at_simulators(), *options)
        return printed + self.passerelle("promote", "--all", "--force", "--why", "installation", "--env", "local")

    def store_secrets(self) -> None:
        for account in self.accounts:
            for name, value in secrets_at(self.simulators, account.connection).items():
                self.passerelle("secrets", "set", account.connection, name, *self._here(), stdin=value)

    def register_webhooks(self) -> None:
        """What a person does once in each platform's own settings."""
        for account in self.accounts:
            for webhook in account.webhooks:
                public_url = f"{self.stack.api_url}/in/{account.connection}"
                body = webhook.request(self._target(account.connection), public_url)
                self.control(account.simulator or account.connection, "POST", webhook.path, body)

    def control(self, platform: str, method: str, path: str, body: Any = None) -> Any:
        """A control request to a simulator: what happens in the other software."""
        request = urllib.request.Request(  # noqa: S310 - a simulator's own address
            f"{self.simulators.control(platform)}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - idem
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise LocalError(f"The simulator of {platform} refused {method} {path}: {error.read().decode()}") from error

    def _here(self) -> list[str]:
        return ["--env", "local", "--folder", str(self.folder)]

    def _target(self, connection: str) -> dict[str, str]:
        """The embedded AWS listens on 127.0.0.1 and finds its API by the header Host."""
        return {"url": f"{self.aws.url}/in/{connection}", "host": self.stack.api_host}


def install(aws: EmbeddedAws, stack: Stack, simulators: Address) -> Installation:
    installation = Installation(aws, stack, simulators)
    installation.push()
    installation.store_secrets()
    installation.register_webhooks()
    return installation
