"""How a command that leads through several steps speaks with whoever runs it."""

from dataclasses import dataclass

import typer

from passerelle.commands.shared import say
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected


@dataclass(frozen=True, slots=True)
class Talk:
    """`asks` tells whether somebody is there to answer, `silent` that a program reads; a person `pastes` where
    nothing listens, and the command itself `opens` pages where it may.
    """

    lang: Language
    asks: bool
    silent: bool
    pastes: bool = False
    opens: bool = False

    def say(self, sentence: Sentence, style: str | None = None) -> None:
        if not self.silent:
            say(sentence, self.lang, style)

    def ask(self, text: str, missing: Sentence, *, unseen: bool = False) -> str:
        """What is typed `unseen` may be left empty. Raises Rejected where nobody is asked."""
        if not self.asks:
            raise Rejected(missing, code="bad_argument")
        default = "" if unseen else None
        return str(typer.prompt(text, default=default, show_default=False, hide_input=unseen, err=True))
