"""The room of runs: found, told without what is not to be seen, and decided on in turns."""

import json
from datetime import timedelta

import pytest

from passerelle.console.access import Role
from passerelle.console.rooms.runs import AT_ONCE, RunRoom
from passerelle.core.runs import RunState
from passerelle.errors import InvalidPayload
from tests.fakes import NOW, won
from tests.unit.console.conftest import asked


@pytest.fixture
def room(office):
    return RunRoom(office.desk)


def ids(answer):
    return [run["id"] for run in answer["runs"]]


def test_runs_are_found_by_state_and_automation_newest_first(office, room):
    older = office.parked("1", updated_at=NOW - timedelta(hours=1))
    newer = office.parked("2")
    done = office.parked("3", state=RunState.DONE, reason=None)

    assert ids(room.found(asked(query={"state": "parked"}))) == [newer, older]
    assert ids(room.found(asked(query={"state": "parked,done", "automation": "another"}))) == []
    assert set(ids(room.found(asked()))) == {older, newer, done}


def test_runs_are_found_by_date(office, room):
    office.parked("1", updated_at=NOW - timedelta(days=2))
    wanted = office.parked("2", updated_at=NOW - timedelta(days=1))
    office.parked("3")
    between = {"since": str(NOW - timedelta(days=1)), "before": str(NOW)}

    assert ids(room.found(asked(query=between))) == [wanted]


def test_a_page_says_where_the_next_one_begins(office, room):
    runs = [office.parked(str(number), updated_at=NOW - timedelta(minutes=number)) for number in range(5)]

    first = room.found(asked(query={"limit": "3"}))
    second = room.found(asked(query={"limit": "3", "before": first["more"]}))

    assert [*ids(first), *ids(second)] == runs
    assert second["more"] is None


@pytest.mark.parametrize("query", [{"state": "perdu"}, {"since": "hier"}, {"since": "2026-03-02T09:00:00"}], ids=str)
def test_what_cannot_be_searched_for_is_told(room, query):
    with pytest.raises(InvalidPayload):
        room.found(asked(query=query))


def test_a_run_is_told_from_what_came_in_to_what_was_made(office, room):
    office.bridge.deliver(won())

    told = room.one(asked(id=office.bridge.only_run().id))

    assert told["event"]["changes"] == [{"field": "dealstage", "value": "closedwon"}]
    assert told["want"]["en"] == "Create the contract once the deal is won"
    assert [(line["from"], line["as"]) for line in told["lines"] if line["to"] == "field.SIRET"] == [
        ("company.siret", "siret")
    ]
    assert [step["state"] for step in told["steps"]] == ["done"] * len(told["steps"])
    assert "Boulangerie Martin" in json.dumps(told)


def test_no_value_leaves_the_api_for_those_who_only_read(office, room):
    office.bridge.deliver(won(data={"email": "secret@exemple.exemple"}))

    told = json.dumps(room.one(asked(role=Role.READ, id=office.bridge.only_run().id)), ensure_ascii=False)

    assert not [value for value in ("Boulangerie Martin", "73282932000074", "secret@", "12500") if value in told]
    assert "•••" in told
    assert "counterparty.name" in told


def test_a_decision_on_several_is_shown_by_kind_before_it_is_taken(office, room):
    for number in range(3):
        office.parked(str(number))

    shown = room.preview(asked(body={"all": True}))

    assert [(kind["code"], kind["runs"]) for kind in shown["kinds"]] == [("missing_value", 3)]
    assert len(shown["ids"]) == 3


def test_many_runs_are_replayed_in_turns_and_the_answer_says_what_is_left(office, room):
    wanted = [office.parked(str(number)) for number in range(AT_ONCE + 3)]

    first = room.replay(asked(body={"ids": wanted}))
    second = room.replay(asked(body={"ids": first["left"]}))

    assert (len(first["outcomes"]), first["left"]) == (AT_ONCE, wanted[AT_ONCE:])
    assert (len(second["outcomes"]), second["left"]) == (3, [])
    assert len(office.bridge.queue.put_events) == len(wanted)


def test_what_cannot_be_replayed_says_why_and_stops_none_of_the_others(office, room):
    done = office.parked("1", state=RunState.DONE, reason=None)
    parked = office.parked("2")

    answer = room.replay(asked(body={"ids": [done, parked]}))

    assert [(one["id"], one["done"]) for one in answer["outcomes"]] == [(done, False), (parked, True)]
    assert answer["outcomes"][0]["reason"]["fr"]


def test_a_dismissal_keeps_its_reason_and_needs_one(office, room):
    run = office.parked("1")

    with pytest.raises(InvalidPayload):
        room.dismiss(asked(body={"ids": [run]}))
    room.dismiss(asked(body={"ids": [run], "why": "Le client renonce"}))

    assert office.bridge.journal.run(run).state is RunState.DISMISSED
    assert "Le client renonce" in office.bridge.journal.run(run).reason.sentence.fr


def test_a_decision_about_nothing_in_particular_is_refused(room):
    with pytest.raises(InvalidPayload):
        room.replay(asked())


def test_what_stands_before_a_decision_is_known_for_the_trail(office, room):
    run = office.parked("1")

    assert room.standing(asked(body={"ids": [run, "gone"]})) == {"runs": {run: "parked", "gone": None}}


def test_a_remark_is_kept_with_who_made_it_and_shown_with_the_run(office, room):
    office.bridge.deliver(won())
    run = office.bridge.only_run().id

    room.remark(asked(body={"verdict": "to_change", "comment": "Le SIRET est celui du siège"}, id=run))

    [remark] = room.one(asked(id=run))["remarks"]
    assert (remark["by"], remark["comment"]) == ("camille", "Le SIRET est celui du siège")


def test_a_remark_says_right_or_to_change(office, room):
    with pytest.raises(InvalidPayload):
        room.remark(asked(body={"verdict": "perhaps"}, id=office.parked("1")))


def test_events_that_started_nothing_are_listed_with_their_reasons(office, room):
    office.bridge.deliver(won("1", former="qualified"))
    office.bridge.deliver(won("2"))

    [event] = room.events(asked(query={"connection": "hubspot"}))["events"]

    assert event["record"] == {"kind": "deal", "id": "1"}
