"""A won deal becomes one contract, and a signed contract comes back: through the deployed template, over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from local.accounts import INTAKE_SIGNING, SECRETS
from local.simulators.hubspot.seed import CLIENT_SECRET
from passerelle.core.runs import RunState
from tests.e2e.world import World, value_of
from tests.signing import generic_headers


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


def test_a_won_deal_becomes_one_contract_and_its_signature_comes_back(world, eventually):
    deal = world.new_deal(world.new_company("Boulangerie Saint-Étienne & Filles"))

    world.change_deal(deal, dealstage="closedwon")

    [contract] = eventually(lambda: world.contracts_of(deal))
    assert contract["counterparty"]["name"] == "Boulangerie Saint-Étienne & Filles"
    assert value_of(contract, "SIRET") == "73282932000074"
    assert value_of(contract, "Montant HT") == 12500
    written = eventually(lambda: world.deal(deal).get("tomorro_contract_id") and world.deal(deal))
    assert contract["id"].endswith(written["tomorro_contract_id"])
    assert written["tomorro_contract_url"].endswith(written["tomorro_contract_id"])

    world.control("tomorro", "POST", f"contracts/{contract['id']}/sign")

    eventually(lambda: world.deal(deal).get("tomorro_contract_status") == "signed")
    [message] = eventually(lambda: [text for text in world.messages() if "Saint-Étienne" in text])
    assert "&amp; Filles" in message
    assert len(world.contracts_of(deal)) == 1


def test_the_same_webhook_five_times_at_once_makes_one_contract(world, post, eventually):
    deal = world.new_deal(world.new_company())
    world.control("hubspot", "PATCH", "delivery", {"mode": "lose"})
    try:
        world.change_deal(deal, dealstage="closedwon")
    finally:
        world.control("hubspot", "PATCH", "delivery", {"mode": "deliver"})
    request = world.hubspot_request({"objectId": int(deal), "propertyValue": "closedwon"})

    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(lambda _: post(*request), range(5)))

    assert [status for status, _ in answers] == [200] * 5
    eventually(lambda: world.deal(deal).get("tomorro_contract_id"))
    assert len(world.contracts_of(deal)) == 1


def test_a_batch_of_a_hundred_events_is_stored_before_the_answer(world, post, client, stack, journal, eventually):
    at = datetime.now(UTC)
    deals = [f"9{at:%H%M%S}{number:03}" for number in range(100)]
    request = world.hubspot_request(
        *({"objectId": int(deal), "propertyValue": "presentationscheduled"} for deal in deals), at=at
    )

    status, answer = post(*request)

    assert (status, answer["accepted"]) == (200, 100)
    ignored = eventually(lambda: _ignored(journal, deals) == set(deals) and _ignored(journal, deals))
    assert len(ignored) == 100


@pytest.mark.parametrize("fault", ["tampered", "stale", "unsigned"])
def test_a_request_that_proves_nothing_is_refused_and_leaves_nothing(world, post, journal, client, fault):
    deal = f"8{datetime.now(UTC):%H%M%S%f}"
    at = datetime.now(UTC) - timedelta(minutes=6 if fault == "stale" else 0)
    path, body, headers = world.hubspot_request({"objectId": int(deal), "propertyValue": "closedwon"}, at=at)
    if fault == "tampered":
        body = body.replace(b"closedwon", b"closedWon")

    status, answer = post(path, body, {} if fault == "unsigned" else headers)

    assert status == 401
    assert CLIENT_SECRET not in json.dumps(answer)
    assert deal not in _ignored(journal, [deal])


def test_no_secret_and_no_personal_data_reaches_a_log(world, aws, client, eventually):
    email = "zoe.canari@exemple.fr"
    company = world.new_company("Maison Canari du Silence")
    deal = world.new_deal(company, description=email)
    world.change_deal(deal, dealstage="closedwon")
    eventually(lambda: world.deal(deal).get("tomorro_contract_id"))

    logs = aws.process.log.read_text() + _function_logs(client("logs"))

    assert "event delivered" in logs
    assert [secret for secret in SECRETS.values() if secret in logs] == []
    assert email not in logs
    assert "Maison Canari" not in logs


def test_a_missing_required_value_parks_the_run_and_the_next_event_passes(world, installation, journal, eventually):
    company = world.new_company()
    deal = world.new_deal(company, montant_ht=None)
    world.change_deal(deal, dealstage="closedwon")
    parked = eventually(lambda: [run for run in journal.runs_in(RunState.PARKED, 50) if run.record.id == deal])
    told = installation.passerelle("runs", "--env", "local", "--state", "parked", "--lang", "fr")

    world.change_deal(deal, montant_ht="9 900,50")
    world.change_deal(deal, dealstage="contractsent")
    world.change_deal(deal, dealstage="closedwon")

    assert "Montant HT" in parked[0].reason.sentence.fr
    assert "Montant HT" in told
    assert deal in told
    [contract] = eventually(lambda: world.contracts_of(deal))
    assert value_of(contract, "Montant HT") == 9900.5


def test_a_lost_webhook_is_found_by_the_poll_and_only_once(world, client, stack, eventually):
    deal = world.new_deal(world.new_company())
    _poll(client, stack)  # the first look takes what it finds as known
    world.control("hubspot", "PATCH", "delivery", {"mode": "lose"})
    try:
        world.change_deal(deal, dealstage="closedwon")
    finally:
        world.control("hubspot", "PATCH", "delivery", {"mode": "deliver"})

    for _ in range(2):
        _poll(client, stack)

    eventually(lambda: world.deal(deal).get("tomorro_contract_id"))
    assert len(world.contracts_of(deal)) == 1


def test_a_lost_signature_is_found_by_the_poll_and_only_once(world, client, stack, eventually):
    deal = world.new_deal(world.new_company("Perdue en Route"))
    world.change_deal(deal, dealstage="closedwon")
    [contract] = eventually(lambda: world.contracts_of(deal))
    eventually(lambda: world.deal(deal).get("tomorro_contract_id"))
    _poll(client, stack)
    world.control("tomorro", "PATCH", "delivery", {"mode": "lose"})
    try:
        world.control("tomorro", "POST", f"contracts/{contract['id']}/sign")
    finally:
        world.control("tomorro", "PATCH", "delivery", {"mode": "deliver"})

    for _ in range(2):
        _poll(client, stack)

    eventually(lambda: world.deal(deal).get("tomorro_contract_status") == "signed")
    assert len(eventually(lambda: [text for text in world.messages() if "Perdue en Route" in text])) == 1


def test_a_signed_json_of_anybody_makes_a_contract(world, post, eventually):
    at = datetime.now(UTC)
    candidate = {
        "event_id": f"intake-{at:%H%M%S%f}",
        "type": "accepted",
        "record": "candidate",
        "id": f"c-{at:%H%M%S%f}",
        "occurred_at": at.isoformat(),
        "name": f"Zoé Écureuil {at:%H%M%S%f}",
        "job": "Développeuse",
        "salary": "42 000",
        "start": "2027-01-04",
        "email": "zoe@exemple.fr",
    }
    body = json.dumps(candidate).encode()

    status, _ = post("/in/intake", body, generic_headers(body, INTAKE_SIGNING, at))

    assert status == 200
    [contract] = eventually(lambda: world.contracts_named(candidate["name"]))
    assert contract["contractType"]["name"] == "Contrat de travail"


def test_a_deal_won_in_pipedrive_becomes_a_contract(world, eventually):
    organization = {"name": "Chaudronnerie Béarnaise", "address": "1 rue du Gave"}
    made = world.control("pipedrive", "POST", "records/organizations", organization)
    wanted = {"title": "Cuves", "value": 4200, "currency": "EUR", "org_id": made["id"]}
    deal = world.control("pipedrive", "POST", "records/deals", wanted)

    world.control("pipedrive", "PATCH", f"records/deals/{deal['id']}", {"status": "won"})

    [contract] = eventually(lambda: world.contracts_named("Chaudronnerie Béarnaise"))
    assert value_of(contract, "Montant HT") == 4200


def _ignored(journal, deals):
    wanted = set(deals)
    return {one.event.record.id for one in journal.ignored_events(500)} & wanted


def _poll(client, stack):
    answer = client("lambda").invoke(FunctionName=stack.poll_function_name, Payload=b"{}")
    assert answer.get("FunctionError") is None


def _function_logs(logs):
    found = []
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]:
            events = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"])["events"]
            found += [event["message"] for event in events]
    return "\n".join(found)
