"""passerelle account."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import typer

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
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Language, Sentence
from passerelle.journal.depths import Depth, Depths
from passerelle.operations.account import LIMIT, Balance, balance

STATES = (
    RunState.DONE,
    RunState.IGNORED,
    RunState.WAITING,
    RunState.HELD,
    RunState.PARKED,
    RunState.RUNNING,
    RunState.DISMISSED,
)


def account(
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Where every accepted event is: in a run, without one, in the queue. Exit code 1 when one is not explained."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        depths = Depths.connect(installation.settings.queue_url)
        found = balance(installation.journal, depths, datetime.now(UTC))
    if as_json:
        out.print_json(json.dumps(_as_json(found)))
    else:
        _print(found, chosen)
    if not found.balanced:
        raise typer.Exit(1)


def _print(found: Balance, lang: Language) -> None:
    for (automation, connection), counts in sorted(found.runs.items()):
        say(_runs(automation, connection, counts), lang)
    for connection, number in sorted(found.ignored.items()):
        say(_ignored(connection, number), lang)
    say(_queue(found.queue), lang)
    if found.in_part:
        say(_IN_PART, lang, "yellow")
    for run in found.unexplained:
        say(_overdue(run), lang, "bold red")
    for fault in found.faults:
        say(fault.sentence, lang, "bold red")
    if found.balanced:
        say(_BALANCED, lang, "green")


def _runs(automation: str, connection: str, counts: Counter[RunState]) -> Sentence:
    """As the sum that it is, without its zeros."""
    parts = [(counts[state], _WORDS[state]) for state in STATES if counts[state]]
    fr, en = (" + ".join(texts) for texts in zip(*((f"{n} {w.fr}", f"{n} {w.en}") for n, w in parts), strict=True))
    return Sentence(
        fr=f"{automation} ({connection}) : {counts.total()} acceptées = {fr}",
        en=f"{automation} ({connection}): {counts.total()} accepted = {en}",
    )


def _as_json(found: Balance) -> dict[str, Any]:
    return {
        "balanced": found.balanced,
        "runs": [
            {
                "automation": automation,
                "connection": connection,
                "accepted": counts.total(),
                **{state.value: counts[state] for state in STATES},
            }
            for (automation, connection), counts in sorted(found.runs.items())
        ],
        "ignored_events": found.ignored_events,
        "ignored_events_of": dict(found.ignored),
        "queue": {
            "waiting": found.queue.waiting,
            "held": found.queue.held,
            "dead": found.queue.dead,
            "oldest_s": found.queue.oldest_s,
        },
        "in_part": found.in_part,
        "unexplained": [run.id for run in found.unexplained],
        "faults": [{"code": fault.code, **fault.sentence.to_json()} for fault in found.faults],
    }


_WORDS = {
    RunState.DONE: Sentence(fr="faites", en="done"),
    RunState.IGNORED: Sentence(fr="ignorées", en="ignored"),
    RunState.WAITING: Sentence(fr="en attente", en="waiting"),
    RunState.HELD: Sentence(fr="gardées", en="held"),
    RunState.PARKED: Sentence(fr="de côté", en="parked"),
    RunState.RUNNING: Sentence(fr="en cours", en="in flight"),
    RunState.DISMISSED: Sentence(fr="écartées", en="dismissed"),
}
_BALANCED = Sentence(
    fr="Équilibré : chaque événement accepté est à l'un de ces endroits, et y avance ou y attend pour une "
    "raison connue.",
    en="Balanced: every accepted event is in one of these places, where it moves or waits for a known reason.",
)
_IN_PART = Sentence(
    fr=f"Un état compte plus de {LIMIT:,} exécutions : seules les plus récentes sont comptées ici.".replace(",", " "),
    en=f"A state holds more than {LIMIT:,} runs: only the newest are counted here.",
)


def _ignored(connection: str, number: int) -> Sentence:
    return Sentence(
        fr=f"Événements de « {connection} » qui n'ont lancé aucune exécution : {number}.",
        en=f'Events of "{connection}" that started no run: {number}.',
    )


def _queue(queue: Depth) -> Sentence:
    age = "?" if queue.oldest_s is None else str(timedelta(seconds=round(queue.oldest_s)))
    return Sentence(
        fr=f"Dans la file : {queue.waiting} à prendre, {queue.held} retenus ou en cours, {queue.dead} abandonnés ; "
        f"le plus ancien a {age}.",
        en=f"In the queue: {queue.waiting} to take, {queue.held} held back or in flight, {queue.dead} given up; the "
        f"oldest is {age} old.",
    )


def _overdue(run: Run) -> Sentence:
    since = f"{run.updated_at:%Y-%m-%d %H:%M}Z"
    return Sentence(
        fr=f"{run.id} : {_WORDS[run.state].fr}, n'a plus bougé depuis le {since}, au-delà du délai de son état.",
        en=f"{run.id}: {_WORDS[run.state].en}, has not moved since {since}, past the deadline of its state.",
    )
