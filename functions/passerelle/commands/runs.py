"""passerelle runs, show, replay, dismiss."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from passerelle.catalogue import Catalogue
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
        out.print_json(json.dumps([_as_json(run) for run in runs]))
        return
    if not runs:
        say(_NONE, chosen)
    for run in runs:
        _print(run, chosen)


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
        steps = [{"name": step.name, "state": step.state, "result": _ids(step.result)} for step in run.steps]
        out.print_json(json.dumps({**_as_json(run), "source": event.source, "event": event.kind, "steps": steps}))
        return
    _print(run, chosen)
    out.print(f"    event    {event.kind} of {event.record.kind} {event.record.id}, by {event.source}", markup=False)
    out.print(
        f"    happened {event.occurred_at:%Y-%m-%d %H:%M:%S}Z, received {event.received_at:%H:%M:%S}Z", markup=False
    )
    out.print(f"    version  {run.version}, attempts {run.attempts}", markup=False)
    for step in run.steps:
        found = " ".join(f"{name}={value}" for name, value in _ids(step.result).items())
        out.print(f"    step     {step.name}: {step.state} {found}".rstrip(), markup=False)
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
        say(_NONE, chosen)


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
    return RunOperations(installation.journal, installation.queue, catalogue.active_version, _now)


def _now() -> datetime:
    return datetime.now(UTC)


_STYLES = {RunState.PARKED: "bold red", RunState.WAITING: "yellow", RunState.DONE: "green"}
_WORDS = {
    RunState.RUNNING: Sentence(fr="en cours", en="running"),
    RunState.WAITING: Sentence(fr="en attente", en="waiting"),
    RunState.DONE: Sentence(fr="faite", en="done"),
    RunState.IGNORED: Sentence(fr="ignorée", en="ignored"),
    RunState.PARKED: Sentence(fr="mise de côté", en="parked"),
    RunState.DISMISSED: Sentence(fr="écartée", en="dismissed"),
}


def _print(run: Run, lang: Language) -> None:
    what = f"{run.automation}  {run.connection} {run.record.kind} {run.record.id}"
    out.print(f"{_WORDS[run.state].in_language(lang):13}", style=_STYLES.get(run.state), end="", markup=False)
    out.print(f"{run.updated_at:%Y-%m-%d %H:%M}Z  {what}  {run.id}", markup=False)
    if run.reason is not None:
        out.print(f"    {run.reason.sentence.in_language(lang)}", markup=False)


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "state": run.state,
        "automation": run.automation,
        "version": run.version,
        "connection": run.connection,
        "record": {"kind": run.record.kind, "id": run.record.id},
        "updated_at": run.updated_at.isoformat(),
        "reason": run.reason.to_json() if run.reason else None,
    }


def _ids(result: dict[str, Any] | None) -> dict[str, Any]:
    """Ids, links and states: what a person needs to look further, and nothing of what was exchanged."""
    return {name: value for name, value in (result or {}).items() if name in {"id", "url", "status", "created"}}


_NONE = Sentence(fr="Rien à montrer.", en="Nothing to show.")


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
