"""The rooms in which a need is thought about: which way fits, and the formula as a form."""

import pytest

from passerelle.console.rooms.advice import AdviceRoom
from passerelle.console.rooms.drafts import DraftRoom
from passerelle.errors import InvalidPayload
from tests.unit.console.conftest import asked
from tests.unit.drafting.conftest import WON


@pytest.fixture
def room(office):
    return DraftRoom(office.desk)


def drafted(room, answers):
    return room.draft(asked(body={"answers": answers}))


def test_the_first_question_offers_the_connections_there_are(room):
    found = drafted(room, [])

    assert (found["done"], found["question"]["slot"]) == (False, "do.connection")
    assert [one["value"] for one in found["question"]["choices"]] == ["hubspot", "tomorro"]


def test_what_was_answered_is_shown_as_people_read_it(room):
    found = drafted(room, [["do.connection", "tomorro"], ["do.action", "create_contract"]])

    assert [one["slot"] for one in found["answered"]] == ["do.connection", "do.action"]
    assert all(one["text"]["fr"] and one["answer"]["fr"] for one in found["answered"])


def test_an_answer_that_cannot_be_right_is_refused_and_asked_again(room):
    found = drafted(room, [["do.connection", "salesforce"]])

    assert (found["answered"], found["question"]["slot"]) == ([], "do.connection")
    assert found["refused"]["fr"]


def test_an_answer_to_another_question_than_the_next_is_not_taken(room):
    found = drafted(room, [["do.connection", "tomorro"], ["when.record", "deal"]])

    assert [one["slot"] for one in found["answered"]] == ["do.connection"]
    assert found["refused"]["en"]


def test_the_last_answer_makes_a_file_that_reads_like_the_sentence(room):
    answers = []
    while not (found := drafted(room, answers))["done"]:
        assert found["refused"] is None, found
        answers.append([found["question"]["slot"], answer(found["question"])])

    assert found["path"].startswith("config/automations/")
    assert "action: create_contract" in found["yaml"]
    assert "HubSpot" in found["told"]["sentence"]["en"]


def answer(question):
    """What the need says, else what is proposed, else the first choice."""
    if question["slot"] in WON:
        return WON[question["slot"]]
    return question["suggestion"] if question["suggestion"] is not None else question["choices"][0]["value"]


@pytest.mark.parametrize("answers", ["x", [["a"]], [[1, 2]], {"a": "b"}], ids=str)
def test_answers_are_pairs(room, answers):
    with pytest.raises(InvalidPayload):
        drafted(room, answers)


def test_the_decision_tree_asks_only_what_the_need_takes():
    room = AdviceRoom()

    first = room.advice(asked())
    last = room.advice(asked(body={"tool": "HubSpot", "direction": "to_tomorro"}))
    salesforce = room.advice(asked(body={"tool": "Salesforce", "direction": "both"}))

    assert (first["question"]["name"], last["question"]["name"]) == ("tool", "action")
    assert salesforce["question"] is None
    assert {flow["way"] for flow in salesforce["advice"]["flows"]} == {"native_salesforce"}


def test_an_answer_that_the_tree_does_not_know_is_refused_with_those_it_knows():
    with pytest.raises(InvalidPayload) as refused:
        AdviceRoom().advice(asked(body={"tool": "HubSpot", "direction": "sideways"}))

    assert "from_tomorro" in refused.value.sentence.en
