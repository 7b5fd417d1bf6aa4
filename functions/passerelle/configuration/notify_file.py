"""config/notify.yaml: who is told what needs a person, by which connection. It holds no secret."""

from typing import Any

from pydantic import Field

from passerelle.configuration.connection_file import Environment
from passerelle.configuration.model import FileModel, Key, Name
from passerelle.core.news.recipient import Recipient
from passerelle.core.sentences import Language
from passerelle.core.severity import Severity


class RecipientFile(FileModel):
    name: Name = Field(description="Whom it is for. What was told is kept under this name: another one is told anew.")
    connection: Name = Field(description="By which connection: an account of config/connections/, such as Slack.")
    action: Key = Field(description="The action of its platform that says something, such as `post_message`.")
    params: dict[Key, Any] = Field(
        default={},
        description="The action's parameters. In their texts, `{title}`, `{text}` and `{link}` are the message.",
    )
    language: Language = Field(default="fr", description="In which language: `fr` or `en`.")
    at_least: Severity = Field(
        default=Severity.WARNING,
        description="From which gravity on: `error` (something is not done), `warning` (it will not be), `note` (tests "
        "too).",
    )
    digest: bool = Field(default=False, description="Whether the week in words is sent as well, on Monday morning.")
    environments: list[Environment] = Field(
        default=[], description="In which environments (local, test, production); left out, in all of them."
    )


class NotifyFile(FileModel):
    recipients: list[RecipientFile] = Field(
        default=[], description="Who is told: at least one for messages to be sent."
    )

    def recipients_in(self, environment: Environment) -> list[Recipient]:
        return [
            Recipient(one.name, one.connection, one.action, one.params, one.language, one.at_least, one.digest)
            for one in self.recipients
            if not one.environments or environment in one.environments
        ]
