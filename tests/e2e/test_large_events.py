"""A body far above the queue's limit: through the deployed receive and the bucket, to a contract, and to a replay."""

import random
from datetime import UTC, datetime

import pytest

from passerelle.core.events import Event, RecordRef
from passerelle.core.runs import RunState
from passerelle.inbound.stored import ENCODING, PLAIN, claim
from passerelle.journal.bodies import JOURNALED, QUEUED
from tests.e2e.world import World

THREE_MEBIBYTES = 3 * 1024 * 1024


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


def test_a_won_deal_in_a_body_of_three_megabytes_becomes_one_contract(world, post, client, stack, journal, eventually):
    deal = _won_in_silence(world, "Fonderie des Grands Corps")
    noise = _noise(deal)
    small = {"objectId": 1, "propertyValue": "presentationscheduled"}
    path, body, headers = world.hubspot_request(small, _won(deal, noise))

    answers = [post(path, body, headers) for _ in range(2)]

    assert len(body) > THREE_MEBIBYTES
    assert answers == [(200, {"accepted": 2})] * 2
    [contract] = eventually(lambda: world.contracts_of(deal))
    written = eventually(lambda: world.deal(deal).get("tomorro_contract_id") and world.deal(deal))
    assert contract["id"].endswith(written["tomorro_contract_id"])
    assert len(world.contracts_of(deal)) == 1
    event = _journaled(client, stack, journal, noise)
    assert event.record.id == deal
    assert f"{QUEUED}/{event.id}" in _keys(client, stack)


def test_the_body_of_a_parked_run_is_kept_for_the_person_who_decides(world, post, client, stack, journal, eventually):
    deal = _won_in_silence(world, "Aciérie Patiente", montant_ht=None)
    noise = _noise(deal)

    assert post(*world.hubspot_request(_won(deal, noise)))[0] == 200

    eventually(lambda: [run for run in journal.runs_in(RunState.PARKED, 50) if run.record.id == deal])
    event = _journaled(client, stack, journal, noise)
    [key] = [key for key in _keys(client, stack) if key.startswith(f"{JOURNALED}/{event.id}")]
    assert client("s3").get_object_tagging(Bucket=stack.bucket_name, Key=key)["TagSet"] == []


def test_a_body_that_is_gone_ends_in_an_event_that_says_so(client, stack, journal, eventually):
    at = datetime.now(UTC)
    event = Event("e2e-gone", "nobody", "generic", "created", RecordRef("deal", "1"), at, at)
    message = claim(event, f"{QUEUED}/{event.id}", PLAIN)

    client("sqs").send_message(
        QueueUrl=stack.queue_url,
        MessageBody=message.body,
        MessageGroupId=event.id,
        MessageDeduplicationId=event.id,
        MessageAttributes={ENCODING: {"DataType": "String", "StringValue": message.encoding}},
    )

    kept, runs = eventually(lambda: journal.event(event.id))
    assert ({name: reason.code for name, reason in kept.reasons.items()}, runs) == ({"*": "body_gone"}, [])


def _won_in_silence(world, company, **properties):
    """A deal that is won, and whose webhook the test itself sends."""
    deal = world.new_deal(world.new_company(company), **properties)
    world.control("hubspot", "PATCH", "delivery", {"mode": "lose"})
    try:
        world.change_deal(deal, dealstage="closedwon")
    finally:
        world.control("hubspot", "PATCH", "delivery", {"mode": "deliver"})
    return deal


def _noise(deal):
    return random.Random(int(deal)).randbytes(THREE_MEBIBYTES // 2).hex()  # noqa: S311 - reproducible noise, not a secret


def _won(deal, noise):
    return {"objectId": int(deal), "propertyValue": "closedwon", "sourceId": noise}


def _journaled(client, stack, journal, noise):
    """The event whose body is in the bucket, as the journal gives it."""
    ids = [key.partition("/")[2].partition("-")[0] for key in _keys(client, stack) if key.startswith(f"{JOURNALED}/")]
    [event] = [kept.event for kept, _ in map(journal.event, ids) if kept.event.data.get("sourceId") == noise]
    return event


def _keys(client, stack):
    return [one["Key"] for one in client("s3").list_objects_v2(Bucket=stack.bucket_name).get("Contents", [])]
