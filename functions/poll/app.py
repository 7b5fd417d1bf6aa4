"""Schedule: ask the polled platforms what changed since the cursor, and hand it to the queue."""

from typing import Any

from passerelle import wiring
from passerelle.polling import poll_connections


def handler(_event: dict[str, Any], context: Any) -> None:
    poll_connections(
        wiring.catalogue(),
        wiring.platforms(),
        wiring.cursors(),
        wiring.journal(),
        wiring.queue(),
        wiring.now,
        context.get_remaining_time_in_millis,
    )
