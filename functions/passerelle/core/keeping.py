"""What the journal keeps of a run that carries sensitive values: what it may still have to repeat, and no more."""

from dataclasses import replace
from typing import Final

from passerelle.core.privacy import HIDDEN, hidden
from passerelle.core.runs import Run, RunState, StepRecord, StepState
from passerelle.core.steps import Json

_TELL_NOTHING: Final = frozenset({"id", "url", "status", "created", "changed", "unknown"})


def as_kept(run: Run) -> Run:
    """A call is kept while it may have to be repeated, then its form alone. A run that waits for a person keeps none:
    replayed, it prepares it again from its sources.
    """
    if not run.sensitive:
        return run
    return replace(run, steps=tuple(_kept(step, run.state) for step in run.steps))


def erased(run: Run) -> Run:
    """Nothing of what was exchanged; what was done, and why, stays."""
    return replace(run, steps=tuple(_kept(step, RunState.DONE) for step in run.steps))


def _kept(step: StepRecord, state: RunState) -> StepRecord:
    moving = state in {RunState.RUNNING, RunState.WAITING}
    call = step.call
    if call is not None and step.state is StepState.DONE:
        call = _form(call)
    elif not moving:
        call = None
    result = step.result if moving or state.keeps_event else _without_answer(step.result)
    return replace(step, call=call, result=result)


def _without_answer(result: Json | None) -> Json | None:
    """What tells where the effect is and whether it took place; what later steps took from the answer goes."""
    return None if result is None else {name: value for name, value in result.items() if name in _TELL_NOTHING}


def _form(call: Json) -> Json:
    """Of a conflict, the two sides stay, between which a person chooses."""
    if "conflicts" not in call:
        return {name: hidden(value) for name, value in call.items()}
    sides = ("source", "target")
    return {
        "conflicts": [
            {**conflict, **{side: {**conflict[side], "value": HIDDEN} for side in sides}}
            for conflict in call["conflicts"]
        ]
    }
