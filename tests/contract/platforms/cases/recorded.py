"""What a sender sends, in the shape that it publishes, with invented data."""

import json
from pathlib import Path

from tests.contract.platforms.case import Json

FOLDER = Path(__file__).parents[1] / "recorded"


def recorded(name: str) -> Json:
    found: Json = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
