"""passerelle runs, show."""

import json
from typing import Annotated

import typer

from passerelle.commands.remark_lines import remark_line
from passerelle.commands.run_lines import print_run, print_story
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
from passerelle.operations.runs import find_run
from passerelle.shown.remarks import remark_json
from passerelle.shown.runs import run_json, story_json

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
        installation = Installation(env, stack)
        journal = installation.journal
        run, journaled = find_run(journal, run_id)
        remarks = installation.ledger.remarks(run.automation)
    remarks = [one for one in remarks if one.run_id == run.id]
    event = journaled.event
    if as_json:
        out.print_json(json.dumps({**story_json(run, event), "remarks": [remark_json(one) for one in remarks]}))
        return
    print_run(run, chosen)
    print_story(run, event, chosen)
    for name, reason in journaled.reasons.items():
        out.print(f"    {name}: {reason.sentence.in_language(chosen)}", style="dim", markup=False)
    for one in remarks:
        out.print(f"    {remark_line(one, chosen)}", markup=False)


_NONE = Sentence(fr="Rien à montrer.", en="Nothing to show.")
