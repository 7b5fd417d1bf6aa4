"""What our lines and metrics say, whichever test made the logger first."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from passerelle import log


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """The log lines, then the metrics, written so far, read as JSON."""
    lines = io.StringIO()
    monkeypatch.setattr(log.logger().registered_handler, "stream", lines)
    return lambda: [json.loads(line) for line in (lines.getvalue() + capsys.readouterr().out).splitlines()]
