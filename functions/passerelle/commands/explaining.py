"""passerelle events, why: what started no run, and all that is known of one record."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.run_lines import print_run
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
from passerelle.core.events import RecordRef
from passerelle.core.records import Key
from passerelle.core.sentences import Language, Sentence
from passerelle.journal.items import Journaled
from passerelle.operations.explaining import Explanation, explain, ignored
from passerelle.shown.events import event_json, explanation_json

LimitOption = Annotated[int, typer.Option("--limit", help="At most so many.", min=1, max=1000)]


def events(
    connection: Annotated[str | None, typer.Option("--connection", help="Only those of this connection.")] = None,
    record: Annotated[str | None, typer.Option("--record", help="Only those of the record of this id.")] = None,
    limit: LimitOption = 20,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Events that started no run, newest first, and why they did not."""
    chosen = language(lang)
    with told(lang):
        found = ignored(Installation(env, stack).journal, connection, record, limit)
    if as_json:
        out.print_json(json.dumps([event_json(one) for one in found]))
        return
    if not found:
        say(_NONE, chosen)
    for one in found:
        _print_event(one, chosen)


def why(
    connection: Annotated[str, typer.Argument(help="The connection of the record, such as hubspot.")],
    record: Annotated[str, typer.Argument(help="Its kind, such as deal.")],
    record_id: Annotated[str, typer.Argument(metavar="ID", help="Its id on the platform.")],
    limit: LimitOption = 20,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why did my record do nothing? Its events, what each automation made of them, what is held, and its links."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, lambda: datetime.now(UTC))
        found = explain(installation.journal, catalogue, Key(connection, RecordRef(record, record_id)), limit)
    if as_json:
        out.print_json(json.dumps(explanation_json(found)))
    else:
        _print(found, chosen)


def _print(found: Explanation, lang: Language) -> None:
    for journaled, runs in found.events:
        _print_event(journaled, lang)
        for run in runs:
            print_run(run, lang)
    if not found.events:
        say(_NEVER, lang, "bold")
        for number, check in enumerate(found.checks, 1):
            out.print(f"{number}. {check.in_language(lang)}", markup=False)
    for name, run_ids in sorted(found.state.held.items()):
        say(_held(name, run_ids), lang)
    for effect in found.state.effects.values():
        say(_done(effect.automation, effect.run_id, sure=effect.sure), lang)
    for link in found.state.links:
        say(_linked(link.other, link.automation), lang)


def _print_event(journaled: Journaled, lang: Language) -> None:
    event = journaled.event
    what = f"{event.connection} {event.record.kind} {event.record.id}  {event.kind} ({event.source})"
    out.print(f"{event.received_at:%Y-%m-%d %H:%M}Z  {what}  {event.id}", style="bold", markup=False)
    for name, reason in journaled.reasons.items():
        by = "" if name == "*" else f"{name}: "
        out.print(f"    {by}{reason.sentence.in_language(lang)}", markup=False)


_NONE = Sentence(fr="Aucun événement ne correspond.", en="No event fits.")
_NEVER = Sentence(
    fr="Aucun événement de cette fiche n'a été reçu. Vérifiez, dans cet ordre :",
    en="No event of this record was ever received. Check, in this order:",
)


def _held(automation: str, run_ids: tuple[str, ...]) -> Sentence:
    ids = ", ".join(run_ids)
    return Sentence(
        fr=f"Retenu par « {automation} », dans cet ordre : {ids}",
        en=f'Held by "{automation}", in this order: {ids}',
    )


def _done(automation: str, run_id: str, *, sure: bool) -> Sentence:
    if sure:
        return Sentence(
            fr=f"« {automation} » a déjà eu son effet sur cette fiche, par {run_id}.",
            en=f'"{automation}" has had its effect on this record, by {run_id}.',
        )
    return Sentence(
        fr=f"« {automation} » a peut-être eu son effet sur cette fiche, par {run_id} : réglez d'abord cette exécution.",
        en=f'"{automation}" may have had its effect on this record, by {run_id}: settle that run first.',
    )


def _linked(other: Key, automation: str) -> Sentence:
    what = f"{other.connection} {other.record.kind} {other.record.id}"
    return Sentence(fr=f"Liée à {what} par « {automation} ».", en=f'Linked to {what} by "{automation}".')
