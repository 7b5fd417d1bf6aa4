"""The simulators, with a clock of ours, and an account on each of them."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from local.simulators import Address, running_simulators
from local.simulators.chassis import aws
from passerelle.http import new_client
from tests.contract.platforms.case import PlatformCase
from tests.contract.platforms.world import World
from tests.fakes import NOW, Clock


@pytest.fixture(autouse=True)
def _aws_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", aws.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", aws.SECRET_KEY)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def address(clock: Clock) -> Iterator[Address]:
    with running_simulators(clock=clock, speed=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with new_client() as one:
        yield one


@pytest.fixture
def world_of(address: Address, clock: Clock, client: httpx.Client) -> Iterator[Callable[[PlatformCase], World]]:
    """An account as the seed has it, at nine o'clock."""
    clock.now = NOW
    httpx.post(f"{address.url}/_control/reset").raise_for_status()
    made: list[World] = []

    def make(case: PlatformCase) -> World:
        made.append(World(case, address, clock, client))
        return made[-1]

    yield make
    for world in made:
        world.control.close()
