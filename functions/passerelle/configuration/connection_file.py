"""config/connections/NAME.yaml: one account on a platform. It holds no secret."""

from typing import Annotated, Any, Literal

from pydantic import Field

from passerelle.configuration.model import FileModel, Key, Name

# A misspelt one would replace nothing, and let a test installation call the real account.
Environment = Literal["local", "test", "production"]


class Limits(FileModel):
    """How fast we may call: no window of `per_s` seconds ever sees more than `requests` calls, `burst` of them at once,
    whichever functions make them. Of several limits, all have to let a call pass. Where other integrations draw on the
    account's allowance too, write your share of it."""

    requests: int = Field(gt=0, description="Requests in any window.")
    per_s: float = Field(gt=0, description="The window, in seconds.")
    burst: int = Field(default=1, gt=0, description="How many of them may go at once.")


Pace = Limits | Annotated[list[Limits], Field(min_length=1)]
"""Limits that hold together: so many a second, and so many a day."""


def limits_in(pace: Pace) -> list[Limits]:
    return [pace] if isinstance(pace, Limits) else pace


class Overlay(FileModel):
    """What differs in one environment."""

    settings: dict[Key, Any] = Field(default={}, description="Settings that replace the connection's, one by one.")
    limits: Pace | None = Field(default=None, description="Limits that replace the connection's: one, or a list.")


class ConnectionFile(FileModel):
    connection: Name = Field(
        description="The connection's name: the file's name without .yaml, and the end of its webhook URL."
    )
    platform: Name = Field(description="The platform it is an account on: a manifest of config/platforms/.")
    settings: dict[Key, Any] = Field(
        default={}, description="The platform's settings, where they differ from its defaults."
    )
    limits: Pace | None = Field(default=None, description="Limits that replace the manifest's: one, or a list.")
    receive: dict[str, Any] = Field(
        default={},
        description="What replaces parts of the platform's `receive` section: mappings are merged key by key, "
        "lists are replaced.",
    )
    poll: list[Key] = Field(
        default=[], description="The records to ask for on a schedule, where webhooks are absent or may be lost."
    )
    settle_s: float = Field(
        default=60, ge=0, description="How many seconds what we made may take to be found, when its answer was lost."
    )
    environments: dict[Environment, Overlay] = Field(
        default={}, description="What differs by environment (local, test, production)."
    )

    def settings_in(self, environment: Environment) -> dict[str, Any]:
        overlay = self.environments.get(environment)
        return {**self.settings, **(overlay.settings if overlay else {})}

    def limits_in(self, environment: Environment) -> Pace | None:
        overlay = self.environments.get(environment)
        return (overlay.limits if overlay else None) or self.limits
