"""passerelle runs, show, replay, dismiss."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.run_lines import print_run, print_story, run_json, story_json
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
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.operations.runs import RunOperations, Which

NEEDS_A_PERSON = (RunState.PARKED, RunState.WAITING, RunState.RUNNING)
"""What is shown first, and what is shown when nothing is asked for."""

RunId = Annotated[str, typer.Argument(help="The run, as `passerelle runs` shows it.")]


def list_runs(
    state: Annotated[list[RunState] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="At most so many of each state.", min=1, max=1000)] = 20,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """What needs a person, what waits, and what was done last, with the reason in one sentence."""
    chosen = language(lang)
    with told(lang):
        journal = Installation(env, stack).journal
        runs = [run for one in state or [*NEEDS_A_PERSON, RunState.DONE] for run in journal.runs_in(one, limit)]
    if as_json:
        out.print_json(json.dumps([run_json(run) for run in runs]))
        return
    if not runs:
        say(_NONE, chosen)
    for run in runs:
        print_run(run, chosen)


def show(
    run_id: RunId,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """One run: the event it came from, each step with its state and what came of it, and why others did not run."""
    chosen = language(lang)
    with told(lang):
        journal = Installation(env, stack).journal
        run = journal.run(run_id)
        known = journal.event(run.event_id) if run else None
        if run is None or known is None:
            raise Rejected(_unknown(run_id), code="unknown_run")
    journaled, _ = known
    event = journaled.event
    if as_json:
        out.print_json(json.dumps(story_json(run, event)))
        return
    print_run(run, chosen)
    print_story(run, event, chosen)
    for name, reason in journaled.reasons.items():
        out.print(f"    {name}: {reason.sentence.in_language(chosen)}", style="dim", markup=False)


def replay(
    run_ids: Annotated[list[str] | None, typer.Argument(help="The runs, as `passerelle runs` shows them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every parked run (of --automation, where given).")] = False,
    automation: Annotated[str | None, typer.Option("--automation", help="Only runs of this automation.")] = None,
    which: Annotated[
        Which, typer.Option("--version", help="The version the runs had, or the current one.")
    ] = Which.SAME,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before replaying several.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
) -> None:
    """Send parked runs on their way again. What a run has done is not done again; twice is harmless."""
    chosen = language(lang)
    with told(lang):
        if not run_ids and not every:
            raise Rejected(_WHICH, code="no_run")
        installation = Installation(env, stack)
        wanted = [*(run_ids or []), *(_parked(installation, automation) if every else [])]
        if len(wanted) > 1 and not yes:
            for run_id in wanted:
                out.print(run_id, markup=False)
            typer.confirm(_sure(len(wanted)).in_language(chosen), abort=True)
        operations = _operations(installation)
        for run_id in wanted:
            operations.replay(run_id, which)
            say(_replayed(run_id), chosen)
    if not wanted:
        say(_NONE_PARKED, chosen)


def dismiss(
    run_id: RunId,
    why: Annotated[str, typer.Option("--why", help="Why it needs no run any more; kept with it.")],
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
) -> None:
    """Settle a parked run by your own decision, with its reason."""
    with told(lang):
        _operations(Installation(env, stack)).dismiss(run_id, why)
    say(_dismissed(run_id), language(lang))


def _parked(installation: Installation, automation: str | None) -> list[str]:
    """Oldest first, so that the runs of one record keep their order."""
    runs = sorted(installation.journal.runs_in(RunState.PARKED, 10_000), key=lambda run: run.created_at)
    return [run.id for run in runs if automation in {None, run.automation}]


def _operations(installation: Installation) -> RunOperations:
    catalogue = Catalogue(installation.versions, _now)
    return RunOperations(installation.journal, installation.queue, catalogue.current_version, _now)


def _now() -> datetime:
    return datetime.now(UTC)


_NONE = Sentence(fr="Rien à montrer.", en="Nothing to show.")
_NONE_PARKED = Sentence(fr="Aucune exécution n'est mise de côté.", en="No run is parked.")
_WHICH = Sentence(
    fr="Dites quelles exécutions rejouer : leurs identifiants, ou --all.",
    en="Say which runs to replay: their ids, or --all.",
)


def _unknown(run_id: str) -> Sentence:
    return Sentence(
        fr=f"L'exécution « {run_id} » est inconnue ou a expiré. « passerelle runs » les montre.",
        en=f'The run "{run_id}" is unknown or has expired. "passerelle runs" shows them.',
    )


def _sure(number: int) -> Sentence:
    return Sentence(fr=f"Rejouer ces {number} exécutions ?", en=f"Replay these {number} runs?")


def _replayed(run_id: str) -> Sentence:
    return Sentence(fr=f"{run_id} : elle repart.", en=f"{run_id}: on its way again.")


def _dismissed(run_id: str) -> Sentence:
    return Sentence(fr=f"{run_id} : écartée.", en=f"{run_id}: dismissed.")
