"""The three qualities of a trigger: unique, easy to identify, without a special case that nobody decided."""

import shutil
from pathlib import Path

import pytest
import yaml

from passerelle.configuration.folder import read_folder

CONFIG = Path(__file__).parents[3] / "config"
AUTOMATION = {
    "name": "one",
    "want": {"fr": "Faire", "en": "Do"},
    "when": {"connection": "hubspot", "record": "company", "created": True, "again": "ignore"},
    "do": {"connection": "tomorro", "action": "create_contract", "contract_type": "a", "template": "b"},
    "exchange": [{"to": "counterparty.name", "from": "company.name", "required": True}],
    "missing": "park",
}
CHANGE = {"connection": "hubspot", "record": "company", "again": "ignore"}


@pytest.fixture
def folder(tmp_path):
    """The shipped folder, with these automations in the place of its own."""

    def write(*automations):
        shutil.copytree(CONFIG, tmp_path / "config")
        root = tmp_path / "config" / "automations"
        shutil.rmtree(root)
        root.mkdir()
        for one in automations:
            (root / f"{one['name']}.yaml").write_text(yaml.safe_dump(one))
        return read_folder(tmp_path / "config")

    return write


def told(findings) -> list[tuple[str, str]]:
    return [(finding.path.stem, finding.problem.sentence.en) for finding in findings]


def test_what_is_shipped_has_the_three_qualities():
    folder = read_folder(CONFIG)

    assert told(folder.findings) == []
    assert told(folder.warnings) == []


def test_two_automations_on_one_trigger_are_a_fault_that_names_both(folder):
    found = folder(AUTOMATION, AUTOMATION | {"name": "two"})

    [(name, sentence)] = told(found.findings)
    assert name == "two"
    assert sentence.startswith('One event would start both "one" and "two".')


@pytest.mark.parametrize("saying", ["one", "two"])
def test_a_shared_trigger_may_be_intended(folder, saying):
    both = [AUTOMATION, AUTOMATION | {"name": "two"}]
    shared = [one | {"when": one["when"] | {"shared": one["name"] == saying}} for one in both]

    assert told(folder(*shared).findings) == []


def test_nothing_is_told_of_what_the_file_decides(folder):
    assert told(folder(AUTOMATION).warnings) == []


def test_a_change_to_any_value_is_hard_to_identify(folder):
    found = folder(AUTOMATION | {"when": CHANGE | {"change": {"field": "x"}}})

    [warning] = found.warnings
    assert "(to: VALUE)" in warning.problem.sentence.en
    assert warning.key == "when.change"
    assert found.findings == []


@pytest.mark.parametrize(
    "more",
    [{"change": {"field": "x", "to": "y"}}, {"change": {"field": "x"}, "where": [{"path": "company.y", "is": 1}]}],
)
def test_a_value_or_a_condition_identifies_it(folder, more):
    assert told(folder(AUTOMATION | {"when": CHANGE | more}).warnings) == []


def without(keys: dict, *names: str) -> dict:
    return {key: value for key, value in keys.items() if key not in names}


ASSOCIATED = {"contact": {"record": "contact", "of": "deal"}}
DEAL = {"connection": "hubspot", "record": "deal", "created": True, "again": "ignore"}
FROM = {"field": "x", "from": "a", "to": "b"}
NAMED = [{"to": "counterparty.name", "from": "contact.name"}]


@pytest.mark.parametrize(
    ("automation", "line"),
    [
        (AUTOMATION | {"when": without(AUTOMATION["when"], "again")}, "again: ignore"),
        (without(AUTOMATION, "missing"), "missing: park"),
        (AUTOMATION | {"when": DEAL, "read": ASSOCIATED, "exchange": NAMED}, "several: park"),
        (AUTOMATION | {"when": CHANGE | {"change": FROM}}, "unknown_former: park"),
    ],
)
def test_a_special_case_that_nobody_decided_is_told_with_the_line_that_decides_it(folder, automation, line):
    found = folder(automation)

    [warning] = found.warnings
    assert line in warning.problem.sentence.fr
    assert line in warning.problem.sentence.en
    assert found.findings == []


def test_what_only_sets_values_may_come_again(folder):
    when = without(AUTOMATION["when"], "again")
    do = {"connection": "tomorro", "action": "update_contract"}
    exchange = [{"to": "contract.name", "from": "company.name"}]

    assert told(folder(AUTOMATION | {"when": when, "do": do, "exchange": exchange}).warnings) == []


def test_a_default_answers_for_what_is_missing(folder):
    exchange = [{"to": "counterparty.name", "from": "company.name", "required": True, "default": "x"}]

    assert told(folder(without(AUTOMATION, "missing") | {"exchange": exchange}).warnings) == []
