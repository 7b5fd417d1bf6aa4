"""Automations that would wake each other for ever are refused; those that only pass something on are not."""

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.cycles import cycle_problems
from passerelle.core.automation import Stage


def automation(name, when, do, exchange=(), then=(), read=None):
    file = AutomationFile.model_validate(
        {
            "name": name,
            "want": {"fr": "x", "en": "x"},
            "when": when,
            "read": read or {},
            "do": do,
            "exchange": [{"to": to, "from": "deal.x"} for to in exchange],
            "then": list(then),
        }
    )
    return compile_automation(file, 1, Stage.LIVE)


def deal_changes(field):
    return {"connection": "hubspot", "record": "deal", "change": {"field": field}}


UPDATE_DEAL = {"connection": "hubspot", "action": "update_record", "record": "deal"}
SIGNED = {"connection": "tomorro", "record": "contract", "status": "signed"}
LINKED = {"deal": {"connection": "hubspot", "record": "deal", "linked": True}}
CANCEL = {"connection": "tomorro", "action": "cancel_contract"}

CYCLES = {
    "alone": [automation("a", deal_changes("stage"), UPDATE_DEAL, ["stage"])],
    "by two": [
        automation("a", deal_changes("stage"), UPDATE_DEAL, ["score"]),
        automation("b", deal_changes("score"), UPDATE_DEAL, ["stage"]),
    ],
    "across platforms": [
        automation("a", deal_changes("stage"), CANCEL),
        automation("b", SIGNED, UPDATE_DEAL, ["stage"], read=LINKED),
    ],
    "by a write-back": [
        automation(
            "a",
            deal_changes("stage"),
            {"connection": "tomorro", "action": "create_contract", "contract_type": "t", "template": "t"},
            then=[{"write_back": {"record": "deal", "set": {"stage": "contract.id"}}}],
        )
    ],
}


@pytest.mark.parametrize("kind", CYCLES)
def test_a_cycle_is_told_once_with_its_way(kind):
    automations = {one.name: one for one in CYCLES[kind]}

    [(name, problem)] = cycle_problems(automations)

    assert name == "a"
    assert problem.sentence.en.count("→") == len(automations)


def test_a_chain_is_no_cycle():
    chain = {
        "a": automation("a", deal_changes("stage"), UPDATE_DEAL, ["score"]),
        "b": automation("b", deal_changes("score"), UPDATE_DEAL, ["note"]),
        "c": automation("c", SIGNED, UPDATE_DEAL, ["stage"], read=LINKED),
    }

    assert list(cycle_problems(chain)) == []


def test_a_field_of_the_same_name_elsewhere_is_another_field():
    apart = {
        "a": automation("a", deal_changes("stage"), {**UPDATE_DEAL, "connection": "pipedrive"}, ["stage"]),
        "b": automation("b", SIGNED, UPDATE_DEAL, ["status"], read=LINKED),
    }

    assert list(cycle_problems(apart)) == []
