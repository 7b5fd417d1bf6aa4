"""What an arrow between folders cannot say; the others are in pyproject.toml (`lint-imports`)."""

import ast
from pathlib import Path

CORE = Path(__file__).parents[3] / "functions" / "passerelle" / "core"
CLOCKS = {"now", "utcnow", "today"}


def test_the_core_asks_no_clock():
    asked = [
        f"{file.name}:{node.lineno}"
        for file in CORE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]

    assert asked == []
