"""The overview: what needs a person comes first, and everything accepted is somewhere."""

from datetime import timedelta

from passerelle.console.audit import Audit
from passerelle.console.rooms.overview import OverviewRoom
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.gate import Gate
from passerelle.core.runs import RunState
from passerelle.journal.depths import Depth
from tests.fakes import NOW, won
from tests.unit.console.conftest import asked
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]


def seen(office):
    return OverviewRoom(office.desk).overview(asked())


def test_when_all_is_well_nothing_waits_for_a_person(office):
    office.bridge.deliver(won())

    found = seen(office)

    assert found["attention"] == []
    assert found["balance"]["balanced"]
    assert found["balance"]["runs"]["done"] == 1


def test_runs_that_failed_alike_are_one_line_with_their_number_and_the_oldest(office):
    for number in range(3):
        office.parked(str(number), updated_at=NOW - timedelta(hours=number))

    [line] = seen(office)["attention"]

    assert (line["kind"], line["automation"], line["code"], line["runs"]) == ("parked", NAME, "missing_value", 3)
    assert line["since"] == (NOW - timedelta(hours=2)).isoformat()
    assert line["fr"] == "Il manque le nom."


def test_what_is_held_and_what_is_down_is_told_with_where_to_go(office):
    office.bridge.stand(Deployment(live=1, hold=Hold.PAUSED))
    office.gates["hubspot"] = Gate(shut_until=1)

    found = {line["kind"]: line for line in seen(office)["attention"]}

    assert found["paused"]["automation"] == NAME
    assert found["connection_down"]["connection"] == "hubspot"


def test_a_run_that_no_state_explains_any_more_is_told(office):
    office.parked("1", state=RunState.RUNNING, reason=None, updated_at=NOW - timedelta(hours=1))

    found = seen(office)

    assert not found["balance"]["balanced"]
    assert "unexplained" in [line["kind"] for line in found["attention"]]


def test_dead_letters_are_told(office):
    office.depth = Depth(waiting=0, held=0, dead=2)

    assert "dead_letters" in [line["kind"] for line in seen(office)["attention"]]


def test_each_automation_is_told_by_its_sentence_its_stage_and_its_counts(office):
    office.bridge.deliver(won())

    [automation] = seen(office)["automations"]

    assert automation["want"]["fr"] == AUTOMATION["want"]["fr"]
    assert (automation["from"], automation["to"]) == ("hubspot", ["hubspot", "tomorro"])
    assert automation["deployment"]["live"] == 1
    assert automation["runs"] == {"done": 1}


def test_what_can_be_asked_for_is_offered_by_name(office):
    found = OverviewRoom(office.desk).names(asked())

    assert found["automations"] == [NAME]
    assert found["connections"] == ["hubspot", "tomorro"]
    assert "deal" in found["kinds"]


def test_the_trail_is_read_in_pages_newest_first(office):
    audit = Audit(office.traces, office.bridge.clock)
    for number in range(3):
        audit.end(audit.begin("camille", "pause", str(number), {"why": "essai"}, {}), "done", {})
        office.bridge.clock.advance(minutes=1)
    room = OverviewRoom(office.desk)

    first = room.audit(asked(query={"limit": "2"}))
    second = room.audit(asked(query={"limit": "2", "before": first["more"]}))

    assert [one["target"] for page in (first, second) for one in page["traces"]] == ["2", "1", "0"]
    assert (first["traces"][0]["why"], first["traces"][0]["outcome"], second["more"]) == ("essai", "done", None)
