"""passerelle test: try the version under test on a record, and report on every case that matters."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import calling, now
from passerelle.commands.remark_lines import remark_line
from passerelle.commands.run_lines import print_run, print_story
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
from passerelle.core.automation import Automation
from passerelle.core.cases import TITLES, Case, Result, results
from passerelle.core.cases import Standing as Known
from passerelle.core.events import Event
from passerelle.core.runs import RunState
from passerelle.core.sentences import Language, Sentence
from passerelle.core.trials import Evidence, evidence
from passerelle.operations.trials import Standing, Trials
from passerelle.platforms.platform import Platform
from passerelle.rehearsal.scenes import Rehearsal
from passerelle.shown.remarks import remark_json
from passerelle.shown.runs import story_json

EVERY_S = 1.0


def try_out(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The automation.")],
    record: Annotated[str | None, typer.Option("--record", help="The id of a record for tests.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Only report; nothing is run.")] = False,
    wait: Annotated[int, typer.Option("--wait", help="Wait at most so many seconds.", min=1, max=3600)] = 120,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the tested version on a record for tests, with the test template, and tell what is known of every case.

    Exit code 1 when a case failed, or when the run did not end in time.
    """
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, now)
        ledger = installation.ledger
        with calling(installation, catalogue) as connect:
            trials = Trials(catalogue, connect, installation.journal, installation.queue, now)
            automation = trials.tested(name)
            event = _event(trials, automation, record, needed=not report)
            standing = Standing() if report or event is None else _tried(trials, event, wait, chosen)
            rehearsed = _rehearsed(catalogue, automation, event, connect)
        proof = evidence(ledger.trials(name), ledger.remarks(name), automation.version)
    found = list(results(automation, proof, rehearsed))
    tried = None if report else event
    if as_json:
        out.print_json(json.dumps(_as_json(automation, tried, standing, found, proof)))
    else:
        _print_standing(tried, standing, chosen)
        _print_report(automation, found, proof, chosen)
    if any(one.standing is Known.FAILED for one in found) or not (report or standing.over):
        raise typer.Exit(1)


def _event(trials: Trials, automation: Automation, record: str | None, *, needed: bool) -> Event | None:
    """A report alone can do without a record: it then tells less."""
    if not needed and record is None and not automation.test_records.ids:
        return None
    return trials.event_for(automation, record)


def _tried(trials: Trials, event: Event, wait_s: int, lang: Language) -> Standing:
    """Until nothing more happens by itself, telling each new state as it comes."""
    trials.send(event)
    err.print(_sent(event).in_language(lang), style="dim", markup=False)
    until = time.monotonic() + wait_s
    last: RunState | None = None
    while not (standing := trials.standing(event)).over and time.monotonic() < until:
        state = standing.run.state if standing.run else None
        if state is not last and standing.run is not None and standing.run.reason is not None:
            err.print(standing.run.reason.sentence.in_language(lang), style="dim", markup=False)
        last = state
        time.sleep(EVERY_S)
    return standing


def _rehearsed(
    catalogue: Catalogue, automation: Automation, event: Event | None, connect: Callable[[str], Platform]
) -> Mapping[Case, Result]:
    if event is None:
        return {}
    used = {automation.trigger.connection, *(step.connection for step in automation.steps)}
    used |= {read.connection for read in automation.reads}
    tomorro = frozenset(one for one in used if catalogue.connection(one).manifest.native == "tomorro")
    return Rehearsal(automation, event, connect, tomorro).results()


def _print_standing(event: Event | None, standing: Standing, lang: Language) -> None:
    if event is None:
        return
    if standing.run is not None:
        print_run(standing.run, lang)
        print_story(standing.run, event, lang)
    if standing.reason is not None:
        say(standing.reason.sentence, lang, "yellow")
    if not standing.over:
        say(_still(event), lang, "yellow")


def _print_report(automation: Automation, found: Sequence[Result], proof: Evidence, lang: Language) -> None:
    say(_title(automation, proof), lang, "bold")
    for one in found:
        word, style = _WORDS[one.standing]
        out.print(f"{word.in_language(lang):14}", style=style, end="", markup=False)
        out.print(f"{TITLES[one.case].in_language(lang):30} {one.told.in_language(lang)}", markup=False)
    for remark in proof.to_change:
        out.print(remark_line(remark, lang), style="yellow", markup=False)


def _as_json(
    automation: Automation, event: Event | None, standing: Standing, found: Sequence[Result], proof: Evidence
) -> dict[str, Any]:
    run = story_json(standing.run, event) if event and standing.run else None
    return {
        "automation": automation.name,
        "version": automation.version,
        "event": event.id if event else None,
        "run": run,
        "reason": standing.reason.to_json() if standing.reason else None,
        "over": standing.over,
        "cases": [one.to_json() for one in found],
        "runs": {state.value: number for state, number in proof.states.items()},
        "right": proof.right,
        "to_change": [remark_json(remark) for remark in proof.to_change],
    }


_WORDS = {
    Known.OBSERVED: (Sentence(fr="vu", en="observed"), "green"),
    Known.REHEARSED: (Sentence(fr="joué", en="rehearsed"), "green"),
    Known.FAILED: (Sentence(fr="échec", en="failed"), "bold red"),
    Known.NOT_TRIED: (Sentence(fr="pas essayé", en="not tried"), "yellow"),
    Known.NOT_CONCERNED: (Sentence(fr="sans objet", en="not concerned"), "dim"),
}


def _sent(event: Event) -> Sentence:
    record = f"{event.connection} {event.record.kind} {event.record.id}"
    return Sentence(
        fr=f"Événement d'essai envoyé pour {record} ; on attend son exécution.",
        en=f"A made-up event was sent for {record}; waiting for its run.",
    )


def _still(event: Event) -> Sentence:
    return Sentence(
        fr=f"Pas terminé. Regardez plus tard : « passerelle show {event.id}.{event.tries} ».",
        en=f'Not over yet. Look later: "passerelle show {event.id}.{event.tries}".',
    )


def _title(automation: Automation, proof: Evidence) -> Sentence:
    runs = sum(proof.states.values())
    return Sentence(
        fr=f"{automation.name}, version {automation.version} : {runs} essai{'s' if runs > 1 else ''} réel"
        f"{'s' if runs > 1 else ''}, {proof.right} jugé{'s' if proof.right > 1 else ''} correct"
        f"{'s' if proof.right > 1 else ''}",
        en=f"{automation.name}, version {automation.version}: {runs} real run{'' if runs == 1 else 's'}, "
        f"{proof.right} found right",
    )
