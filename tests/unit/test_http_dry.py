"""Through a dry client nothing leaves but what is known to only read."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx
import pytest

from passerelle.core.plans import Outgoing
from passerelle.http import Caller
from passerelle.http_dry import NotSent, new_dry_client
from tests.fakes import Clock
from tests.unit.test_http import FakeBudget

SECRET = "key-5ecret"


@dataclass
class Service:
    """What reached it."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        return httpx.Response(200, json={"id": "1"})


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with new_dry_client(httpx.MockTransport(service)) as one:
        yield one


@pytest.fixture
def caller(client: httpx.Client) -> Caller:
    headers = {"authorization": SECRET}
    return Caller("crm", "https://api.example.test/v2", headers, client, FakeBudget(), Clock(), lambda: "c-1")


def test_a_read_leaves(caller: Caller, service: Service):
    answer = caller.request("GET", "/deals/1")

    assert (answer.body, service.asked) == ({"id": "1"}, ["GET /v2/deals/1"])


def test_a_search_by_post_that_is_known_to_only_read_leaves(caller: Caller, service: Service):
    caller.request("POST", "/deals/search", json={"query": "x"}, only_reads=True)

    assert service.asked == ["POST /v2/deals/search"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_anything_else_is_told_and_does_not_leave(caller: Caller, service: Service, method: str):
    with pytest.raises(NotSent) as stopped:
        caller.request(method, "/deals/1", {"notify": "true"}, {"amount": 12})

    request = stopped.value.request
    assert (request.method, request.path, request.body) == (method, "/v2/deals/1?notify=true", {"amount": 12})
    assert service.asked == []


def test_a_request_that_does_not_say_what_it_is_does_not_leave(client: httpx.Client, service: Service):
    with pytest.raises(NotSent):
        client.get("https://api.example.test/v2/deals/1")

    assert service.asked == []


def test_an_address_that_is_a_secret_is_not_told(caller: Caller, service: Service):
    address = f"https://flows.example.test/invoke?sig={SECRET}"

    with pytest.raises(NotSent) as stopped:
        replace(caller, base_url=address, secret_address=True).request("POST", "/", json={"text": "x"})

    assert stopped.value.request == Outgoing("POST", "/", {"text": "x"})
    assert service.asked == []


def test_what_is_told_holds_no_credential(caller: Caller):
    with pytest.raises(NotSent) as stopped:
        caller.request("POST", "/deals", json={})

    assert SECRET not in f"{stopped.value!r} {stopped.value.request!r}"
