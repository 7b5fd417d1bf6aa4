"""What every command shares: which installation, which language, and how a fault is told."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from passerelle.configuration.connection_file import Environment
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import PasserelleError, Rejected
from passerelle.journal import table as tables
from passerelle.journal.bodies import Bodies
from passerelle.journal.erasing import Erasing
from passerelle.journal.failures import AWS_ERRORS, sentence_of
from passerelle.journal.journal import Journal
from passerelle.journal.ledger import Ledger
from passerelle.journal.news import News
from passerelle.journal.parameters import Parameters
from passerelle.journal.queue import EventQueue
from passerelle.journal.stack import outputs_of_stack, settings_of_stack
from passerelle.journal.versions import Versions
from passerelle.settings import WorkerSettings

# Without emoji=False, rich turns the line number of `file.yaml:100: key` into a picture.
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

_BY_ENVIRONMENT = {"TABLE_NAME", "QUEUE_URL", "BUCKET_NAME", "PARAMETER_PREFIX"}

EnvOption = Annotated[Environment, typer.Option("--env", help="The installation.")]
StackOption = Annotated[str | None, typer.Option("--stack", help="Its stack, where it is not called passerelle-ENV.")]
LangOption = Annotated[Language | None, typer.Option("--lang", help="That of your terminal by default.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
FolderOption = Annotated[Path, typer.Option("--folder", help="The folder of platforms, connections and automations.")]


@dataclass(frozen=True)
class Installation:
    """A deployed stack, found once: by the variables a function has, else by the outputs of its CloudFormation
    stack.
    """

    env: Environment
    stack: str | None = None

    @cached_property
    def settings(self) -> WorkerSettings:
        if _by_environment():
            return WorkerSettings.from_env(os.environ)
        return settings_of_stack(self._stack_name, self._outputs)

    @cached_property
    def journal(self) -> Journal:
        return Journal(tables.connect(self.settings.table_name), self._bodies)

    @cached_property
    def erasing(self) -> Erasing:
        return Erasing(tables.connect(self.settings.table_name), self._bodies)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(tables.connect(self.settings.table_name))

    @cached_property
    def versions(self) -> Versions:
        return Versions(tables.connect(self.settings.table_name))

    @cached_property
    def queue(self) -> EventQueue:
        return EventQueue.connect(self.settings.queue_url, self._bodies)

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies.of(self.settings.bucket_name)

    @cached_property
    def news(self) -> News:
        return News(tables.connect(self.settings.table_name))

    @cached_property
    def inbound(self) -> Parameters:
        return Parameters.connect(f"{self.settings.parameter_prefix}/in", self._secrets_key)

    @cached_property
    def outbound(self) -> Parameters:
        return Parameters.connect(f"{self.settings.parameter_prefix}/out", self._secrets_key)

    def webhook_address(self, connection: str) -> str | None:
        """What a platform has to call for that connection, where the outputs of the stack are read."""
        pattern = None if _by_environment() else self._outputs.get("WebhookUrl")
        return pattern.replace("{connection}", connection) if pattern else None

    def console_address(self) -> str | None:
        """None where the stack has no console."""
        return self._outputs.get("ConsoleUrl")

    @property
    def _secrets_key(self) -> str | None:
        """What the stack's functions may decrypt with, besides the account's own key."""
        return os.environ.get("SECRETS_KEY_ARN") if _by_environment() else self._outputs.get("SecretsKeyArn")

    @property
    def _stack_name(self) -> str:
        return self.stack or f"passerelle-{self.env}"

    @cached_property
    def _outputs(self) -> dict[str, str]:
        return outputs_of_stack(self._stack_name)


def _by_environment() -> bool:
    return os.environ.keys() >= _BY_ENVIRONMENT


def language(chosen: Language | None, environ: Mapping[str, str] = os.environ) -> Language:
    """What was asked for, else the terminal's own: French where it is French, English everywhere else."""
    spoken = chosen or environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or "en"
    return "fr" if spoken.startswith("fr") else "en"


@contextmanager
def told(chosen: Language | None = None) -> Iterator[None]:
    """A user's mistake, or a refusal of AWS, is one sentence and exit code 1, never a traceback."""
    try:
        yield
    except PasserelleError as error:
        _refuse(error.sentence, chosen)
        raise typer.Exit(1) from error
    except AWS_ERRORS as error:
        _refuse(sentence_of(error), chosen)
        raise typer.Exit(1) from error


def _refuse(sentence: Sentence, chosen: Language | None) -> None:
    err.print(sentence.in_language(language(chosen)), style="red", markup=False)


def say(sentence: Sentence, lang: Language, style: str | None = None) -> None:
    out.print(sentence.in_language(lang), style=style, markup=False)


def answer(sentence: Sentence, chosen: Language | None, *, as_json: bool, **facts: Any) -> None:
    """What was done: a sentence for people; for programs what it was done to, and the sentence in both languages."""
    if as_json:
        out.print_json(json.dumps({**facts, "done": sentence.to_json()}))
    else:
        say(sentence, language(chosen), "green")


def agree(question: Sentence, lang: Language) -> None:
    """Ask before what is not easily taken back. Raises Rejected for a no, and where nobody can answer."""
    err.print(f"{question.in_language(lang)} [{_YES_OR_NO.in_language(lang)}] ", end="", markup=False)
    if sys.stdin.readline().strip().lower() not in _YES:
        raise Rejected(_NOT_AGREED, code="not_agreed")


_YES = frozenset({"y", "yes", "o", "oui"})
_YES_OR_NO = Sentence(fr="o/N", en="y/N")
_NOT_AGREED = Sentence(
    fr="Rien n'a été fait. Dans un programme, donnez votre accord par l'option qui le dit (--help).",
    en="Nothing was done. In a program, agree by the option that says so (--help).",
)


def stdin_or_prompt(prompt: Callable[[], str]) -> str:
    """Standard input when something is piped into it; a prompt that shows nothing otherwise."""
    return prompt() if sys.stdin.isatty() else sys.stdin.read()
