"""Schedule: look for what no event would tell."""

from typing import Any

from passerelle.watching import do_all
from watch import wiring


def handler(_event: dict[str, Any], _context: object) -> None:
    do_all(wiring.tasks())
