"""What people say of runs: kept once, with who and when, and closed by a later version alone."""

from dataclasses import dataclass, field, replace

import pytest

from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.trials import LONGEST_COMMENT, Remark, Trial, Verdict, trial_of
from passerelle.errors import Rejected
from passerelle.operations.remarks import Remarks
from tests.fakes import NOW, Clock, MemoryJournal, run_of, won

IN_TEST = Deployment(test=2)
RUN = replace(run_of(won(key="first"), version=2), stage=Stage.TEST)


@dataclass
class MemoryRemarks:
    kept: dict = field(default_factory=dict)
    ended: list[Trial] = field(default_factory=list)

    def trials(self, automation):
        return self.ended

    def remarks(self, automation):
        return list(self.kept.values())

    def keep_remark(self, remark):
        self.kept[remark.at, remark.run_id] = remark


@pytest.fixture
def ledger():
    return MemoryRemarks()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def said(ledger, clock):
    def said(deployment=IN_TEST, runs=(RUN,)):
        journal = MemoryJournal(runs={run.id: run for run in runs})
        return Remarks(ledger, journal, lambda _name: deployment, clock, "user/claire")

    return said


def refusal(act):
    with pytest.raises(Rejected) as refused:
        act()
    return refused.value.code


def test_a_remark_is_about_the_version_of_its_run_and_says_who_and_when(said, ledger):
    remark = said().add(RUN.id, Verdict.TO_CHANGE, "  Le nom\nest faux ")

    assert remark == Remark(RUN.automation, 2, RUN.id, Verdict.TO_CHANGE, "Le nom est faux", "user/claire", NOW)
    assert said().of(RUN.automation) == [remark]


def test_the_same_remark_twice_is_one(said, ledger, clock):
    said().add(RUN.id, Verdict.RIGHT)
    clock.advance(seconds=1)
    said().add(RUN.id, Verdict.RIGHT)

    assert len(ledger.kept) == 1


@pytest.mark.parametrize(("comment", "code"), [("  ", "no_comment"), ("x" * (LONGEST_COMMENT + 1), "comment_too_long")])
def test_a_remark_says_something_and_not_too_much(said, ledger, comment, code):
    assert refusal(lambda: said().add(RUN.id, Verdict.TO_CHANGE, comment)) == code
    assert ledger.kept == {}


@pytest.mark.parametrize("run_id", ["nothing", f"{RUN.event_id}.another"])
def test_a_run_that_nobody_knows_has_no_remark(said, run_id):
    assert refusal(lambda: said().add(run_id, Verdict.RIGHT)) == "unknown_run"


def test_a_test_run_that_has_expired_is_known_by_how_it_ended(said, ledger):
    ledger.ended = [trial_of(RUN)]

    assert said(runs=()).add(RUN.id, Verdict.RIGHT).version == 2


def test_a_remark_is_closed_by_a_later_version_and_not_before(said, clock):
    said().add(RUN.id, Verdict.TO_CHANGE, "Le nom")
    clock.advance(hours=1)

    assert refusal(lambda: said().close(RUN.id)) == "no_later_version"
    [closed] = said(Deployment(test=3, live=2)).close(RUN.id)
    assert (closed.open, closed.closing.version, closed.closing.at) == (False, 3, clock.now)
    assert said(Deployment(test=3)).close(RUN.id) == []


def test_what_was_dealt_with_may_be_said_again(said, ledger, clock):
    said().add(RUN.id, Verdict.TO_CHANGE, "Le nom")
    said(Deployment(test=3)).close(RUN.id)
    clock.advance(hours=1)

    said(Deployment(test=3)).add(RUN.id, Verdict.TO_CHANGE, "Le nom")

    assert [one.open for one in ledger.kept.values()] == [False, True]
