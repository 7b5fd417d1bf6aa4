"""passerelle account."""

import json
from datetime import UTC, datetime

import typer
from rich.table import Table

from passerelle.commands.shared import EnvOption, Installation, JsonOption, LangOption, StackOption, language, out, told
from passerelle.core.runs import RunState
from passerelle.core.sentences import Language, Sentence
from passerelle.operations.account import Balance, Depth, balance

STATES = (RunState.DONE, RunState.IGNORED, RunState.WAITING, RunState.PARKED, RunState.RUNNING, RunState.DISMISSED)


def account(
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """The balance of runs by automation, and what the queue holds. Exit code 1 when a run is past its deadline."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        found = balance(installation.journal, lambda: Depth(*installation.queue.depth()), datetime.now(UTC))
    if as_json:
        out.print_json(json.dumps(_as_json(found)))
    else:
        _print(found, chosen)
    if found.unexplained:
        raise typer.Exit(1)


def _print(found: Balance, lang: Language) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column(_AUTOMATION.in_language(lang))
    for state in STATES:
        table.add_column(_WORDS[state].in_language(lang), justify="right")
    for (automation, connection), counts in sorted(found.runs.items()):
        table.add_row(f"{automation} ({connection})", *(str(counts[state]) for state in STATES))
    out.print(table)
    out.print(_rest(found).in_language(lang), markup=False)
    for run in found.unexplained:
        out.print(f"{run.id}: {run.state}, {run.updated_at:%Y-%m-%d %H:%M}Z", style="bold red", markup=False)


def _as_json(found: Balance) -> dict[str, object]:
    return {
        "runs": [
            {"automation": automation, "connection": connection, **{state.value: counts[state] for state in STATES}}
            for (automation, connection), counts in sorted(found.runs.items())
        ],
        "ignored_events": found.ignored_events,
        "queue": {"waiting": found.queue.waiting, "held": found.queue.held},
        "unexplained": [run.id for run in found.unexplained],
    }


_AUTOMATION = Sentence(fr="automatisation (connexion)", en="automation (connection)")
_WORDS = {
    RunState.DONE: Sentence(fr="faites", en="done"),
    RunState.IGNORED: Sentence(fr="ignorées", en="ignored"),
    RunState.WAITING: Sentence(fr="en attente", en="waiting"),
    RunState.PARKED: Sentence(fr="de côté", en="parked"),
    RunState.RUNNING: Sentence(fr="en cours", en="in flight"),
    RunState.DISMISSED: Sentence(fr="écartées", en="dismissed"),
}


def _rest(found: Balance) -> Sentence:
    waiting, held, ignored = found.queue.waiting, found.queue.held, found.ignored_events
    return Sentence(
        fr=f"Événements sans automatisation concernée : {ignored}. Dans la file : {waiting} à prendre, {held} retenus. "
        f"Inexpliquées : {len(found.unexplained)}.",
        en=f"Events that started nothing: {ignored}. In the queue: {waiting} to take, {held} held. "
        f"Unexplained: {len(found.unexplained)}.",
    )
