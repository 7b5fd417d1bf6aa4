"""What speaks for and against a tested version."""

from dataclasses import replace
from datetime import timedelta

from passerelle.core.automation import Stage
from passerelle.core.runs import Reason, RunState, StepRecord, StepState
from passerelle.core.sentences import Sentence
from passerelle.core.trials import Remark, Verdict, evidence, trial_of
from tests.fakes import NOW, run_of, won

MISSING = Reason("missing_value", Sentence(fr="x", en="x"))


def ended(version=2, state=RunState.DONE, **changes):
    return trial_of(replace(run_of(won(), version=version), stage=Stage.TEST, state=state, **changes))


def remark(version=2, verdict=Verdict.TO_CHANGE, **changes):
    return Remark("contract-when-deal-won", version, "run-1", verdict, "le nom", "user/claire", NOW, **changes)


def test_the_evidence_counts_how_the_runs_of_that_version_ended():
    trials = [ended(), ended(), ended(state=RunState.PARKED, reason=MISSING), ended(version=1)]

    found = evidence(trials, [], 2)

    assert found.worked
    assert (found.ended_as(RunState.DONE), found.ended_as(RunState.PARKED)) == (2, 1)
    assert found.codes == {"missing_value": 1}


def test_the_runs_of_another_version_prove_nothing():
    assert not evidence([ended(version=1)], [], 2).worked


def test_a_remark_waits_in_later_versions_too_until_it_is_closed():
    waiting, closed = remark(version=1), remark(version=1).closed("user/claire", NOW, 2)

    assert evidence([], [waiting, closed], 2).to_change == (waiting,)
    assert evidence([], [remark(version=3)], 2).to_change == ()


def test_what_was_found_right_is_counted_for_its_own_version():
    remarks = [remark(verdict=Verdict.RIGHT), remark(version=1, verdict=Verdict.RIGHT)]

    found = evidence([], remarks, 2)

    assert (found.right, found.to_change) == (1, ())


def test_it_tells_whether_a_record_was_found_or_made_on_the_way():
    steps = (
        StepRecord("do.counterparty", StepState.DONE, result={"id": "cp-1", "created": True}),
        StepRecord("do.contract", StepState.DONE, result={"id": "c-1"}),
    )

    assert evidence([ended(steps=steps)], [], 2).facts == {"counterparty.created"}


def test_it_tells_when_a_run_ended_last():
    later = NOW + timedelta(hours=1)

    assert evidence([ended(updated_at=later), ended()], [], 2).last_at == later
    assert evidence([], [], 2).last_at is None
