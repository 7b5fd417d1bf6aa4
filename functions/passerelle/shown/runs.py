"""Runs: on one line, and with their story."""

from typing import Any

from passerelle.core.events import Event
from passerelle.core.runs import Run


def run_json(run: Run) -> dict[str, Any]:
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


def ids_in(result: dict[str, Any] | None) -> dict[str, Any]:
    """Ids, links and states: what a person needs to look further, and nothing of what was exchanged."""
    return {name: value for name, value in (result or {}).items() if name in {"id", "url", "status", "created"}}


def story_json(run: Run, event: Event) -> dict[str, Any]:
    steps = [{"name": step.name, "state": step.state, "result": ids_in(step.result)} for step in run.steps]
    told = {"conflicts": run.conflicts} if run.conflicts else {}
    return {**run_json(run), "source": event.source, "event": event.kind, "steps": steps, **told}
