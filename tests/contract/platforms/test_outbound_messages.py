"""Salesforce's outbound messages: unsigned SOAP, a hundred changes acknowledged at once, a session nobody keeps."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.simulators.salesforce import outbound, seed
from passerelle import log
from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.inbound.stored import decode, encode
from tests.contract.platforms.cases.salesforce import SALESFORCE
from tests.contract.platforms.door import settings_of
from tests.fakes import NOW, MemoryQueue
from tests.receiving import eventually, receiver
from tests.signing import PUBLIC_BASE_URL, gateway_event

PARAMETERS = {
    "settings": settings_of("salesforce"),
    "secrets/address": seed.ADDRESS,
    "secrets/organization": seed.ORGANIZATION_ID,
}
ACK = "<Ack>true</Ack>"


class Door:
    def __init__(self) -> None:
        self.queue = MemoryQueue()
        connections = Connections(lambda _name: PARAMETERS, lambda: 0.0)
        self.receive = Receiver(connections, self.queue, PUBLIC_BASE_URL, lambda: NOW)

    def post(self, body: bytes, address: str = seed.ADDRESS) -> dict[str, Any]:
        event = gateway_event("salesforce", body, {"content-type": "text/xml; charset=utf-8"})
        return self.receive({**event, "pathParameters": {"connection": "salesforce", "token": address}})


@pytest.fixture
def door() -> Door:
    return Door()


def opportunities(count: int) -> list[dict[str, Any]]:
    return [
        {
            "attributes": {"type": "Opportunity"},
            "Id": f"006{number:012d}AAA",
            "Name": "Éloïse & Cie <Paris>",
            "SystemModstamp": "2026-03-02T09:00:00.000Z",
        }
        for number in range(count)
    ]


def test_a_hundred_notifications_are_a_hundred_events_and_one_acknowledgement(door) -> None:
    answer = door.post(outbound.message(seed.ORGANIZATION_ID, opportunities(100)))

    assert (answer["statusCode"], answer["headers"]["content-type"]) == (200, "text/xml; charset=utf-8")
    assert ACK in answer["body"]
    events = door.queue.put_events
    assert [event.record.id for event in events] == [f"006{number:012d}AAA" for number in range(100)]
    assert {(event.kind, event.record.kind) for event in events} == {("changed", "opportunity")}
    assert events[0].data["sObject"]["Name"] == "Éloïse & Cie <Paris>"
    assert events[0].occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert len({event.id for event in events}) == 100


def test_nothing_is_acknowledged_when_one_could_not_be_stored(door, monkeypatch) -> None:
    def refuse(_events: list[Event], *, correlation_id: str) -> None:
        raise Unavailable(Sentence(fr=correlation_id, en=correlation_id))

    monkeypatch.setattr(door.queue, "put", refuse)

    answer = door.post(outbound.message(seed.ORGANIZATION_ID, opportunities(2)))

    assert answer["statusCode"] == 503
    assert ACK not in answer["body"]


@pytest.mark.parametrize(
    ("organization", "address"),
    [("00D000000000002EAA", seed.ADDRESS), (seed.ORGANIZATION_ID, "another"), (seed.ORGANIZATION_ID, ""), ("", "")],
)
def test_another_organisation_or_another_address_is_refused(door, organization, address) -> None:
    answer = door.post(outbound.message(organization, opportunities(1)), address)

    assert answer["statusCode"] == 401
    assert ACK not in answer["body"]
    assert door.queue.put_events == []


def test_the_session_is_in_no_event_no_message_of_the_queue_and_no_log(door, monkeypatch) -> None:
    lines = io.StringIO()
    monkeypatch.setattr(log.logger().registered_handler, "stream", lines)

    door.post(outbound.message(seed.ORGANIZATION_ID, opportunities(3)))
    door.post(outbound.message("00D000000000002EAA", opportunities(1)))

    messages = [encode(event) for event in door.queue.put_events]
    read_back = [decode(message, lambda _key: None).to_json() for message in messages]
    everything = json.dumps([read_back, [message.body for message in messages]]) + lines.getvalue()
    assert len(messages) == 3
    assert "request received" in everything
    assert seed.SESSION_ID not in everything
    assert "SessionId" not in everything
    assert seed.ADDRESS not in everything


def test_what_the_simulator_sends_is_the_change_that_a_person_made(door, world_of) -> None:
    world = world_of(SALESFORCE)
    with receiver() as target:
        world.control.post("/subscriptions", json={"url": target.url}).raise_for_status()
        world.person_changes(StageName="Closed Won")
        received = eventually(lambda: target.received and target.received[0])

    assert door.post(received.body)["statusCode"] == 200
    [event] = door.queue.put_events
    assert (event.kind, event.record.id) == ("changed", seed.OPPORTUNITY_ID)
    assert event.data["sObject"]["StageName"] == "Closed Won"


def test_an_answer_without_an_acknowledgement_counts_for_nothing(world_of) -> None:
    world = world_of(SALESFORCE)
    with receiver() as target:
        world.control.post("/subscriptions", json={"url": target.url}).raise_for_status()
        world.person_changes(StageName="Closed Won")
        eventually(lambda: target.received)
        [delivery] = eventually(lambda: [one for one in world.control.get("/deliveries").json() if one["attempts"]])

    assert (delivery["attempts"][0]["status"], delivery["attempts"][0]["error"]) == (200, "NotAcknowledged")
