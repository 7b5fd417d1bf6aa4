"""The room of an automation: told from the journal, decided on with a reason, refused with a sentence."""

import pytest

from passerelle.console.rooms.automations import AutomationRoom
from passerelle.core.deployment import Deployment, Hold
from passerelle.errors import InvalidPayload, Rejected
from tests.unit.console.conftest import asked
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]


@pytest.fixture
def room(office):
    return AutomationRoom(office.desk)


def standing(office):
    return office.bridge.versions.active().automations[NAME]


def test_an_automation_is_told_as_its_sentence_with_what_it_exchanges_and_its_file(room):
    told = room.one(asked(name=NAME))

    assert (told["version"], told["deployment"]["live"], told["versions"]) == (1, 1, [1])
    assert "Tomorro" in told["told"]["sentence"]["fr"]
    assert len(told["told"]["exchange"]) == len(AUTOMATION["exchange"])
    assert f"name: {NAME}" in told["yaml"]


def test_the_version_in_test_is_shown_before_the_live_one_and_any_can_be_asked_for(office, room):
    office.bridge.publish(missing="skip")
    office.bridge.stand(Deployment(live=1, test=2))

    assert room.one(asked(name=NAME))["version"] == 2
    assert room.one(asked(name=NAME, query={"version": "1"}))["version"] == 1


def test_two_versions_are_compared_line_by_line(office, room):
    office.bridge.publish(missing="skip")

    lines = room.difference(asked(name=NAME, query={"from": "1", "to": "2"}))["lines"]

    assert "+missing: skip" in lines


@pytest.mark.parametrize("query", [{}, {"from": "1"}, {"from": "1", "to": "deux"}], ids=str)
def test_a_comparison_takes_two_versions(room, query):
    with pytest.raises(InvalidPayload):
        room.difference(asked(name=NAME, query=query))


@pytest.mark.parametrize("handle", ["one", "check", "plan", "standing", "resume"])
def test_an_automation_that_was_never_pushed_is_not_found(room, handle):
    with pytest.raises(Rejected) as refused:
        getattr(room, handle)(asked(name="nothing"))

    assert refused.value.code in {"unknown_automation", "no_automation"}


def test_a_pause_and_a_resumption_are_in_the_history_with_who_and_why(office, room):
    paused = room.pause(asked(name=NAME, body={"why": "Le modèle change"}))
    resumed = room.resume(asked(name=NAME))

    assert (paused["deployment"]["hold"], resumed["deployment"].get("hold")) == (Hold.PAUSED, None)
    history = room.one(asked(name=NAME))["history"]
    assert [(move["what"], move["by"], move["why"]) for move in history] == [
        ("paused", "camille", "Le modèle change"),
        ("resumed", "camille", ""),
    ]


def test_the_former_version_is_live_again_after_a_roll_back(office, room):
    office.bridge.publish(missing="skip")
    office.bridge.stand(Deployment(live=2, former=1))

    room.rollback(asked(name=NAME, body={"why": "Trop de fiches incomplètes"}))

    assert standing(office).live == 1


@pytest.mark.parametrize(
    ("handle", "body"),
    [("pause", {}), ("rollback", {"why": "  "}), ("promote", {"force": True}), ("pause", {"why": 7})],
)
def test_what_takes_a_reason_is_refused_without_one(office, room, handle, body):
    before = standing(office)

    with pytest.raises(InvalidPayload):
        getattr(room, handle)(asked(name=NAME, body=body))

    assert standing(office) == before


def test_what_is_not_in_test_cannot_be_promoted(office, room):
    with pytest.raises(Rejected) as refused:
        room.promote(asked(name=NAME))

    assert refused.value.code == "nothing_to_promote"
    assert standing(office).live == 1
