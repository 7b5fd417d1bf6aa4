import ast
import socket
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import httpcore
import httpx
import pytest

from passerelle import wiring
from passerelle.errors import Rejected, Unavailable
from passerelle.http import Caller, new_client
from passerelle.http_network import NotPublic, PublicNetwork, PublicTransport, is_public
from passerelle.streaming import Fetcher
from tests.unit.tomorro.fake import FreeBudget

FUNCTIONS = Path(__file__).parents[2] / "functions"
PUBLIC, ANOTHER = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # the credentials of a virtual machine
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fd00:ec2::254",  # the same, over IPv6
    "ff02::1",
    "2001:db8::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


class Network(httpcore.MockBackend):
    """Answers at every address but those that refuse, and tells which were connected to."""

    def __init__(self, *refusing: str) -> None:
        super().__init__([OK])
        self.refusing = refusing
        self.reached: list[str] = []

    def connect_tcp(self, host, *args, **kwargs):
        self.reached.append(host)
        if host in self.refusing:
            raise httpcore.ConnectError("refused")
        return super().connect_tcp(host, *args, **kwargs)


class Names:
    """A resolver that gives these answers in turn: each is a list of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def __call__(self, _host, port, **_):
        found = self.answers.pop(0)
        if not found:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


def client(network: Network, names=socket.getaddrinfo) -> httpx.Client:
    return new_client(PublicTransport(PublicNetwork(names, network)))


def caller(one: httpx.Client, base_url: str = "http://crm.example") -> Caller:
    return Caller("crm", base_url, {}, one, FreeBudget(), lambda: datetime(2026, 3, 2, tzinfo=UTC), str)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_only_a_network_of_ours_can_reach_is_not_public(address: str):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, ANOTHER, f"::ffff:{PUBLIC}", "64:ff9b::5db8:d70e"])
def test_what_the_whole_world_can_reach_is_public(address: str):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_no_public_address_is_not_connected_to(address: str):
    network = Network()

    with client(network, Names([address])) as one, pytest.raises(NotPublic):
        one.get("http://crm.example/deals")

    assert network.reached == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:a9fe:a9fe]", "169.254.169.254"]
)
def test_an_address_in_whatever_writing_is_looked_at_as_a_name_is(host: str):
    network = Network()

    with client(network) as one, pytest.raises(NotPublic):
        one.get(f"http://{host}/latest/meta-data")

    assert network.reached == []


def test_a_private_address_among_public_ones_refuses_them_all():
    network = Network()

    with client(network, Names([PUBLIC, "10.0.0.1"])) as one, pytest.raises(NotPublic):
        one.get("http://crm.example/deals")

    assert network.reached == []


def test_what_is_connected_to_is_the_address_that_was_looked_at_and_not_the_name_again():
    network, rebound = Network(), Names([PUBLIC], ["127.0.0.1"])

    with client(network, rebound) as one:
        answer = one.get("http://crm.example/deals")

    assert answer.status_code == 200
    assert network.reached == [PUBLIC]


def test_a_name_is_looked_at_again_for_each_connection():
    network, rebound = Network(), Names([PUBLIC], ["127.0.0.1"])

    with client(network, rebound) as one:
        one.get("http://crm.example/deals", headers={"connection": "close"})
        one._transport._pool.close()  # noqa: SLF001 - as when the service ends the connection
        with pytest.raises(NotPublic):
            one.get("http://crm.example/deals")

    assert network.reached == [PUBLIC]


def test_another_address_is_tried_where_the_first_refuses():
    network = Network(ANOTHER)

    with client(network, Names([ANOTHER, PUBLIC])) as one:
        assert one.get("http://crm.example/deals").status_code == 200

    assert network.reached == [ANOTHER, PUBLIC]


@pytest.mark.parametrize("answer", [[], [PUBLIC]])
def test_a_name_without_an_address_and_addresses_that_refuse_are_tried_again_later(answer: list[str]):
    network = Network(PUBLIC)

    with client(network, Names(answer)) as one, pytest.raises(Unavailable) as raised:
        caller(one).request("POST", "/deals", json={})

    assert raised.value.code == "no_answer"
    assert raised.value.effect == "not_done"


def test_a_call_to_a_private_network_needs_a_person_and_names_no_address():
    with client(Network(), Names(["10.0.0.7"])) as one, pytest.raises(Rejected) as raised:
        caller(one).request("GET", "/deals")

    assert raised.value.code == "address_not_public"
    assert "10.0.0.7" not in str(raised.value)


def test_a_file_is_not_fetched_from_a_private_network_either():
    with client(Network(), Names(["10.0.0.7"])) as one:
        link = Fetcher("crm", one, "http://crm.example", (), 1024).opened("http://crm.example/file", None)
        with pytest.raises(Rejected) as raised:
            link.__enter__()

    assert raised.value.code == "address_not_public"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch):
    for name, value in {
        "QUEUE_URL": "https://sqs",
        "TABLE_NAME": "t",
        "BUCKET_NAME": "b",
        "PARAMETER_PREFIX": "/p",
    }.items():
        monkeypatch.setenv(name, value)
    wiring.settings.cache_clear()
    yield monkeypatch
    wiring.settings.cache_clear()


def test_a_function_that_is_told_nothing_calls_public_addresses_alone(environment: pytest.MonkeyPatch):
    environment.delenv("CALLS_TO", raising=False)

    assert isinstance(wiring.transport(), PublicTransport)


def test_a_function_of_the_local_environment_calls_simulators(environment: pytest.MonkeyPatch):
    environment.setenv("CALLS_TO", "anywhere")

    assert wiring.transport() is None


def test_every_client_of_the_deployed_functions_is_given_its_transport():
    """The command line is a person's own, on a network of theirs."""
    files = [file for file in FUNCTIONS.rglob("*.py") if "commands" not in file.parts]
    calls = [
        (file.name, node)
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {"new_client", "new_dry_client"}
    ]

    assert calls
    assert [name for name, call in calls if not call.args] == []
