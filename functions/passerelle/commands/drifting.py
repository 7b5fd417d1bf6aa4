"""passerelle drift."""

import json
from typing import Annotated, Any

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import calling, now
from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    err,
    language,
    out,
    say,
    told,
)
from passerelle.core.sentences import Language, Sentence
from passerelle.journal import table as tables
from passerelle.journal.looks import Looks
from passerelle.operations.drifting import Drift, DriftWatch
from passerelle.operations.online.connections import of_error

AcceptOption = Annotated[
    list[str] | None, typer.Option("--accept", help="What is found of this automation is right: start anew.")
]


def drift(
    accept: AcceptOption = None,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """What changed on the platforms since each version was first looked at. Exit code 1 when runs will go wrong."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, now)
        with calling(installation, catalogue) as connect:
            looks = Looks(tables.connect(installation.settings.table_name))
            found = DriftWatch(catalogue, looks, connect, now).look(frozenset(accept or ()))
    if as_json:
        out.print_json(json.dumps([_as_json(one) for one in found]))
    else:
        _print(found, chosen)
    if any(one.breaks or one.unanswered for one in found):
        raise typer.Exit(1)


def _print(found: list[Drift], lang: Language) -> None:
    silent = {name: error for one in found for name, error in one.unanswered.items()}
    for name, error in sorted(silent.items()):
        err.print(of_error(name, error).sentence.in_language(lang), style="red", markup=False)
    for one in found:
        automation = one.automation
        first = one.first and not one.unanswered
        if one.differences or first:
            title = f"{automation.name} (version {automation.version}, {automation.stage})"
            out.print(title, style="bold", markup=False)
        if first:
            say(_FIRST, lang, "dim")
        for difference in one.differences:
            style = "red" if difference.breaks else "yellow"
            out.print(f"    {difference.sentence.in_language(lang)}", style=style, markup=False)
    if not silent and not any(one.differences or one.first for one in found):
        say(_NOTHING, lang, "green")


def _as_json(one: Drift) -> dict[str, Any]:
    return {
        "automation": one.automation.name,
        "version": one.automation.version,
        "stage": one.automation.stage.value,
        "first": one.first,
        "unanswered": sorted(one.unanswered),
        "differences": [
            {"kind": each.kind.value, "path": each.path, "breaks": each.breaks, "reason": each.sentence.to_json()}
            for each in one.differences
        ],
    }


_FIRST = Sentence(
    fr="    Regardée pour la première fois : désormais, on saura ce qui change.",
    en="    Looked at for the first time: from now on, what changes will be known.",
)
_NOTHING = Sentence(fr="Rien n'a changé sur les plateformes.", en="Nothing has changed on the platforms.")
