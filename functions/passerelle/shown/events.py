"""Events, and all that is known of one record."""

from typing import Any

from passerelle.journal.items import Journaled
from passerelle.operations.explaining import Explanation
from passerelle.shown.runs import run_json


def event_json(journaled: Journaled) -> dict[str, Any]:
    """Ids, kinds and moments; nothing of what the event carried."""
    event = journaled.event
    return {
        "id": event.id,
        "connection": event.connection,
        "record": {"kind": event.record.kind, "id": event.record.id},
        "event": event.kind,
        "source": event.source,
        "occurred_at": event.occurred_at.isoformat(),
        "received_at": event.received_at.isoformat(),
        "reasons": {name: reason.to_json() for name, reason in journaled.reasons.items()},
    }


def explanation_json(found: Explanation) -> dict[str, Any]:
    return {
        "events": [{**event_json(one), "runs": [run_json(run) for run in runs]} for one, runs in found.events],
        "held": {name: list(run_ids) for name, run_ids in found.state.held.items()},
        "effects": [
            {"automation": one.automation, "run": one.run_id, "sure": one.sure} for one in found.state.effects.values()
        ],
        "links": [
            {
                "connection": link.other.connection,
                "record": {"kind": link.other.record.kind, "id": link.other.record.id},
                "automation": link.automation,
            }
            for link in found.state.links
        ],
        "checks": [check.to_json() for check in found.checks],
    }
