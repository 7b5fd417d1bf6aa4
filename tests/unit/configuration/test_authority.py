"""Two automations that keep one field the same have to agree on who wins; then they are a pair, and no cycle."""

import pytest

from passerelle.configuration.authority_checks import claims
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.cycles import cycle_problems
from passerelle.core.automation import Stage

WANT = {"fr": "x", "en": "x"}


def both(one="source", other="source"):
    there = {
        "name": "there",
        "want": WANT,
        "when": {"connection": "hubspot", "record": "deal", "change": {"field": "amount"}},
        "do": {"connection": "tomorro", "action": "update_contract"},
        "exchange": [{"to": "field.Montant HT", "from": "deal.amount"}],
        "authority": one,
    }
    back = {
        "name": "back",
        "want": WANT,
        "when": {"connection": "tomorro", "record": "contract", "change": {"field": "fields.Montant HT"}},
        "read": {"deal": {"connection": "hubspot", "record": "deal", "linked": True}},
        "do": {"connection": "hubspot", "action": "update_record", "record": "deal"},
        "exchange": [{"to": "amount", "from": 'contract.fields."Montant HT"'}],
        "authority": other,
    }
    files = [AutomationFile.model_validate(document) for document in (there, back)]
    return {file.name: compile_automation(file, 1, Stage.LIVE) for file in files}


@pytest.mark.parametrize("word", ["latest", "person", "tomorro", "hubspot"])
def test_a_pair_that_names_the_same_winner_is_accepted(word):
    pair = both(word, word)

    assert list(claims(pair)) == []
    assert list(cycle_problems(pair)) == []


@pytest.mark.parametrize(("one", "other"), [("source", "source"), ("hubspot", "tomorro"), ("latest", "person")])
def test_two_that_each_claim_the_field_are_refused(one, other):
    [(name, problem)] = claims(both(one, other))

    assert name == "there"
    assert problem.place == ("exchange", 0, "authority")
    assert "authority" in problem.sentence.en


def test_two_that_do_not_agree_are_a_cycle_as_well():
    assert len(list(cycle_problems(both()))) == 1


def test_the_tool_that_a_field_belongs_to_may_be_named_by_one_of_them_alone():
    assert list(claims(both("source", "hubspot"))) == []
