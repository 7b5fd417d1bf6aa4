"""What each function reads from its environment: one frozen class a function, all faults in one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError


class InvalidSettings(PasserelleError):
    code = "invalid_settings"


@dataclass(frozen=True, slots=True)
class ReceiveSettings:
    queue_url: str
    bucket_name: str
    parameter_prefix: str
    public_base_url: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        variables = Variables(environ)
        settings = cls(
            queue_url=variables.url("QUEUE_URL"),
            bucket_name=variables.text("BUCKET_NAME"),
            parameter_prefix=variables.path("PARAMETER_PREFIX"),
            public_base_url=variables.url("PUBLIC_BASE_URL"),
        )
        variables.check()
        return settings


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What deliver, poll and watch have in common; the command line reads the same from a stack's outputs.

    `secrets_key` encrypts the tokens that they renew, where it is not the account's own key for parameters.
    `calls_anywhere` lifts what holds calls to public addresses: for simulators on this machine alone.
    """

    queue_url: str
    table_name: str
    bucket_name: str
    parameter_prefix: str
    secrets_key: str | None = None
    calls_anywhere: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        variables = Variables(environ)
        settings = cls(
            queue_url=variables.url("QUEUE_URL"),
            table_name=variables.text("TABLE_NAME"),
            bucket_name=variables.text("BUCKET_NAME"),
            parameter_prefix=variables.path("PARAMETER_PREFIX"),
            secrets_key=environ.get("SECRETS_KEY_ARN") or None,
            calls_anywhere=environ.get("CALLS_TO") == "anywhere",
        )
        variables.check()
        return settings


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """What watch has besides. `console_url` is empty where there is no console."""

    worker: WorkerSettings
    dead_letter_queue_url: str
    environment: str
    time_zone: str
    console_url: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        variables = Variables(environ)
        values = {
            "dead_letter_queue_url": variables.url("DEAD_LETTER_QUEUE_URL"),
            "environment": variables.text("ENVIRONMENT"),
            "time_zone": variables.text("TIME_ZONE"),
            "console_url": environ.get("CONSOLE_URL", "").strip(),
        }
        variables.check()
        return cls(WorkerSettings.from_env(environ), **values)


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """What the console has besides. `sign_in_url` is empty where people sign in at the issuer's own address."""

    worker: WorkerSettings
    public_base_url: str
    issuer: str
    client_id: str
    sign_in_url: str
    groups_claim: str
    group_prefix: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        variables = Variables(environ)
        values = {
            "public_base_url": variables.url("PUBLIC_BASE_URL"),
            "issuer": variables.url("OIDC_ISSUER"),
            "client_id": variables.text("OIDC_CLIENT_ID"),
            "sign_in_url": environ.get("OIDC_SIGN_IN_URL", "").strip(),
            "groups_claim": variables.text("OIDC_GROUPS_CLAIM"),
            "group_prefix": variables.text("OIDC_GROUP_PREFIX"),
        }
        variables.check()
        return cls(WorkerSettings.from_env(environ), **values)


class Variables:
    """Reads variables and gathers what is wrong with them, so that one message tells all of it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[Sentence] = []

    def text(self, name: str) -> str:
        value = self._environ.get(name, "").strip()
        if not value:
            self._fault(f"{name} est vide", f"{name} is empty")
        return value

    def url(self, name: str) -> str:
        value = self.text(name).rstrip("/")
        if value and not _is_url(value):
            self._fault(f"{name} n'est pas une adresse http(s)", f"{name} is not an http(s) address")
        return value

    def path(self, name: str) -> str:
        value = self.text(name).rstrip("/")
        if value and not value.startswith("/"):
            self._fault(f"{name} ne commence pas par une barre oblique", f"{name} does not start with a slash")
        return value

    def check(self) -> None:
        if self._faults:
            raise InvalidSettings(
                Sentence(
                    fr=f"Réglages de la fonction : {', '.join(fault.fr for fault in self._faults)}. Corrigez le modèle "
                    "CloudFormation, puis redéployez.",
                    en=f"Settings of the function: {', '.join(fault.en for fault in self._faults)}. Correct the "
                    "CloudFormation template, then deploy again.",
                )
            )

    def _fault(self, fr: str, en: str) -> None:
        self._faults.append(Sentence(fr=fr, en=en))


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
