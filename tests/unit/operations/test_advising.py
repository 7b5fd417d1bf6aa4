"""The need of an automation, as the decision tree asks for it; and what is asked of a person."""

from pathlib import Path

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.folder import read_folder
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.advice import Direction, Need, TomorroAction, TomorroEvent
from passerelle.errors import Rejected
from passerelle.operations.advising import need_of
from passerelle.operations.need_questions import ACTION, DIRECTION, EVENT, TOOL, need_from, unanswered

FOLDER = read_folder(Path(__file__).parents[3] / "config")
AROUND = Surroundings(FOLDER.accounts(), FOLDER.manifests())


def automation(when: dict, do: dict, then: list | None = None) -> AutomationFile:
    return AutomationFile.model_validate(
        {"name": "one", "want": {"fr": "Faire", "en": "Do"}, "when": when, "do": do, "then": then or []}
    )


def from_tomorro(**when):
    return automation(
        {"connection": "tomorro", "record": "contract", **when},
        {"connection": "slack", "action": "post_message", "channel": "#x", "text": "x"},
    )


def to_tomorro(action: str, *then: dict, connection: str = "hubspot"):
    return automation(
        {"connection": connection, "record": "deal", "created": True},
        {"connection": "tomorro", "action": action},
        list(then),
    )


@pytest.mark.parametrize(
    ("when", "event"),
    [
        ({"created": True}, TomorroEvent.CREATED),
        ({"deleted": True}, TomorroEvent.DELETED),
        ({"status": "signed"}, TomorroEvent.SIGNED),
        ({"status": ["signed"]}, TomorroEvent.SIGNED),
        ({"change": {"field": "status", "to": "signed"}}, TomorroEvent.SIGNED),
        ({"status": ["signed", "canceled"]}, TomorroEvent.STATUS),
        ({"change": {"field": "status"}}, TomorroEvent.STATUS),
        ({"event": "reminder"}, TomorroEvent.REMINDER),
        ({"event": "archived"}, TomorroEvent.OTHER),
        ({"change": {"field": "name"}}, TomorroEvent.OTHER),
        ({"record": "counterparty", "created": True}, TomorroEvent.OTHER),
    ],
)
def test_what_happens_in_tomorro_is_read_from_the_trigger(when, event):
    assert need_of(from_tomorro(**when), AROUND) == Need(Direction.FROM_TOMORRO, "Slack", event=event)


@pytest.mark.parametrize(
    ("names", "action"),
    [
        (["create_contract"], TomorroAction.CREATE_CONTRACT),
        (["send_for_signature"], TomorroAction.SEND_FOR_SIGNATURE),
        (["create_contract", "send_for_signature"], TomorroAction.CREATE_CONTRACT),
        (["create_contract", "cancel_contract"], TomorroAction.OTHER),
        (["update_contract"], TomorroAction.OTHER),
    ],
)
def test_one_action_that_needs_the_api_decides_for_all(names, action):
    then = [{"connection": "tomorro", "action": name} for name in names[1:]]

    assert need_of(to_tomorro(names[0], *then), AROUND) == Need(Direction.TO_TOMORRO, "HubSpot", action=action)


def test_what_follows_elsewhere_does_not_count():
    then = {"connection": "slack", "action": "post_message", "channel": "#x", "text": "x"}

    need = need_of(to_tomorro("create_contract", then), AROUND)

    assert need.action is TomorroAction.CREATE_CONTRACT


def test_software_without_a_manifest_of_its_own_has_the_name_of_its_connection():
    assert need_of(to_tomorro("create_contract", connection="intake"), AROUND).tool == "intake"


@pytest.mark.parametrize(("source", "target"), [("tomorro", "tomorro"), ("hubspot", "slack")])
def test_the_tree_is_about_tomorro_and_one_other_software(source, target):
    file = automation(
        {"connection": source, "record": "deal", "created": True}, {"connection": target, "action": "post_message"}
    )

    with pytest.raises(Rejected) as refused:
        need_of(file, AROUND)

    assert refused.value.code == "not_between"


@pytest.mark.parametrize(
    ("tool", "direction", "asked"),
    [
        ("HubSpot", "from_tomorro", [TOOL, DIRECTION, EVENT]),
        ("HubSpot", "to_tomorro", [TOOL, DIRECTION, ACTION]),
        ("HubSpot", "both", [TOOL, DIRECTION, EVENT, ACTION]),
        ("Salesforce", "both", [TOOL, DIRECTION]),
    ],
)
def test_only_what_the_tree_needs_is_asked(tool, direction, asked):
    answers = {"tool": tool, "direction": direction, "event": "signed", "action": "other"}
    given, questions = {}, []

    while question := unanswered(given):
        questions.append(question)
        given[question.name] = answers[question.name]

    assert questions == asked


def test_what_was_answered_makes_the_need():
    given = {"direction": "both", "tool": "HubSpot", "event": "signed", "action": "other"}

    assert unanswered(given) is None
    assert need_from(given) == Need(Direction.BOTH, "HubSpot", TomorroEvent.SIGNED, TomorroAction.OTHER)


@pytest.mark.parametrize("question", [DIRECTION, EVENT, ACTION])
def test_every_answer_that_can_be_given_has_its_words(question):
    kinds = {"direction": Direction, "event": TomorroEvent, "action": TomorroAction}

    assert list(question.choices) == list(kinds[question.name])
