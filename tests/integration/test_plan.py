"""A plan on an installation, against the simulators: it tells what would be done, and nothing is."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from local.accounts import SECRETS
from local.simulators import Address, running_simulators
from local.simulators.hubspot import seed
from passerelle.core.events import Change
from passerelle.core.runs import RunState
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.parameters import Parameters
from tests.commands import passerelle
from tests.fakes import NOW, deal_event, run_of

CONFIG = Path(__file__).parents[2] / "config"
WON = "contract-when-deal-won"
CALL = {("tomorro", "api_key"), ("hubspot", "access_token"), ("slack", "bot_token"), ("pipedrive", "api_token")}


@dataclass
class Shop:
    """A folder that was pushed, whose accounts are the simulators."""

    folder: Path
    address: Address

    def plan(self, name: str = WON, *options: str, code: int = 0) -> Any:
        printed = self.printed(name, *options, "--json", code=code)
        return json.loads(printed) if code == 0 else printed

    def printed(self, name: str, *options: str, code: int = 0) -> str:
        return passerelle("plan", name, "--folder", str(self.folder), "--env", "local", *options, code=code)

    def push(self) -> None:
        passerelle("push", "--folder", str(self.folder), "--env", "local")

    def edit(self, right: str, wrong: str) -> None:
        path = self.folder / f"automations/{WON}.yaml"
        assert right in path.read_text()
        path.write_text(path.read_text().replace(right, wrong))

    def control(self, platform: str, method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(method, f"{self.address.control(platform)}/{path}", json=body)
        return answer.raise_for_status().json()

    def requests(self) -> list[tuple[str, str]]:
        """What the simulators were asked."""
        return [
            (one["method"], one["path"])
            for platform in ("hubspot", "tomorro", "slack", "pipedrive")
            for one in self.control(platform, "GET", "requests")
        ]


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running_simulators() as running:
        yield running


@pytest.fixture
def shop(address: Address, journal: Journal, tmp_path: Path) -> Shop:
    httpx.post(f"{address.url}/_control/reset").raise_for_status()
    shutil.copytree(CONFIG, tmp_path / "config")
    for path in (tmp_path / "config" / "connections").glob("*.yaml"):
        path.write_text(path.read_text().replace("http://127.0.0.1:4610", address.url))
    outbound = Parameters(boto3.client("ssm"), "/passerelle/test/out")
    for connection, name in CALL:
        outbound.write(f"{connection}/secrets/{name}", SECRETS[connection, name])
    made = Shop(tmp_path / "config", address)
    made.push()
    return made


def items() -> list[dict[str, Any]]:
    """All that the table holds but the gates: how fast platforms may be asked is counted for reads too."""
    found = boto3.client("dynamodb").scan(TableName="journal")["Items"]
    return [one for one in found if not one["pk"]["S"].startswith("GATE#")]


def step(plan: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in plan["steps"] if one["name"] == name)


def line(plan: dict[str, Any], to: str) -> dict[str, Any]:
    return next(one for step in plan["steps"] for one in step["lines"] if one["to"] == to)


def test_a_plan_asks_only_questions_and_writes_nothing(shop: Shop):
    before, asked = items(), len(shop.requests())

    shop.plan(WON, "--record", seed.DEAL_ID)

    assert items() == before
    assert {method for method, _ in shop.requests()[asked:]} == {"GET"}


def test_a_plan_that_would_create_something_writes_nothing_either_and_holds_nobody_up(shop: Shop):
    company = {"properties": {"name": "Société toute neuve"}}
    shop.control("hubspot", "PATCH", f"records/companies/{seed.COMPANY_ID}", company)
    before = items()

    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    counterparty, contract = step(plan, "do")["calls"]
    assert counterparty["request"]["body"] == {"name": "Société toute neuve"}
    assert contract["request"]["body"]["counterparty"] == {"id": "<counterparty.id>"}
    assert items() == before


def test_a_plan_gives_the_very_requests_that_a_run_would_make(shop: Shop):
    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    assert plan["state"] == "done"
    counterparty, contract = step(plan, "do")["calls"]
    [write_back] = step(plan, "then1")["calls"]
    assert (counterparty["name"], contract["name"]) == ("do.counterparty", "do.contract")
    assert contract["request"]["method"] == "POST"
    assert contract["request"]["path"].endswith("/contracts")
    assert contract["request"]["body"]["templateId"] == "0d000000-0000-4000-8000-000000000001"
    assert write_back["request"]["method"] == "PATCH"
    assert write_back["request"]["body"]["properties"]["tomorro_contract_id"] == "<contract.id>"


def test_a_plan_shows_each_line_from_the_value_found_to_the_value_sent(shop: Shop):
    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    siret = line(plan, "field.SIRET")
    assert (siret["from"], siret["found"], siret["as"], siret["value"]) == (
        "company.siret",
        "73282932000074",
        "siret",
        "73282932000074",
    )
    link = line(plan, "tomorro_contract_id")
    assert (link["value"], link["known_later"]) == ("<contract.id>", True)


def test_a_plan_shows_what_a_record_holds_before_and_after(shop: Shop):
    shop.control("hubspot", "PATCH", f"records/deals/{seed.DEAL_ID}", {"properties": {"tomorro_contract_id": "old"}})

    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    written = next(one for one in step(plan, "then1")["fields"] if one["to"] == "tomorro_contract_id")
    assert written == {"to": "tomorro_contract_id", "before": "old", "after": "<contract.id>", "changes": True}


def test_the_file_is_planned_as_it_is_before_it_is_pushed(shop: Shop):
    shop.edit("field.SIRET, from: company.siret, as: siret", "field.SIRET, from: company.name")

    [of_file] = shop.plan(WON, "--record", seed.DEAL_ID)
    [of_version] = shop.plan(WON, "--record", seed.DEAL_ID, "--version", "1")

    assert line(of_file, "field.SIRET")["value"] == "Boulangerie Martin"
    assert line(of_version, "field.SIRET")["value"] == "73282932000074"


def test_every_line_is_told_even_when_the_first_one_parks_the_run(shop: Shop):
    shop.edit("company.name, required: true", "company.fax, required: true")

    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    assert (plan["state"], plan["reason"]["code"]) == ("parked", "missing_value")
    assert line(plan, "counterparty.name")["sent"] == "refused"
    assert line(plan, "field.SIRET")["value"] == "73282932000074"


def test_a_condition_that_leaves_the_record_out_is_told(shop: Shop):
    shop.edit("unknown_former: park}", "unknown_former: park}\n  where: [{path: deal.amount, at_least: 1000000}]")

    [plan] = shop.plan(WON, "--record", seed.DEAL_ID)

    assert (plan["state"], plan["reason"]["code"], plan["steps"]) == ("ignored", "condition", [])


def test_a_sample_is_split_by_the_rules_of_its_connection(shop: Shop, tmp_path: Path):
    sample = tmp_path / "sample.json"
    body = {"eventId": 1, "portalId": seed.PORTAL_ID, "occurredAt": 1772442000000, "objectId": int(seed.DEAL_ID)}
    change = {"subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "qualified"}
    sample.write_text(json.dumps([{**body, **change}]))

    [plan] = shop.plan(WON, "--sample", str(sample))

    assert (plan["event"]["record"], plan["reason"]["code"]) == ({"kind": "deal", "id": seed.DEAL_ID}, "other_value")


def test_a_sample_that_is_an_event_of_ours_is_taken_as_it_is(shop: Shop, tmp_path: Path):
    sample = tmp_path / "event.json"
    event = deal_event(seed.DEAL_ID, Change("dealstage", "closedwon", "contractsent"))
    sample.write_text(json.dumps(event.to_json()))

    [plan] = shop.plan(WON, "--sample", str(sample))

    assert (plan["state"], plan["event"]["id"]) == ("done", event.id)


def test_the_last_events_tell_what_became_of_them_and_what_a_change_would_make_different(shop: Shop, journal: Journal):
    passerelle("promote", WON, "--force", "--why", "a trial")
    won = deal_event(seed.DEAL_ID, Change("dealstage", "closedwon", "contractsent"), at=NOW)
    lost = deal_event(seed.DEAL_ID, Change("dealstage", "closedlost", "contractsent"), at=NOW.replace(hour=8))
    done = replace(run_of(won), state=RunState.DONE, lease_until=None)
    journal.accept(Journaled(won, "matched", {}), [done], {}, NOW)
    journal.accept(Journaled(lost, "ignored", {}), [], {}, NOW)
    shop.edit("field.SIRET, from: company.siret, as: siret", "field.SIRET, from: company.name")

    first, second = shop.plan(WON, "--last", "5")

    assert (first["event"], first["then"], first["state"]) == (won.id, "done", "done")
    assert (first["same"], first["differs"]) == (False, ["do.field.SIRET"])
    assert (second["event"], second["then"], second["reason"]["code"]) == (lost.id, "-", "other_value")
    assert second["same"] is True


def test_what_is_printed_is_meant_for_the_person_at_the_terminal(shop: Shop):
    printed = shop.printed(WON, "--record", seed.DEAL_ID)

    assert "the run would be done" in printed
    assert 'company.siret "73282932000074" -> siret -> field.SIRET = "73282932000074"' in printed
    assert "POST /" in printed
    assert "Nothing was done" in printed
    assert SECRETS["tomorro", "api_key"] not in printed


@pytest.mark.parametrize("options", [(), ("--record", "1", "--last", "2")])
def test_it_says_what_to_give_it(shop: Shop, options: tuple[str, ...]):
    assert "--record ID, --sample FILE or --last N" in shop.printed(WON, *options, code=1)
