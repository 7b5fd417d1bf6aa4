"""A message leaves by an action of a connection, like any other effect: the same credentials, limits and errors."""

from collections.abc import Callable
from dataclasses import dataclass

from passerelle.core.automation import Stage
from passerelle.core.news.letter import Letter
from passerelle.core.news.recipient import Recipient
from passerelle.core.steps import Request
from passerelle.core.templates import compile_template
from passerelle.platforms.platform import Platform

_MARK = "psr-news"
"""Nobody looks for a message again: one whose outcome is unknown is sent once more."""


@dataclass(frozen=True, slots=True)
class Post:
    connect: Callable[[str], Platform]

    def send(self, recipient: Recipient, letter: Letter) -> None:
        """Raises the tree of passerelle.errors."""
        message = {"title": letter.title, "text": letter.text, "link": letter.link}
        for named in self.connect(recipient.connection).actions(recipient.action):
            params = compile_template(recipient.params).fill(message, named.quote)
            named.action.perform(named.action.prepare(Request(params, (), _MARK, Stage.LIVE)))
