"""The client and the actions against the simulator, which knows the documented shapes that no fake of ours invented."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local.simulators.server import Address, running_simulators
from local.simulators.tomorro import seed
from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Json, Origin, Request, Value
from passerelle.errors import CredentialsRefused, Effect, RateLimited, RemoteRefused, Unavailable
from passerelle.http import Caller
from passerelle.platforms.tomorro.actions import tomorro_actions
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient, request_headers
from passerelle.platforms.tomorro.reader import TomorroReader
from passerelle.platforms.tomorro.settings import read_settings
from tests.fakes import MemoryLock

EXCHANGE: dict[str, Any] = {
    "counterparty.name": "Menuiserie Dupré",
    "counterparty.field.SIREN": "732829320",
    "field.Montant HT": "12500.50",
    "field.Date de début": "2026-04-01",
    "field.Type de vente": "New customer",
    "field.Sites concernés": ["Siège", "Shop"],
    "field.Commentaire": [{"type": "paragraph", "children": [{"text": "Bonjour"}]}],
    "signatory.external": "gerant@dupre.exemple",
    "signatory.internal": seed.ADMIN_ID,
    "member": seed.SALES_ID,
}


class RecordedBudget:
    def __init__(self) -> None:
        self.pauses: list[tuple[str, float]] = []

    def take(self, connection: str) -> None: ...

    def pause(self, connection: str, seconds: float) -> None:
        self.pauses.append((connection, seconds))

    def failed(self, connection: str) -> None: ...

    def answered(self, connection: str) -> None: ...


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running_simulators() as running:
        yield running


@pytest.fixture
def http(address: Address) -> Iterator[httpx.Client]:
    """For the simulators' control; it begins with the seed."""
    with httpx.Client(trust_env=False) as client:
        client.post(f"{address.url}/_control/reset").raise_for_status()
        yield client


class Account:
    def __init__(self, address: Address, http: httpx.Client, key: str = seed.API_KEY, **settings: Any) -> None:
        self.control = address.control("tomorro")
        self.http = http
        self.budget = RecordedBudget()
        self.deprecations: list[tuple[str, str]] = []
        read = read_settings({"base_url": address.tomorro, **settings})
        caller = Caller(
            connection="tomorro",
            base_url=read.base_url,
            headers=request_headers(key, read),
            client=http,
            budget=self.budget,
            clock=lambda: datetime.now(UTC),
            correlation_id=lambda: "c0ffee",
            rules=ERROR_RULES,
        )
        self.client = TomorroClient(caller, read, lambda *words: self.deprecations.append(words))
        self.catalogue = Catalogue(self.client, lambda: datetime.now(UTC))
        self.actions = tomorro_actions(self.client, self.catalogue, MemoryLock())

    def switch(self, **switches: Any) -> None:
        self.http.patch(f"{self.control}/switches", json=switches).raise_for_status()

    def fail(self, *faults: Json) -> None:
        self.http.post(f"{self.control}/faults", json=list(faults)).raise_for_status()

    def contracts(self) -> list[Json]:
        found: list[Json] = self.http.get(f"{self.control}/state").json()["contracts"]
        return found

    def made_by_name(self, name: str) -> list[str]:
        state = self.http.get(f"{self.control}/state").json()
        return [
            one["id"].removeprefix("ctr_") for kind in state.values() for one in kind if name in one.get("name", "")
        ]

    def create(self, **others: Any) -> dict[str, Json]:
        results: dict[str, Json] = {}
        for name, action in self.actions["create_contract"]:
            results[name] = action.perform(action.prepare(asking(results=dict(results), **others)))
        return results


@pytest.fixture
def tomorro(address: Address, http: httpx.Client) -> Account:
    return Account(address, http)


def asking(values: dict[str, Any] | None = None, **others: Any) -> Request:
    defaults: dict[str, Any] = {
        "params": {"contract_type": seed.SERVICE_TYPE_ID, "template": seed.SERVICE_TEMPLATE_TEST_ID},
        "values": tuple(Value(to, value) for to, value in (EXCHANGE if values is None else values).items()),
        "mark": "psr-0123456789ab",
        "stage": Stage.TEST,
        "origin": Origin("hubspot", RecordRef("deal", "987"), "https://crm.example.test/deal/987"),
    }
    return Request(**{**defaults, **others})


