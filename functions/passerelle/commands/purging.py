"""passerelle purge: undo what tests made, after a preview, with a receipt."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import calling, now
from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    agree,
    language,
    out,
    say,
    told,
)
from passerelle.core.receipts import Line, Outcome, Receipt, what_of
from passerelle.core.sentences import Language, Sentence
from passerelle.journal.stack import caller
from passerelle.operations.purging import Purge


def purge(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The automation.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only tell what would be done.")] = False,
    receipts: Annotated[bool, typer.Option("--receipts", help="Show the receipts of earlier purges.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo what the tests of an automation made, the last first, and say what remains. Twice is harmless."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        ledger = installation.ledger
        if receipts:
            out.print_json(json.dumps(ledger.receipts(name)))
            return
        catalogue = Catalogue(installation.versions, now)
        with calling(installation, catalogue) as connect:
            purging = Purge(ledger, connect, catalogue.watched, now, caller())
            if preview or not yes:
                lines = purging.preview(name)
                _print_all(lines, chosen, as_json=as_json and preview)
            if preview:
                return
            if not yes and lines:
                agree(_SURE, chosen)
            receipt = purging.carry_out(name)
    _print_receipt(receipt, chosen, as_json=as_json)


def _print_all(lines: Sequence[Line], lang: Language, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps([line.to_json() for line in lines]))
        return
    for line in lines:
        _print_line(line, lang)


def _print_receipt(receipt: Receipt, lang: Language, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(receipt.to_json()))
        return
    if not receipt.lines:
        say(_NOTHING, lang, "green")
        return
    say(_receipt(receipt), lang, "bold")
    for line in receipt.lines:
        _print_line(line, lang)
    say(_all_of_it(len(receipt.remaining)), lang, "yellow" if receipt.remaining else "green")


def _print_line(line: Line, lang: Language) -> None:
    outcome = _OUTCOMES[line.outcome].in_language(lang)
    out.print(f"{outcome:10}", style=_STYLES[line.outcome], end="", markup=False)
    out.print(f"{what_of(line.entry).in_language(lang)}  {line.entry.url or ''}".rstrip(), markup=False)
    out.print(f"          {line.told.in_language(lang)}", markup=False)


_OUTCOMES = {
    Outcome.TO_DO: Sentence(fr="prévu", en="planned"),
    Outcome.DONE: Sentence(fr="défait", en="undone"),
    Outcome.REMAINS: Sentence(fr="reste", en="remains"),
}
_STYLES = {Outcome.TO_DO: "bold", Outcome.DONE: "green", Outcome.REMAINS: "yellow"}
_SURE = Sentence(fr="Défaire tout cela ?", en="Undo all of this?")
_NOTHING = Sentence(fr="Rien à défaire : les tests n'ont rien laissé.", en="Nothing to undo: the tests left nothing.")


def _receipt(receipt: Receipt) -> Sentence:
    at = f"{receipt.at:%Y-%m-%d %H:%M}Z"
    return Sentence(
        fr=f"Reçu du {at}, par {receipt.by} : « {receipt.automation} »",
        en=f'Receipt of {at}, by {receipt.by}: "{receipt.automation}"',
    )


def _all_of_it(remaining: int) -> Sentence:
    if not remaining:
        return Sentence(fr="Relu : il n'en reste rien.", en="Looked at again: nothing of it is left.")
    return Sentence(
        fr=f"Relu : il reste {remaining} ligne{'s' if remaining > 1 else ''}, à finir comme indiqué.",
        en=f"Looked at again: {remaining} line{'s remain' if remaining > 1 else ' remains'}, to end as told.",
    )
