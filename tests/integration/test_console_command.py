"""`passerelle console`: the address of the page, or how to get one."""

import json

import pytest

from passerelle.commands import shared
from tests.commands import passerelle

ADDRESS = "https://passerelle.exemple.exemple/console"


@pytest.fixture
def outputs(monkeypatch):
    given = {"ConsoleUrl": ADDRESS}
    monkeypatch.setattr(shared, "outputs_of_stack", lambda name: given if name == "passerelle-test" else {})
    return given


@pytest.mark.usefixtures("outputs")
def test_the_address_of_the_console_is_printed_alone_so_that_it_can_be_opened():
    assert passerelle("console").strip() == ADDRESS


@pytest.mark.usefixtures("outputs")
def test_programs_get_it_as_json():
    assert json.loads(passerelle("console", "--json")) == {"url": ADDRESS}


@pytest.mark.usefixtures("outputs")
@pytest.mark.parametrize(("lang", "word"), [("fr", "Déployez-la"), ("en", "Deploy it")])
def test_a_stack_without_a_console_says_how_to_turn_it_on(lang, word):
    told = passerelle("console", "--stack", "another", "--lang", lang, code=1)

    assert word in told
    assert "ConsoleUserPool=yes" in told
