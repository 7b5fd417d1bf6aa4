"""HTTP in: verify, split, store, and only then answer."""

from typing import Any

from receive import wiring


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return wiring.receiver()(event)
