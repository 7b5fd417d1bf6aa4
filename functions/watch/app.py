"""Schedule: look for what no event would tell."""

from typing import Any

from passerelle.watching import publish_run_metrics
from watch import wiring


def handler(_event: dict[str, Any], _context: object) -> None:
    publish_run_metrics(wiring.journal(), wiring.now)
