"""One JSON line per unit of work, and a few metrics: set up once for all functions.

Never a body, a signature, a token, a name or an e-mail address: a line takes only the keys below.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from passerelle.errors import PasserelleError

NAMESPACE = "Passerelle"

KEYS = frozenset(
    {
        "attempt",
        "automation",
        "code",
        "connection",
        "correlation_id",
        "duration_ms",
        "error_type",
        "event_id",
        "events",
        "outcome",
        "platform",
        "reason",
        "run_id",
        "stage",
        "status",
        "trace",
        "version",
    }
)


class Line:
    """What one unit of work has to tell, gathered while it goes."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._has_failed = False

    def add(self, **values: Any) -> None:
        if unknown := values.keys() - KEYS:
            raise KeyError(f"keys of log lines are listed in passerelle/log.py, these are not: {sorted(unknown)}")
        self._values |= values

    def get(self, key: str) -> Any:
        return self._values.get(key)

    def explain(self, outcome: str, error: PasserelleError) -> None:
        """An error of ours: its code, and the type or code of what caused it where that is told; none of its words."""
        self.add(outcome=outcome, code=error.code)
        if "error_type" in error.context:
            self.add(error_type=error.context["error_type"])

    def failed(self, error: BaseException) -> None:
        """An unforeseen error: its type and its way, but not its text, which may quote a body or a secret."""
        frames = traceback.extract_tb(error.__traceback__)
        trace = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        self.add(outcome="failed", code="bug", error_type=type(error).__name__, trace=trace)
        self._has_failed = True

    def write(self, message: str) -> None:
        write = logger().error if self._has_failed else logger().info
        write(message, extra=self._values)


@contextmanager
def unit_of_work(message: str) -> Iterator[Line]:
    line = Line()
    start = perf_counter()
    try:
        yield line
    except Exception as error:
        line.failed(error)
        raise
    finally:
        line.add(duration_ms=round((perf_counter() - start) * 1000, 1))
        line.write(message)


def count(metric: str, value: int = 1, *, connection: str | None = None) -> None:
    """Counted over the whole service and, when the connection is a known one, for it alone."""
    metrics = Metrics(namespace=NAMESPACE)
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=value)
    if connection is not None:
        metrics.add_dimensions(service=metrics.service, connection=connection)
    metrics.flush_metrics()


def measure(values: Mapping[str, float]) -> None:
    """How things stand now, over the whole service."""
    metrics = Metrics(namespace=NAMESPACE)
    for name, value in values.items():
        unit = MetricUnit.Seconds if name.endswith("Seconds") else MetricUnit.Count
        metrics.add_metric(name=name, unit=unit, value=value)
    metrics.flush_metrics()


@cache
def logger() -> Logger:
    return Logger(location=None)  # every line is written by Line
