"""passerelle advise."""

import json
import sys
from typing import Annotated, Any

import click
import typer

from passerelle.commands.automations import read_files
from passerelle.commands.publishing import CONFIG
from passerelle.commands.questions import Question, complete, refuse
from passerelle.commands.shared import FolderOption, JsonOption, LangOption, language, out, say, told
from passerelle.core.advice import Advice, Advised, Direction, TomorroAction, TomorroEvent, Way
from passerelle.core.advice import advise as advice_on
from passerelle.core.sentences import Language, Sentence
from passerelle.operations.advising import need_of


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
            asks = sys.stdin.isatty() and not as_json
            need = complete(direction, tool, event, action, (lambda one: _asked(one, chosen)) if asks else refuse)
        advised = advice_on(need)
    if as_json:
        out.print_json(json.dumps(_as_json(advised)))
    else:
        _print(advised, chosen)


def _asked(question: Question, lang: Language) -> str:
    for value, meaning in question.choices.items():
        out.print(f"  {value}: {meaning.in_language(lang)}", markup=False)
    known = click.Choice(list(question.choices)) if question.choices else None
    return str(typer.prompt(question.text.in_language(lang), type=known, show_choices=False))


def _print(advised: Advised, lang: Language) -> None:
    for flow in advised.flows:
        out.print(f"{_title(flow).in_language(lang)}", style="bold", markup=False)
        say(flow.reason, lang)
        for article in flow.articles:
            out.print(article.url(lang), markup=False)
    if advised.warning is not None:
        say(advised.warning, lang, "yellow")
    if advised.together is not None:
        out.print(advised.together.url(lang), markup=False)


def _title(flow: Advice) -> Sentence:
    direction, way = _DIRECTIONS[flow.direction], _WAYS[flow.way]
    return Sentence(fr=f"{direction.fr} : {way.fr}", en=f"{direction.en}: {way.en}")


def _as_json(advised: Advised) -> dict[str, Any]:
    return {
        "flows": [
            {
                "direction": flow.direction,
                "way": flow.way,
                "reason": flow.reason.to_json(),
                "articles": [{"fr": one.url("fr"), "en": one.url("en")} for one in flow.articles],
            }
            for flow in advised.flows
        ],
        "warning": advised.warning.to_json() if advised.warning else None,
    }


_DIRECTIONS = {
    Direction.FROM_TOMORRO: Sentence(fr="Depuis Tomorro", en="From Tomorro"),
    Direction.TO_TOMORRO: Sentence(fr="Vers Tomorro", en="To Tomorro"),
}
_WAYS = {
    Way.WEBHOOK: Sentence(fr="un webhook de Tomorro", en="a webhook of Tomorro"),
    Way.NO_CODE: Sentence(fr="un outil sans code", en="a tool without code"),
    Way.API: Sentence(fr="l'API de Tomorro", en="Tomorro's API"),
    Way.NATIVE_SALESFORCE: Sentence(fr="l'intégration Salesforce de Tomorro", en="Tomorro's Salesforce integration"),
}
