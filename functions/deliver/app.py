"""Queue in: run the automations that each stored event triggers."""

from typing import Any

from passerelle import wiring
from passerelle.delivery.batch import Batch


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    batch = Batch(wiring.deliverer(), wiring.queue(), context.get_remaining_time_in_millis)
    return batch.handle(event["Records"])
