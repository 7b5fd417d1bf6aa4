"""passerelle remark, remarks: what people say of runs."""

import json
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import now
from passerelle.commands.remark_lines import remark_line
from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    language,
    out,
    say,
    told,
)
from passerelle.core.sentences import Sentence
from passerelle.core.trials import Verdict
from passerelle.errors import Rejected
from passerelle.journal.stack import caller
from passerelle.operations.remarks import Remarks
from passerelle.shown.remarks import remark_json


def remark(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The run, as `passerelle runs` shows it.")],
    right: Annotated[bool, typer.Option("--right", help="What it did is right.")] = False,
    to_change: Annotated[str | None, typer.Option("--to-change", help="What is to be changed.")] = None,
    done: Annotated[bool, typer.Option("--done", help="A later version has changed it.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say of a run that it is right, what is to be changed, or that a later version has changed it."""
    chosen = language(lang)
    with told(lang):
        if [right, to_change is not None, done].count(True) != 1:
            raise Rejected(_WHICH, code="bad_argument")
        remarks = remarks_of(Installation(env, stack))
        if done:
            kept = remarks.close(run_id)
        else:
            kept = [remarks.add(run_id, Verdict.RIGHT if right else Verdict.TO_CHANGE, to_change or "")]
    if as_json:
        out.print_json(json.dumps([remark_json(one) for one in kept]))
    else:
        say(_closed(len(kept)) if done else _KEPT, chosen, "green")


def list_remarks(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The automation.")],
    everything: Annotated[bool, typer.Option("--all", help="Those that were dealt with too.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """The remarks on an automation's runs that wait for a change."""
    chosen = language(lang)
    with told(lang):
        found = remarks_of(Installation(env, stack)).of(name)
    shown = [one for one in found if everything or one.open]
    if as_json:
        out.print_json(json.dumps([remark_json(one) for one in shown]))
        return
    if not shown:
        say(_NONE, chosen)
    for one in shown:
        out.print(remark_line(one, chosen), markup=False)


def remarks_of(installation: Installation) -> Remarks:
    catalogue = Catalogue(installation.versions, now)
    return Remarks(installation.ledger, installation.journal, catalogue.deployment, now, caller())


_KEPT = Sentence(fr="Remarque enregistrée.", en="The remark is kept.")
_NONE = Sentence(fr="Aucune remarque n'attend.", en="No remark waits.")
_WHICH = Sentence(
    fr='Dites une seule chose : --right, --to-change "quoi", ou --done.',
    en='Say one thing: --right, --to-change "what", or --done.',
)


def _closed(number: int) -> Sentence:
    if not number:
        return Sentence(fr="Aucune remarque n'attendait sur cette exécution.", en="No remark on this run was waiting.")
    return Sentence(fr=f"Remarques traitées : {number}.", en=f"Remarks dealt with: {number}.")
