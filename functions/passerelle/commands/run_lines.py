"""How a run is shown at the terminal: on one line with its reason, and with its whole story."""

from collections.abc import Iterator

from passerelle.commands.shared import out
from passerelle.core.events import Event
from passerelle.core.history import as_text
from passerelle.core.labels import label
from passerelle.core.runs import Run, RunState, StepState
from passerelle.core.sentences import Language, Sentence
from passerelle.core.steps import Json
from passerelle.operations.runs import STATE_WORDS
from passerelle.shown.runs import ids_in

_STYLES = {RunState.PARKED: "bold red", RunState.WAITING: "yellow", RunState.DONE: "green"}


def print_run(run: Run, lang: Language) -> None:
    what = f"{run.automation}  {run.connection} {run.record.kind} {run.record.id}"
    out.print(f"{STATE_WORDS[run.state].in_language(lang):13}", style=_STYLES.get(run.state), end="", markup=False)
    out.print(f"{run.updated_at:%Y-%m-%d %H:%M}Z  {what}  {run.id}", markup=False)
    if run.reason is not None:
        out.print(f"    {run.reason.sentence.in_language(lang)}", markup=False)


_STEP_WORDS = {
    StepState.PENDING: Sentence(fr="à faire", en="to do"),
    StepState.INTENDED: Sentence(fr="commencée", en="begun"),
    StepState.DONE: Sentence(fr="faite", en="done"),
}


def print_story(run: Run, event: Event, lang: Language) -> None:
    """The event it came from, and each step with what came of it."""
    for sentence in _story(run, event):
        out.print(f"    {sentence.in_language(lang)}", markup=False)
    for step in run.steps:
        found = " ".join(f"{name}={value}" for name, value in ids_in(step.result).items())
        state = _STEP_WORDS[step.state].in_language(lang)
        out.print(f"    {step.name}: {state} {found}".rstrip(), markup=False)
    for conflict in run.conflicts:
        out.print(f"    {_conflict(conflict).in_language(lang)}", markup=False)


def _conflict(conflict: Json) -> Sentence:
    """What each side holds: shown to the person who has to choose, and nowhere else."""
    sides = [conflict["source"], conflict["target"]]
    named = label(conflict["to"])
    held = "  |  ".join(f"{one['connection']} : {as_text(one['value'])} ({one['changed_at'] or '?'})" for one in sides)
    return Sentence(fr=f"{named.fr} : {held}", en=f"{named.en}: {held.replace(' : ', ': ')}")


def _story(run: Run, event: Event) -> Iterator[Sentence]:
    what = f"{event.kind}, {event.connection} {event.record.kind} {event.record.id}"
    happened, received = f"{event.occurred_at:%Y-%m-%d %H:%M:%S}Z", f"{event.received_at:%Y-%m-%d %H:%M:%S}Z"
    yield Sentence(fr=f"événement : {what} ({event.source})", en=f"event: {what} ({event.source})")
    yield Sentence(fr=f"survenu le {happened}, reçu le {received}", en=f"happened {happened}, received {received}")
    yield Sentence(
        fr=f"version {run.version} de l'automatisation, tentatives : {run.attempts}",
        en=f"version {run.version} of the automation, attempts: {run.attempts}",
    )
