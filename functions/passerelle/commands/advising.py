"""passerelle advise."""

import json
import sys
from typing import Annotated, NoReturn

import click
import typer

from passerelle.commands.automations import read_files
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import FolderOption, JsonOption, LangOption, language, out, say, told
from passerelle.core.advice import Advised, Direction, TomorroAction, TomorroEvent
from passerelle.core.advice import advise as advice_on
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.operations.advising import need_of
from passerelle.operations.need_questions import Question, need_from, unanswered
from passerelle.shown.advice import advice_json, title_of


def advise(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="An automation whose need it is.")] = None,
    direction: Annotated[Direction | None, typer.Option("--direction", help="The way of the data.")] = None,
    tool: Annotated[str | None, typer.Option("--tool", help="The other software, such as HubSpot.")] = None,
    event: Annotated[TomorroEvent | None, typer.Option("--event", help="What happens in Tomorro.")] = None,
    action: Annotated[TomorroAction | None, typer.Option("--action", help="What is wanted in Tomorro.")] = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which way of connecting fits a need: webhook, tool without code, API, or Salesforce's own integration."""
    chosen = language(lang)
    with told(lang):
        if name is not None:
            files = read_files(folder)
            need = need_of(files.automation(name), files.around)
        else:
            given = {"direction": direction or "", "tool": tool or "", "event": event or "", "action": action or ""}
            asks = sys.stdin.isatty() and not as_json
            while question := unanswered(given):
                given[question.name] = _asked(question, chosen) if asks else _refused(question)
            need = need_from(given)
        advised = advice_on(need)
    if as_json:
        out.print_json(json.dumps(advice_json(advised)))
    else:
        _print(advised, chosen)


def _asked(question: Question, lang: Language) -> str:
    for value, meaning in question.choices.items():
        out.print(f"  {value}: {meaning.in_language(lang)}", markup=False)
    known = click.Choice(list(question.choices)) if question.choices else None
    return str(typer.prompt(question.text.in_language(lang), type=known, show_choices=False))


def _refused(question: Question) -> NoReturn:
    """Where nobody can be asked."""
    option = f"--{question.name}"
    values = f" ({', '.join(question.choices)})" if question.choices else ""
    raise Rejected(
        Sentence(
            fr=f"Il manque {option}{values}. Donnez cette option, ou le nom d'une automatisation.",
            en=f"{option}{values} is missing. Give this option, or the name of an automation.",
        ),
        code="bad_argument",
    )


def _print(advised: Advised, lang: Language) -> None:
    for flow in advised.flows:
        out.print(f"{title_of(flow).in_language(lang)}", style="bold", markup=False)
        say(flow.reason, lang)
        for article in flow.articles:
            out.print(article.url(lang), markup=False)
    if advised.warning is not None:
        say(advised.warning, lang, "yellow")
    if advised.together is not None:
        out.print(advised.together.url(lang), markup=False)
