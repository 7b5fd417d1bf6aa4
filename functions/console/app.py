"""HTTP in: the console's page, and its API for those who have signed in."""

from typing import Any

from console import wiring


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return wiring.console()(event)
