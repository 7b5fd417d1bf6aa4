"""The simulators, running for a module, and as their seed has them for each test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local.simulators import Address, running_simulators
from tests.receiving import Receiver, receiver


@dataclass(frozen=True, slots=True)
class OnePlatform:
    """Whose API and control a module talks to. `simulators` is how they run: their clock, their speed."""

    platform: str
    headers: dict[str, str]
    simulators: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    """A module that is about one platform says which."""
    return OnePlatform("", {})


@pytest.fixture(scope="module")
def running(one_platform: OnePlatform) -> Iterator[Address]:
    with running_simulators(**one_platform.simulators) as address:
        yield address


@pytest.fixture
def address(running: Address) -> Address:
    httpx.post(f"{running.url}/_control/reset").raise_for_status()
    return running


@pytest.fixture
def api(one_platform: OnePlatform, address: Address) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=getattr(address, one_platform.platform), headers=one_platform.headers) as client:
        yield client


@pytest.fixture
def control(one_platform: OnePlatform, address: Address) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.control(one_platform.platform)) as client:
        yield client


@pytest.fixture
def target() -> Iterator[Receiver]:
    with receiver() as one:
        yield one
