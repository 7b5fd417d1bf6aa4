"""What the watch function does, each time."""

from collections.abc import Callable
from functools import partial

from passerelle.operations.probation import Probation
from passerelle.operations.stages import StageOperations
from passerelle.watching import let_forgotten_go, publish_run_metrics
from passerelle.wiring import catalogue, journal, now, queue, versions

BY = "watch"
"""Who did it, in the history of an automation."""


def tasks() -> list[Callable[[], object]]:
    """In their order: what is counted first is what the others have not changed yet."""
    stages = StageOperations(versions(), journal(), queue(), now, BY)
    return [
        partial(publish_run_metrics, journal(), now),
        Probation(versions(), journal(), stages, now).look,
        partial(let_forgotten_go, journal(), catalogue(), stages, now),
    ]
