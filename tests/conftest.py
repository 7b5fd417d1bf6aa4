"""How all tests run: without hurry, and the end-to-end ones beside the others where `make test` uses both cores."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

E2E = Path(__file__).parent / "e2e"
OWN_STACK = {E2E / "test_examples.py": "e2e-examples"}

# No generated example fails because the machine is slow.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(config, items):
    """The end-to-end tests share one stack, so one worker has them all, from the first moment: they wait most of the
    time. The examples have a stack of their own, and wait beside them. A module's tests stay together, for they share
    fixtures."""
    if config.getoption("dist", "no") == "no":
        return
    for item in items:
        group = OWN_STACK.get(item.path, "e2e") if E2E in item.path.parents else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: E2E not in item.path.parents)
