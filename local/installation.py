"""A deployed stack made ready for use by the commands a team types: push, secrets, webhooks.

The demonstration and the end-to-end tests start from here.
"""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.deploy import Stack
from local.embedded_aws import EmbeddedAws
from local.processes import ROOT, LocalError
from local.simulators import Address
from local.simulators.hubspot import seed as hubspot
from local.simulators.pipedrive import seed as pipedrive
from local.simulators.slack import seed as slack
from local.simulators.tomorro import seed as tomorro

PASSERELLE = ROOT / ".venv" / "bin" / "passerelle"
TOMORRO_SIGNING = "tomorro-local-signing-secret"
INTAKE_SIGNING = "intake-local-signing-secret"
PIPEDRIVE_WEBHOOK = ("passerelle", "pipedrive-local-password")

SECRETS: Mapping[tuple[str, str], str] = {
    ("tomorro", "signing"): TOMORRO_SIGNING,
    ("tomorro", "api_key"): tomorro.API_KEY,
    ("hubspot", "client_secret"): hubspot.CLIENT_SECRET,
    ("hubspot", "access_token"): hubspot.TOKEN,
    ("slack", "bot_token"): slack.TOKEN,
    ("pipedrive", "webhook"): ":".join(PIPEDRIVE_WEBHOOK),
    ("pipedrive", "api_token"): pipedrive.TOKEN,
    ("intake", "signing"): INTAKE_SIGNING,
}
"""All invented: they open the simulators and nothing else."""


@dataclass(frozen=True, slots=True)
class Installation:
    aws: EmbeddedAws
    stack: Stack
    simulators: Address

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
        addresses = {
            "tomorro.base_url": self.simulators.tomorro,
            "tomorro.app_url": f"{self.simulators.tomorro_app}/contracts/{{id}}",
            "hubspot.base_url": self.simulators.hubspot,
            "slack.base_url": f"{self.simulators.slack}/api",
            "pipedrive.base_url": self.simulators.pipedrive,
        }
        return [part for name, value in addresses.items() for part in ("--set", f"{name}={value}")]

    def push(self, *options: str) -> str:
        printed = self.passerelle("push", "--env", "local", *self.at_simulators(), *options)
        return printed + self.passerelle("promote", "--all", "--force", "--why", "installation", "--env", "local")

    def store_secrets(self) -> None:
        for (connection, name), value in SECRETS.items():
            self.passerelle("secrets", "set", connection, name, "--env", "local", stdin=value)

    def register_webhooks(self) -> None:
        """What a person does once in each platform's own settings."""
        signed = {"name": "Passerelle", "secret": TOMORRO_SIGNING}
        self.control("tomorro", "POST", "webhooks", {**self._target("tomorro"), **signed})
        types = ["deal.creation", "deal.propertyChange:dealstage"]
        public = {"public_url": f"{self.stack.api_url}/in/hubspot"}  # HubSpot signs it
        self.control("hubspot", "POST", "subscriptions", {**self._target("hubspot"), **public, "types": types})
        user, password = PIPEDRIVE_WEBHOOK
        wanted = {"event_action": "*", "event_object": "deal", "user": user, "password": password}
        self.control("pipedrive", "POST", "subscriptions", {**self._target("pipedrive"), **wanted})

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

    def _target(self, connection: str) -> dict[str, str]:
        """The embedded AWS listens on 127.0.0.1 and finds its API by the header Host."""
        return {"url": f"{self.aws.url}/in/{connection}", "host": self.stack.api_host}


def install(aws: EmbeddedAws, stack: Stack, simulators: Address) -> Installation:
    installation = Installation(aws, stack, simulators)
    installation.push()
    installation.store_secrets()
    installation.register_webhooks()
    return installation
