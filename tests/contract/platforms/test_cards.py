"""What Teams shows is what the automation says, to the letter, whatever the data hold."""

import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request
from passerelle.core.templates import compile_template
from passerelle.errors import RemoteRefused
from tests.contract.platforms.cases import TEAMS

HOSTILE = 'Bail **SA** [ici](https://elsewhere.example) <at>Tous</at> "{title}" \\ \n# é'


@pytest.fixture
def world(world_of):
    return world_of(TEAMS)


def post(world, action, **texts):
    [named] = world.platform().actions(action)
    params = compile_template(texts).fill(
        {"contract": {"name": HOSTILE, "url": "https://app.example/c/1"}}, named.quote
    )
    return named.action.perform(named.action.prepare(Request(params, (), mark="psr-1", stage=Stage.LIVE)))


def shown(world):
    [message] = world.control.get("/messages").json()
    [attachment] = message["body"]["attachments"]
    return message["text"], attachment["content"]


@pytest.mark.parametrize("action", ["post_message", "post_link"])
def test_what_comes_from_the_data_is_text_and_nothing_else(action, world):
    more = {"link": "{contract.url}"} if action == "post_link" else {}

    post(world, action, title="Signé", text="Contrat : {contract.name}", **more)

    text, card = shown(world)
    assert text == f"Signé\nContrat : {HOSTILE}"
    blocks = card["body"]
    assert {(block["type"], run["type"]) for block in blocks for run in block["inlines"]} == {
        ("RichTextBlock", "TextRun")  # the only texts in which Teams reads no Markdown
    }


def test_a_button_opens_the_page_under_the_name_that_it_is_given(world):
    post(world, "post_link", title="Signé", text="Bail", link="{contract.url}", button="Voir le contrat")

    _, card = shown(world)
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Voir le contrat", "url": "https://app.example/c/1"}]


def test_a_message_without_a_button_has_none(world):
    post(world, "post_message", title="Signé", text="Bail")

    _, card = shown(world)
    assert "actions" not in card


def test_a_flow_that_is_off_is_for_a_person_to_switch_on(world):
    world.control.patch("/switches", json={"flow_on": False}).raise_for_status()

    with pytest.raises(RemoteRefused) as refused:
        world.write()

    assert refused.value.code == "flow_off"
    assert "Réactivez-le" in refused.value.sentence.fr
    assert "Switch it on" in refused.value.sentence.en
