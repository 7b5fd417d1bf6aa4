"""When a condition holds."""

from typing import Any

from passerelle.core.expressions import Expression


def holds(condition: Expression, data: Any) -> bool:
    """JMESPath's own truth: null, false and whatever is empty do not hold, 0 does."""
    value = condition.search(data)
    return value is not None and value is not False and value not in ("", [], {})
