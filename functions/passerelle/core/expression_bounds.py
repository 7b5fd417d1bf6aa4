"""How much a JMESPath expression can make of what it looks at: none can run for long, whatever it is given.

The language has no loops, but `[@, @]` doubles what stands before it, and forty of them in a row would not end in a
lifetime. The factors are multiplied along the expression; data is bounded where it is read.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

LONGEST: Final = 2_000
"""Characters of one expression; also what keeps it from being nested deeper than Python goes."""

MOST: Final = 1_000
"""How many times the size of what it is given an expression may make."""


def growth(node: Any) -> int:
    """At most how many times over the node may visit, or hold, what it is given."""
    if not isinstance(node, Mapping):
        return 1
    parts = [growth(child) for child in node["children"]]
    match node["type"]:
        case "multi_select_list" | "multi_select_dict" | "function_expression" | "or_expression" | "and_expression":
            return max(1, sum(parts))
        case _:
            return math.prod(parts)
