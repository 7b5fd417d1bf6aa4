"""A version goes from a link to Tomorro's storage and onto the contract; a failure on the way leaves nothing behind."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from local.simulators import Address
from local.simulators.tomorro import seed
from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import Effect, MappingFailed, Rejected, Unavailable
from passerelle.http import Caller
from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient, request_headers
from passerelle.platforms.tomorro.settings import read_settings
from passerelle.platforms.tomorro.versions import AddVersion
from tests.contract.conftest import OnePlatform
from tests.contract.platforms.world import RecordedBudget

KEY = {"x-api-key": seed.API_KEY}


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("tomorro", KEY)


@pytest.fixture
def seen() -> list[httpx.Request]:
    return []


@pytest.fixture
def add(address: Address, seen: list[httpx.Request]) -> Iterator[AddVersion]:
    with httpx.Client(event_hooks={"request": [seen.append]}) as client:
        yield adding(address, client)


def adding(address: Address, client: httpx.Client) -> AddVersion:
    settings = read_settings({"base_url": address.tomorro})
    caller = Caller(
        connection="tomorro",
        base_url=settings.base_url,
        headers=request_headers(seed.API_KEY, settings),
        client=client,
        budget=RecordedBudget(),
        clock=lambda: datetime.now(UTC),
        correlation_id=lambda: "c-1",
        rules=ERROR_RULES,
    )
    return AddVersion(TomorroClient(caller, settings, lambda _warning, _sunset: None))


def made(api: httpx.Client) -> str:
    body = {
        "contractTypeId": seed.SERVICE_TYPE_ID,
        "templateId": seed.SERVICE_TEMPLATE_TEST_ID,
        "counterparty": {"id": seed.BAKERY_ID},
        "fields": [{"fieldId": seed.AMOUNT_ID, "value": 100}],
    }
    return str(api.post("/contracts", json=body).json()["id"]).removeprefix("ctr_")


def link_to(api: httpx.Client, content: bytes) -> str:
    """A link to a file, at the simulator."""
    slot = api.post("/files/upload-url", json={"filename": "v2.pdf", "contentType": "application/pdf"}).json()
    httpx.put(slot["url"], content=content, headers={"Content-Type": "application/pdf"}).raise_for_status()
    return str(slot["url"])


def fault(status: int, method: str, path: str) -> dict[str, Any]:
    return {"kind": "status", "status": status, "times": 1, "match": {"method": method, "path": path}}


def asking(contract: str, **values: Any) -> Request:
    lines = tuple(Value(f"file.{name}", value) for name, value in values.items())
    return Request(params={}, values=lines, mark="psr-1", stage=Stage.LIVE, linked_id=contract)


def test_the_very_bytes_become_the_next_version(api: httpx.Client, add: AddVersion, seen: list[httpx.Request]):
    contract, content = made(api), b"%PDF" + bytes(range(256)) * 3000

    first, second = (
        add.perform(add.prepare(asking(contract, url=link_to(api, content), name="avenant.pdf"))) for _ in range(2)
    )

    assert (first["id"], first["version"], second["version"]) == (contract, 1, 2)
    [sent] = [one for one in seen if one.method == "PUT"][:1]
    assert httpx.get(str(sent.url)).content == content


def test_no_key_of_ours_goes_to_either_address(api: httpx.Client, add: AddVersion, seen: list[httpx.Request]):
    add.perform(add.prepare(asking(made(api), url=link_to(api, b"x"), name="a.docx")))

    beside = [one for one in seen if "/v2/" not in one.url.path]
    assert [one.method for one in beside] == ["GET", "PUT"]
    assert [name for one in beside for name in one.headers if name in {"x-api-key", "tomorro-version"}] == []


@pytest.mark.parametrize("status", [403, 500, 503])
def test_storage_that_does_not_take_the_file_is_tried_again_and_nothing_was_done(
    api: httpx.Client, control: httpx.Client, add: AddVersion, status: int
):
    contract = made(api)
    call = add.prepare(asking(contract, url=link_to(api, b"x"), name="a.pdf"))
    control.post("/faults", json=[fault(status, "PUT", "/files/")]).raise_for_status()

    with pytest.raises(Unavailable) as failed:
        add.perform(call)

    assert failed.value.effect is Effect.NOT_DONE
    assert add.perform(call)["version"] == 1


def test_a_version_whose_answer_is_lost_may_be_there(api: httpx.Client, control: httpx.Client, add: AddVersion):
    call = add.prepare(asking(made(api), url=link_to(api, b"x"), name="a.pdf"))
    control.post("/faults", json=[fault(502, "POST", "/versions")]).raise_for_status()

    with pytest.raises(Unavailable) as failed:
        add.perform(call)

    assert failed.value.effect is Effect.UNKNOWN
    assert add.find(call, datetime.now(UTC)) is None


def test_a_link_to_a_host_that_nobody_named_is_not_followed(api: httpx.Client, add: AddVersion):
    with pytest.raises(Rejected) as refused:
        add.prepare(asking("c-1", url="https://169.254.169.254/latest/meta.pdf"))

    assert refused.value.code == "foreign_file_host"


@pytest.mark.parametrize("name", ["contrat", "contrat.exe", None])
def test_a_file_of_another_sort_is_refused_before_anything_is_fetched(
    api: httpx.Client, add: AddVersion, seen: list[httpx.Request], name: str | None
):
    with pytest.raises(MappingFailed):
        add.prepare(asking("c-1", url=link_to(api, b"x"), name=name))

    assert seen == []


def test_without_a_link_there_is_no_version(add: AddVersion):
    with pytest.raises(MappingFailed) as refused:
        add.prepare(asking("c-1", name="a.pdf"))

    assert refused.value.code == "missing_value"
