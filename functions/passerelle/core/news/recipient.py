"""Who is told, by which connection, in which language, and from which gravity on."""

from dataclasses import dataclass, field
from typing import Any

from passerelle.core.sentences import Language
from passerelle.core.severity import Severity
from passerelle.core.steps import Json


@dataclass(frozen=True, slots=True)
class Recipient:
    """`params` are those of the action, with `{title}`, `{text}` and `{link}` for the message."""

    name: str
    connection: str
    action: str
    params: Json = field(default_factory=dict)
    language: Language = "fr"
    threshold: Severity = Severity.WARNING
    digest: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "connection": self.connection,
            "action": self.action,
            "params": self.params,
            "language": self.language,
            "threshold": self.threshold.value,
            "digest": self.digest,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Recipient":
        return cls(**{**value, "threshold": Severity(value["threshold"])})