def test_a_contract_is_created_complete_read_updated_sent_and_canceled(tomorro: Account):
    created = tomorro.create()["contract"]
    contract_id = created["id"]
    reader = TomorroReader(tomorro.client, tomorro.catalogue)

    contract = reader.read("contract", contract_id)
    assert contract["name"] == "[TEST] Menuiserie Dupré"
    assert contract["fields"]["Montant HT"] == 12500.5
    assert contract["fields"]["Type de vente"] == "Nouveau client"
    assert contract["fields"]["Sites concernés"] == ["Siège", "Boutique"]
    assert contract["integration"]["external_id"] == "987"
    assert reader.read("counterparty", contract["counterparty"]["id"])["fields"]["SIREN"] == "732829320"

    [(_, update)] = tomorro.actions["update_created_contract"]
    again = update.prepare(asking({**EXCHANGE, "field.Montant HT": 13000}, linked_id=contract_id))
    assert again["changes"] == {"fields": [{"fieldId": seed.AMOUNT_ID, "value": 13000}]}
    assert update.perform(again)["changed"] is True

    [(_, send)] = tomorro.actions["send_for_signature"]
    sent = send.perform(send.prepare(asking({}, linked_id=contract_id, params={"note": "Merci de signer"})))
    assert (sent["sent"], sent["status"]) == (True, tomorro.client.contract(contract_id).status)

    [(_, cancel)] = tomorro.actions["cancel_contract"]
    assert cancel.perform(cancel.prepare(asking({}, linked_id=contract_id)))["status"] == "canceled"


@pytest.mark.parametrize("step", [0, 1], ids=["counterparty", "contract"])
def test_an_effect_whose_answer_was_lost_is_found_and_one_that_never_was_is_not(tomorro: Account, step: int):
    _, action = tomorro.actions["create_contract"][step]
    call = action.prepare(asking(results={"counterparty": {"id": seed.BAKERY_ID}}))
    since = datetime.now(UTC)

    tomorro.fail({"match": {"method": "POST"}, "kind": "drop_before", "times": 1})
    with pytest.raises(Unavailable) as never:
        action.perform(call)
    before = action.find(call, since)
    tomorro.fail({"match": {"method": "POST"}, "kind": "drop_after", "times": 1})
    with pytest.raises(Unavailable) as lost:
        action.perform(call)
    after = action.find(call, since)

    assert never.value.effect is Effect.UNKNOWN
    assert before is None
    assert lost.value.effect is Effect.UNKNOWN
    assert after is not None
    assert after["id"] in tomorro.made_by_name("Menuiserie Dupré")


def test_a_held_signature_request_is_not_sent_yet(tomorro: Account):
    contract_id = tomorro.create()["contract"]["id"]
    tomorro.switch(approval_pending=True)
    [(_, send)] = tomorro.actions["send_for_signature"]

    result = send.perform(send.prepare(asking({}, linked_id=contract_id)))

    assert (result["sent"], result["status"]) == (False, tomorro.client.contract(contract_id).status)


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"list_shape": "P1"},
        {"list_shape": "P2"},
        {"list_shape": "P2", "cursor_name": "nextCursor"},
        {"list_shape": "P2", "cursor_name": "endCursor"},
        {"list_shape": "P2", "cursor_name": "next"},
        {"list_shape": "P3"},
        {"list_shape": "P4"},
        {"list_shape": "P5"},
        {"wrap_single": True, "id_prefix": False},
    ],
    ids=str,
)
def test_contracts_are_all_listed_in_each_documented_form(
    address: Address, http: httpx.Client, switches: dict[str, Any]
):
    tomorro = Account(address, http, page_size=2)
    made = {tomorro.create(mark=f"psr-{number}")["contract"]["id"] for number in range(5)}
    tomorro.switch(**switches)

    listed = [one.id.removeprefix("ctr_") for one in tomorro.client.contracts(contract_type_id=seed.SERVICE_TYPE_ID)]

    assert made <= set(listed)
    assert len(listed) == len(set(listed)) == len(tomorro.contracts())


def test_a_wrong_key_and_a_withdrawn_version_are_told(address: Address, http: httpx.Client):
    with pytest.raises(CredentialsRefused):
        Account(address, http, key="wrong").client.members()

    with pytest.raises(RemoteRefused) as gone:
        Account(address, http, version="2024-11-04.zero").client.members()

    assert gone.value.code == "version_gone"


def test_a_deprecated_version_is_told(address: Address, http: httpx.Client):
    tomorro = Account(address, http, version="2025-01-15.init")

    tomorro.client.members()

    assert len(tomorro.deprecations) == 1
    assert all(tomorro.deprecations[0])


def test_a_request_to_slow_down_pauses_everyone(tomorro: Account):
    tomorro.fail({"match": {"method": "GET"}, "kind": "status", "status": 429, "retry_after": "7", "times": 1})

    with pytest.raises(RateLimited) as caught:
        tomorro.client.members()

    assert caught.value.retry_after_s == 7
    assert tomorro.budget.pauses == [("tomorro", 7)]


def test_a_contract_of_yesterday_is_not_taken_for_the_one_of_today(tomorro: Account):
    created = tomorro.create()
    _, create = tomorro.actions["create_contract"][1]
    call = create.prepare(asking(results=created))

    assert create.find(call, datetime.now(UTC)) is not None
    assert create.find(call, datetime.now(UTC) + timedelta(hours=1)) is None
