"""What is known of each case: real runs before rehearsals, and failures before everything."""

from dataclasses import replace

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.cases import HOW, TITLES, Case, Result, Standing, results
from passerelle.core.runs import Reason, RunState, StepRecord, StepState
from passerelle.core.sentences import Sentence
from passerelle.core.trials import evidence, trial_of
from tests.fakes import run_of, won
from tests.unit.delivery.conftest import AUTOMATION

TOLD = Sentence(fr="x", en="x")


def automation(**changes):
    return compile_automation(AutomationFile.model_validate({**AUTOMATION, **changes}), 1, Stage.TEST)


def trial(state=RunState.DONE, code=None, **changes):
    reason = Reason(code, TOLD) if code else None
    return trial_of(replace(run_of(won()), stage=Stage.TEST, state=state, reason=reason, **changes))


def known(trials=(), rehearsed=(), **changes):
    found = results(automation(**changes), evidence(trials, [], 1), {one.case: one for one in rehearsed})
    return {one.case: one.standing for one in found}


def test_every_case_is_told_once_with_a_title_and_a_way_to_try_it():
    assert list(known()) == list(Case)
    assert TITLES.keys() == HOW.keys() == set(Case)


@pytest.mark.parametrize(
    ("one", "case"),
    [
        (trial(), Case.NOMINAL),
        (trial(RunState.PARKED, "missing_value"), Case.MISSING),
        (trial(RunState.PARKED, "unknown_option"), Case.UNKNOWN_LABEL),
        (trial(RunState.PARKED, "counterparty_archived"), Case.COUNTERPARTY_ARCHIVED),
        (trial(RunState.IGNORED, "already_done"), Case.AGAIN),
        (
            trial(steps=(StepRecord("do.counterparty", StepState.DONE, result={"created": True}),)),
            Case.COUNTERPARTY_NEW,
        ),
        (
            trial(steps=(StepRecord("do.counterparty", StepState.DONE, result={"created": False}),)),
            Case.COUNTERPARTY_KNOWN,
        ),
    ],
)
def test_a_real_run_shows_a_case(one, case):
    assert known()[case] is Standing.NOT_TRIED
    assert known([one])[case] is Standing.OBSERVED


def test_what_really_happened_comes_before_what_was_played():
    assert known([trial()], [Result(Case.NOMINAL, Standing.REHEARSED, TOLD)])[Case.NOMINAL] is Standing.OBSERVED


def test_a_scene_that_went_wrong_is_never_hidden():
    assert known([trial()], [Result(Case.NOMINAL, Standing.FAILED, TOLD)])[Case.NOMINAL] is Standing.FAILED


def test_what_an_automation_cannot_meet_is_not_asked_for():
    cases = {Case.SIGNATURE_REFUSED, Case.CONTRACT_CANCELED, Case.CONTRACT_DELETED}
    contract = {"contract": {"connection": "tomorro", "record": "contract", "linked": True}}

    assert {known()[case] for case in cases} == {Standing.NOT_CONCERNED}
    assert {known(read={**AUTOMATION["read"], **contract})[case] for case in cases} == {Standing.NOT_TRIED}
    assert known(missing="default")[Case.MISSING] is Standing.NOT_CONCERNED


@pytest.mark.parametrize(("action", "concerned"), [("sync_counterparty", True), ("update_counterparty", False)])
def test_only_what_looks_for_a_counterparty_can_find_it_known_new_or_archived(action, concerned):
    found = known(do={"connection": "tomorro", "action": action}, then=[])

    party = (Case.COUNTERPARTY_KNOWN, Case.COUNTERPARTY_NEW, Case.COUNTERPARTY_ARCHIVED)
    assert all((found[case] is not Standing.NOT_CONCERNED) is concerned for case in party)
