"""passerelle erase: write over what the journal holds of a person or a record, with a receipt."""

import json
from typing import Annotated, Final

import typer

from passerelle.commands.asking import now
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
from passerelle.core.events import RecordRef
from passerelle.core.records import Key
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.journal.erasing import Erasing, Holding
from passerelle.journal.stack import caller
from passerelle.operations.erasing import ELSEWHERE, LEFT, Erasures


def erase(
    person: Annotated[
        str | None, typer.Option("--person", metavar="TEXT", help="An e-mail address, or another text to look for.")
    ] = None,
    record: Annotated[
        tuple[str, str, str] | None, typer.Option("--record", metavar="CONNECTION KIND ID", help="A record.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only tell what is held.")] = False,
    receipts: Annotated[bool, typer.Option("--receipts", help="Show the receipts of earlier erasures.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write over the values that the journal holds of a person or a record, and say what remains elsewhere."""
    chosen = language(lang)
    with told(lang):
        store = Installation(env, stack).erasing
        if receipts:
            out.print_json(json.dumps(store.receipts()))
            return
        holdings = _find(store, person, record)
        if not as_json:
            for one in holdings:
                out.print(_line(one), markup=False)
        elif preview:
            out.print_json(json.dumps([_held(one) for one in holdings]))
        if preview:
            return
        if not yes:
            agree(_SURE, chosen)
        receipt = Erasures(store, now, caller()).carry_out(holdings)
    if as_json:
        out.print_json(json.dumps(receipt.to_json()))
        return
    say(_erased(receipt.events, receipt.runs), chosen, "green")
    if receipt.left:
        say(_left(len(receipt.left)), chosen, "yellow")
    say(ELSEWHERE, chosen)


def _find(store: Erasing, person: str | None, record: tuple[str, str, str] | None) -> list[Holding]:
    if record is not None and person is None:
        connection, kind, record_id = record
        return store.of_record(Key(connection, RecordRef(kind, record_id)))
    if record is None and person is not None and len(person.strip()) >= SHORTEST:
        return store.naming(person.strip())
    raise Rejected(_WHO, code="bad_argument")


def _held(one: Holding) -> dict[str, object]:
    event = one.event
    return {
        "event": event.id,
        "connection": event.connection,
        "record": {"kind": event.record.kind, "id": event.record.id},
        "received_at": event.received_at.isoformat(),
        "runs": {run.id: run.state for run in one.runs},
        "body_in_s3": one.large,
    }


def _line(one: Holding) -> str:
    event = one.event
    runs = ", ".join(f"{run.automation}: {run.state}" for run in one.runs)
    at, record = f"{event.received_at:%Y-%m-%d %H:%M}Z", event.record
    return f"{at}  {event.connection} {record.kind} {record.id}  {runs}".rstrip()


def _erased(events: int, runs: int) -> Sentence:
    return Sentence(
        fr=f"Effacé : les valeurs de {events} événement(s) et de {runs} exécution(s) ; leurs états et leurs raisons "
        "restent.",
        en=f"Erased: the values of {events} event(s) and {runs} run(s); their states and reasons stay.",
    )


def _left(number: int) -> Sentence:
    return Sentence(fr=f"Laissé : {number} événement(s). {LEFT.fr}", en=f"Left: {number} event(s). {LEFT.en}")


SHORTEST: Final = 5
"""A shorter text would be found everywhere."""

_SURE: Final = Sentence(fr="Effacer tout cela ? C'est définitif.", en="Erase all of this? There is no way back.")
_WHO: Final = Sentence(
    fr="Dites qui ou quoi : soit --person avec un texte de cinq caractères au moins, soit --record CONNEXION GENRE ID.",
    en="Say who or what: either --person with a text of at least five characters, or --record CONNECTION KIND ID.",
)
