"""The rooms of connections and of the flow: from the journal alone, no platform is asked."""

from datetime import timedelta

import pytest

from passerelle.console.rooms.connections import ConnectionRoom
from passerelle.core.gate import Gate
from tests.fakes import NOW, won
from tests.unit.console.conftest import asked


@pytest.fixture
def room(office):
    return ConnectionRoom(office.desk)


def hubspot(room):
    [found] = [one for one in room.all(asked())["connections"] if one["name"] == "hubspot"]
    return found


def test_a_connection_shows_what_calls_it_what_it_may_and_how_it_is_set_up(room):
    found = hubspot(room)

    assert (found["title"], found["used"], found["down"]) == ("HubSpot", True, False)
    assert found["webhook_url"] == "https://passerelle.exemple.exemple/in/hubspot"
    assert found["limits"]["requests"] > 0
    assert found["onboarding"]


def test_its_last_event_is_the_newest_whether_it_started_a_run_or_not(office, room):
    office.bridge.deliver(won("1", at=NOW))
    office.bridge.deliver(won("2", former="qualified", at=NOW + timedelta(hours=1)))

    assert hubspot(room)["last_event_at"] == (NOW + timedelta(hours=1)).isoformat()


def test_one_that_no_longer_answers_is_told(office, room):
    office.gates["hubspot"] = Gate(shut_until=1)

    assert hubspot(room)["down"]


def test_how_much_of_the_limit_is_used_is_between_nothing_and_all(office, room):
    now_ms = int(office.bridge.clock.now.timestamp() * 1000)
    office.gates["hubspot"] = Gate(idle_at=(now_ms + 5_000,))
    half = hubspot(room)
    office.gates["hubspot"] = Gate(idle_at=(now_ms + 3_600_000,))

    assert half["spent"] == pytest.approx(5 / half["limits"]["per_s"], abs=0.01)
    assert hubspot(room)["spent"] == 1.0


def test_the_flow_counts_what_went_between_the_platforms_in_the_last_days(office, room):
    office.bridge.deliver(won())
    office.parked("2")
    office.parked("3", updated_at=NOW - timedelta(days=8))

    found = room.flow(asked())

    edges = {(edge["from"], edge["to"]): edge["runs"] for edge in found["edges"]}
    assert set(edges) == {("hubspot", "tomorro"), ("hubspot", "hubspot")}
    assert (edges["hubspot", "tomorro"]["done"], edges["hubspot", "tomorro"]["parked"]) == (1, 1)
    assert [node["name"] for node in found["nodes"]] == ["hubspot", "tomorro"]
