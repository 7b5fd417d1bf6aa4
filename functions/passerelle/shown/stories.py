"""The story of a run, as a time line: what came in, what was made of it, each call and what came of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from passerelle.core.automation import Automation, Stage
from passerelle.core.checking.lines import AS_IT_IS
from passerelle.core.events import UNKNOWN, Change
from passerelle.core.privacy import HIDDEN, hidden
from passerelle.core.runs import EVENT_ITSELF, Run, StepRecord
from passerelle.errors import InvalidAutomation
from passerelle.journal.items import Journaled
from passerelle.shown.events import event_json
from passerelle.shown.runs import ids_in, run_json


class CataloguePort(Protocol):
    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...


def told_run(run: Run, journaled: Journaled, catalogue: CataloguePort, *, values: bool) -> dict[str, Any]:
    """`values` tells whether what was exchanged is shown; without it, only names, ids and moments are. What is
    sensitive is shown to nobody.
    """
    values = values and not run.sensitive
    automation = _automation(run, catalogue)
    event = journaled.event
    changes = [{"field": one.field, "value": _value(one) if values else HIDDEN} for one in event.changes]
    return {
        **run_json(run),
        "stage": run.stage,
        "attempts": run.attempts,
        "crashes": run.crashes,
        "created_at": run.created_at.isoformat(),
        "want": automation.want.to_json() if automation else None,
        "event": {**event_json(journaled), "changes": changes, "data": event.data if values else None},
        "others": {name: reason.to_json() for name, reason in journaled.reasons.items()},
        "lines": list(_lines(automation)) if automation else [],
        "steps": [_step(step, values=values) for step in run.steps],
    }


def _value(change: Change) -> Any:
    """What was erased, or was never told, is not there."""
    return HIDDEN if change.value is UNKNOWN else change.value


def _automation(run: Run, catalogue: CataloguePort) -> Automation | None:
    """None for an event that was given up as a whole, and for a version that this release cannot read."""
    if run.automation == EVENT_ITSELF:
        return None
    try:
        return catalogue.automation(run.automation, run.version, run.stage)
    except InvalidAutomation:
        return None


def _lines(automation: Automation) -> Iterator[Mapping[str, Any]]:
    for step in automation.steps:
        for line in step.lines:
            conversion = line.conversion.name
            yield {
                "step": step.name,
                "from": line.path.text,
                "as": None if conversion == AS_IT_IS else conversion,
                "to": line.to,
                "required": line.required,
                "privacy": line.privacy,
            }


def _step(step: StepRecord, *, values: bool) -> dict[str, Any]:
    call = step.call
    return {
        "name": step.name,
        "state": step.state,
        "intended_at": step.intended_at.isoformat() if step.intended_at else None,
        "looked_at": step.looked_at.isoformat() if step.looked_at else None,
        "call": call if values or call is None else hidden(call),
        "result": ids_in(step.result),
    }
