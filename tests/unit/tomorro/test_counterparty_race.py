"""Two runs of the same new company at the same moment make one counterparty, whenever the one meets the other."""

import contextlib

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Json, Request, Value
from passerelle.errors import Busy, Effect, RemoteRefused, Unavailable
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro


class Worker:
    """A run that creates the counterparty: `go` takes it as far as it comes now."""

    def __init__(self, tomorro: FakeTomorro, lock: MemoryLock, mark: str, name: str = "Martin") -> None:
        catalogue = tomorro.catalogue()
        self.ensure = EnsureCounterparty(catalogue.client, catalogue, lock)
        self.request = Request(params={}, values=(Value("counterparty.name", name),), mark=mark, stage=Stage.LIVE)
        self.result: Json | None = None

    def go(self) -> None:
        with contextlib.suppress(Busy):
            self.result = self.ensure.perform(self.ensure.prepare(self.request))


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


@pytest.fixture
def lock() -> MemoryLock:
    return MemoryLock()


def created(tomorro: FakeTomorro) -> list[str]:
    return [method for method, _, _ in tomorro.writes()]


@pytest.mark.parametrize("call", range(3))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_whenever_the_second_comes_there_is_one_counterparty(
    tomorro: FakeTomorro, lock: MemoryLock, call: int, moment: str
):
    """The first makes three calls: it looks, looks again under the lock, and creates."""
    first, second = Worker(tomorro, lock, "psr-1"), Worker(tomorro, lock, "psr-2", "  MARTIN ")

    def meet(_request: httpx.Request) -> None:
        if len(tomorro.calls) == call + 1:
            second.go()

    setattr(tomorro, moment, meet)
    first.go()
    setattr(tomorro, moment, lambda _request: None)
    first.go()
    second.go()

    assert created(tomorro) == ["POST"]
    assert first.result is not None
    assert second.result is not None
    assert first.result["id"] == second.result["id"]


def test_both_looked_before_either_created(tomorro: FakeTomorro, lock: MemoryLock):
    first, second = Worker(tomorro, lock, "psr-1"), Worker(tomorro, lock, "psr-2")
    calls = [worker.ensure.prepare(worker.request) for worker in (first, second)]

    first.ensure.perform(calls[0])
    with pytest.raises(Busy) as busy:
        second.ensure.perform(calls[1])
    assert busy.value.effect is Effect.NOT_DONE
    lock.held.clear()
    result = second.ensure.perform(calls[1])

    assert result == {"id": "cp-new-1", "name": "Martin", "created": False}
    assert created(tomorro) == ["POST"]


def test_after_a_crash_the_other_goes_on_once_the_lock_has_ended_and_the_first_takes_what_it_made(
    tomorro: FakeTomorro, lock: MemoryLock
):
    first, second = Worker(tomorro, lock, "psr-1"), Worker(tomorro, lock, "psr-2")
    intent = first.ensure.prepare(first.request)
    lock.take("martin", "psr-1")  # and dies

    second.go()
    waited = second.result is None
    lock.held.clear()
    second.go()

    assert waited
    assert second.result is not None
    assert first.ensure.find(intent, NOW) is not None
    assert created(tomorro) == ["POST"]


def test_a_creation_whose_outcome_is_unknown_keeps_the_lock(tomorro: FakeTomorro, lock: MemoryLock):
    def cut(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            raise httpx.ReadTimeout("slow")
        return None

    tomorro.before = cut
    first = Worker(tomorro, lock, "psr-1")

    with pytest.raises(Unavailable):
        first.go()

    assert lock.held == {"martin": "psr-1"}


@pytest.mark.parametrize(("status", "error"), [(422, RemoteRefused), (503, Unavailable)])
def test_a_creation_that_surely_did_not_take_place_frees_the_name(
    tomorro: FakeTomorro, lock: MemoryLock, status: int, error: type[Exception]
):
    """A refusal of the creation, or a failure of the look that comes before it."""
    first = Worker(tomorro, lock, "psr-1")
    call = first.ensure.prepare(first.request)
    refused = "POST" if error is RemoteRefused else "GET"
    tomorro.before = lambda request: httpx.Response(status, json={}) if request.method == refused else None

    with pytest.raises(error):
        first.ensure.perform(call)

    assert lock.held == {}


def test_a_known_counterparty_needs_no_lock(tomorro: FakeTomorro, lock: MemoryLock):
    tomorro.add_counterparty("cp-1", "Martin")
    lock.take("martin", "psr-9")
    worker = Worker(tomorro, lock, "psr-1")

    worker.go()

    assert worker.result == {"id": "cp-1", "name": "Martin", "created": False}
