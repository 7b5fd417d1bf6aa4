"""What a run would do."""

from typing import Any

from passerelle.core.checking.lines import AS_IT_IS
from passerelle.core.plans import CallPlan, LinePlan, Plan, StepPlan, as_shown
from passerelle.operations.planning import Past


def plan_json(whole: Plan) -> dict[str, Any]:
    plan = as_shown(whole)
    return {
        "automation": plan.automation,
        "version": plan.version,
        "stage": plan.stage,
        "event": plan.event.to_json(),
        "state": plan.state,
        "reason": plan.reason.to_json() if plan.reason else None,
        "read": dict(plan.read),
        "steps": [_step_json(step) for step in plan.steps],
        "warnings": [warning.to_json() for warning in plan.warnings],
    }


def past_json(past: Past) -> dict[str, Any]:
    """Without values: ids, endings and names."""
    plan, compared = past.plan, past.comparison
    return {
        "event": plan.event.id,
        "record": {"kind": plan.event.record.kind, "id": plan.event.record.id},
        "received_at": plan.event.received_at.isoformat(),
        "then": past.then,
        "state": plan.state,
        "reason": plan.reason.to_json() if plan.reason else None,
        "same": compared.same if compared else None,
        "differs": list(compared.names) if compared else [],
        "live": compared.before if compared else None,
    }


def _step_json(step: StepPlan) -> dict[str, Any]:
    return {
        "name": step.name,
        "connection": step.connection,
        "params": dict(step.params),
        "lines": [_line_json(line) for line in step.lines],
        "calls": [_call_json(call) for call in step.calls],
        "target": str(step.target) if step.target else None,
        "fields": [
            {"to": one.to, "before": one.before, "after": one.after, "changes": one.changes} for one in step.fields
        ],
    }


def _line_json(line: LinePlan) -> dict[str, Any]:
    return {
        "to": line.to,
        "from": line.path,
        "found": line.found,
        "as": None if line.conversion == AS_IT_IS else line.conversion,
        "value": line.value,
        "sent": line.sent,
        "known_later": line.later,
        "privacy": line.privacy,
        "refusal": line.refusal.to_json() if line.refusal else None,
    }


def _call_json(call: CallPlan) -> dict[str, Any]:
    request = call.request
    sent = {"method": request.method, "path": request.path, "body": request.body} if request else None
    return {"name": call.name, "request": sent, "known_later": call.later}
