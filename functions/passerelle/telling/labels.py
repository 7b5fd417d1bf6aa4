"""What an id is called on a platform, where somebody can tell; else the id itself is shown."""

from typing import Protocol


class Labels(Protocol):
    """Each answers None for what it does not know."""

    def field(self, connection: str, record: str, name: str) -> str | None:
        """What people call a field."""

    def option(self, connection: str, record: str, field: str, value: str) -> str | None:
        """What people call one of the values of a field."""

    def parameter(self, connection: str, name: str, value: str) -> str | None:
        """What people call what a parameter of an action names: a template, a contract type."""


class NoLabels:
    """Without a look at the platforms: the ids speak."""

    def field(self, connection: str, record: str, name: str) -> None:  # noqa: ARG002 - the protocol's signature
        return None

    def option(self, connection: str, record: str, field: str, value: str) -> None:  # noqa: ARG002 - idem
        return None

    def parameter(self, connection: str, name: str, value: str) -> None:  # noqa: ARG002 - idem
        return None
