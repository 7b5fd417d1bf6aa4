"""Every branch and every leaf of the help centre's decision tree."""

import pytest

from passerelle.core.advice import (
    API,
    NO_CODE,
    SALESFORCE,
    WEBHOOKS,
    Advice,
    Article,
    Direction,
    Need,
    TomorroAction,
    TomorroEvent,
    Way,
    advise,
)

WITH_WEBHOOK = [event for event in TomorroEvent if event is not TomorroEvent.OTHER]
WITHOUT_CODE = [action for action in TomorroAction if action is not TomorroAction.OTHER]


def only(need: Need) -> Advice:
    [advice] = advise(need).flows
    return advice


@pytest.mark.parametrize("event", WITH_WEBHOOK)
def test_what_tomorro_tells_by_itself_takes_a_webhook(event):
    advice = only(Need(Direction.FROM_TOMORRO, "HubSpot", event=event))

    assert (advice.way, advice.articles) == (Way.WEBHOOK, (WEBHOOKS,))


@pytest.mark.parametrize("event", [TomorroEvent.OTHER, None])
def test_what_tomorro_does_not_tell_takes_the_api(event):
    advice = only(Need(Direction.FROM_TOMORRO, "HubSpot", event=event))

    assert (advice.way, advice.articles) == (Way.API, (API,))


@pytest.mark.parametrize("action", WITHOUT_CODE)
def test_creating_and_sending_for_signature_need_no_code(action):
    advice = only(Need(Direction.TO_TOMORRO, "Pipedrive", action=action))

    assert (advice.way, advice.articles) == (Way.NO_CODE, (NO_CODE,))


@pytest.mark.parametrize("action", [TomorroAction.OTHER, None])
def test_any_other_action_in_tomorro_takes_the_api(action):
    advice = only(Need(Direction.TO_TOMORRO, "Pipedrive", action=action))

    assert (advice.way, advice.articles) == (Way.API, (API,))


@pytest.mark.parametrize("tool", ["Salesforce", "salesforce", "Salesforce Sales Cloud"])
@pytest.mark.parametrize("direction", Direction)
def test_salesforce_has_its_own_integration_whatever_else_is_asked(direction, tool):
    need = Need(direction, tool, TomorroEvent.SIGNED, TomorroAction.CREATE_CONTRACT)

    flows = advise(need).flows

    assert {(flow.way, flow.articles) for flow in flows} == {(Way.NATIVE_SALESFORCE, SALESFORCE)}


def test_both_directions_have_an_answer_each_the_page_on_both_and_a_warning_on_loops():
    advised = advise(Need(Direction.BOTH, "HubSpot", TomorroEvent.OTHER, TomorroAction.CREATE_CONTRACT))

    assert [(flow.direction, flow.way) for flow in advised.flows] == [
        (Direction.FROM_TOMORRO, Way.API),
        (Direction.TO_TOMORRO, Way.NO_CODE),
    ]
    assert advised.together == API
    assert advised.warning is not None
    assert "boucles" in advised.warning.fr


@pytest.mark.parametrize("direction", [Direction.FROM_TOMORRO, Direction.TO_TOMORRO])
def test_one_direction_needs_no_warning(direction):
    advised = advise(Need(direction, "HubSpot"))

    assert (advised.together, advised.warning) == (None, None)


@pytest.mark.parametrize(
    "need",
    [
        Need(Direction.TO_TOMORRO, "Pipedrive", action=TomorroAction.CREATE_CONTRACT),
        Need(Direction.TO_TOMORRO, "Salesforce"),
    ],
)
def test_a_simpler_way_is_told_and_that_passerelle_can_do_it_as_well(need):
    reason = only(need).reason

    assert "plus simple que Passerelle" in reason.fr
    assert "Passerelle s'en charge aussi" in reason.fr
    assert "simpler way than Passerelle" in reason.en
    assert "Passerelle does it as well" in reason.en


def test_an_article_is_found_in_the_readers_language():
    assert Article(1).url("fr") == "https://help.tomorro.com/fr/articles/1"
    assert Article(1).url("en") == "https://help.tomorro.com/en/articles/1"


def test_the_articles_are_those_of_the_tree():
    assert [one.number for one in (WEBHOOKS, NO_CODE, API, *SALESFORCE)] == [
        11850339,
        11850330,
        11850349,
        11849754,
        11849727,
    ]
