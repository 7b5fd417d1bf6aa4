"""A version goes live once its own tests have shown what matters, and nothing stands in its way."""

from datetime import timedelta

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.checking import Fault
from passerelle.core.events import RecordRef
from passerelle.core.promotion import obstacles
from passerelle.core.records import Key
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.core.trials import Remark, Trial, Verdict, evidence
from tests.fakes import NOW
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]
WHERE = {**AUTOMATION["when"], "where": [{"path": "deal.amount", "at_least": 1000}]}
DONE = (RunState.DONE, None)
MISSING = (RunState.PARKED, "missing_value")


def automation(**changes):
    return compile_automation(AutomationFile.model_validate({**AUTOMATION, **changes}), 2, Stage.LIVE)


def tried(*endings, version=2, remarks=()):
    key = Key("hubspot", RecordRef("deal", "42"))
    trials = [Trial(NAME, version, f"run-{place}", key, *ending, NOW) for place, ending in enumerate(endings)]
    return evidence(trials, remarks, 2)


def remark(verdict, version=2):
    return Remark(NAME, version, "run-1", verdict, "the date is a day early", "claire", NOW)


def codes(*args, **others):
    return [one.code for one in obstacles(*args, **others)]


def test_a_version_whose_outcomes_were_all_seen_may_go():
    assert codes(automation(), tried(DONE, MISSING), []) == []


@pytest.mark.parametrize(
    ("changes", "endings", "missing"),
    [
        ({}, [MISSING], "passerelle test contract-when-deal-won --record ID"),
        ({}, [DONE], "counterparty.name"),
        ({"missing": "skip"}, [DONE], "ignorée"),
        ({"when": WHERE}, [DONE, MISSING], "where"),
    ],
)
def test_an_outcome_that_no_test_has_shown_stands_in_the_way(changes, endings, missing):
    [found] = obstacles(automation(**changes), tried(*endings), [])

    assert found.code == "untried"
    assert missing in found.sentence.fr


@pytest.mark.parametrize(
    ("changes", "endings"),
    [
        ({"missing": "default"}, [DONE]),
        ({"exchange": [{"to": "counterparty.name", "from": "company.name", "required": True, "default": "x"}]}, [DONE]),
        ({"when": WHERE}, [DONE, MISSING, (RunState.IGNORED, "condition")]),
    ],
)
def test_only_outcomes_that_the_automation_provides_for_are_asked_for(changes, endings):
    assert codes(automation(**changes), tried(*endings), []) == []


def test_the_tests_of_another_version_do_not_count():
    assert codes(automation(), tried(DONE, MISSING, version=1), []) == ["untried", "untried"]


def test_an_error_of_the_check_and_a_drift_stand_in_the_way_and_a_warning_does_not():
    sentence = Sentence(fr="x", en="x")
    faults = [
        Fault("unknown_field", (), sentence),
        Fault("clock_wrong", (), sentence, severity=Severity.WARNING),
    ]

    assert codes(automation(), tried(DONE, MISSING), faults, [sentence]) == ["unknown_field", "drift"]


def test_a_remark_to_change_stands_in_the_way_until_it_is_done():
    waiting, right = remark(Verdict.TO_CHANGE, version=1), remark(Verdict.RIGHT)
    done = remark(Verdict.TO_CHANGE).closed("claire", NOW + timedelta(hours=1), 2)

    [found] = obstacles(automation(), tried(DONE, MISSING, remarks=[waiting, right, done]), [])

    assert found.code == "to_change"
    assert "the date is a day early" in found.sentence.en
