"""A connection as it is published for the functions: its platform's manifest, and its settings in one environment."""

from collections.abc import Mapping
from typing import Any

from passerelle.configuration.connection_file import ConnectionFile, Environment, Limits, Pace, limits_in
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.model import FileModel, Key, Name
from passerelle.core import gate

GENEROUS = Limits(requests=100, per_s=10, burst=20)
"""For a platform that states no limit."""


class PublishedConnection(FileModel):
    """`receives` tells whether its platform can call us: what a poll finds there was missed by its webhooks."""

    name: Name
    manifest: ManifestFile
    settings: dict[Key, Any]
    limits: Pace
    poll: list[Key]
    settle_s: float = 60
    receives: bool = False

    @property
    def platform(self) -> str:
        return self.manifest.platform

    @property
    def pace(self) -> list[gate.Limits]:
        return [gate.Limits(one.requests, one.per_s, one.burst) for one in limits_in(self.limits)]

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"name": self.name}


def publish_connection(
    file: ConnectionFile, manifest: ManifestFile, environment: Environment, overrides: Mapping[str, Any] | None = None
) -> PublishedConnection:
    """Defaults of the manifest, then the connection's settings, what differs in the environment, what is said now."""
    defaults = {name: setting.default for name, setting in manifest.settings.items() if setting.default is not None}
    return PublishedConnection(
        name=file.connection,
        manifest=manifest.model_copy(update={"receive": None}),  # receive has its own settings
        settings={**defaults, **file.settings_in(environment), **(overrides or {})},
        limits=file.limits_in(environment) or manifest.call.limits or GENEROUS,
        poll=file.poll,
        settle_s=file.settle_s,
        receives=manifest.receive is not None,
    )
