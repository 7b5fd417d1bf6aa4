"""The ledger of tests, the trials and the remarks in the table (moto): what is written with a run, and what a purge
takes out.
"""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.ledger import Certainty, Planned, after, entry_of
from passerelle.core.records import Effect, Key, Link
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.core.trials import Remark, Verdict, evidence, trial_of
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.ledger import Ledger
from passerelle.journal.table import Table
from tests.fakes import NOW, run_of, won

NAME = "contract-when-deal-won"
DEAL = Key("hubspot", RecordRef("deal", "42"))
CONTRACT = Key("tomorro", RecordRef("contract", "c-1"))
CREATE = Planned("do.contract", "tomorro", Nature.CREATE, "contract", None, None, {})
MISSING = Reason("missing_value", Sentence(fr="x", en="x"))


@pytest.fixture
def ledger(journal: Journal) -> Ledger:
    return Ledger(Table(boto3.client("dynamodb"), "journal"))


@pytest.fixture
def run(journal: Journal):
    run = replace(run_of(won(key="first")), stage=Stage.TEST)
    journal.accept(Journaled(won(key="first"), "matched", {}), [run], {}, NOW)
    return run


def test_an_entry_reads_back_as_it_was_and_is_replaced_by_what_is_known_later(journal, ledger, run):
    maybe = entry_of(run, CREATE)
    sure = after(maybe, CREATE, {"id": "c-1", "url": "https://app.example/c-1"})

    journal.save(run, ledger=maybe)
    before = ledger.entries(NAME)
    journal.save(run, ledger=sure)

    assert (before, ledger.entries(NAME)) == ([maybe], [sure])


def test_an_entry_that_never_was_is_taken_out(journal, ledger, run):
    entry = entry_of(run, CREATE)
    journal.save(run, ledger=entry)

    journal.save(run, ledger=entry.never_was())

    assert ledger.entries(NAME) == []


def test_how_a_run_of_a_test_ended_is_kept_with_its_end(journal, ledger, run):
    ended = replace(run, state=RunState.PARKED, reason=MISSING, lease_until=None)

    journal.save(run)
    before = ledger.trials(NAME)
    journal.save(ended)

    assert (before, ledger.trials(NAME)) == ([], [trial_of(ended)])


def test_what_a_test_has_shown_stays_shown_when_its_run_is_replayed_or_dismissed(journal, ledger, run):
    parked = replace(run, state=RunState.PARKED, reason=MISSING, lease_until=None)
    journal.save(parked)

    journal.save(replace(parked, state=RunState.DONE, reason=None))
    journal.save(replace(parked, state=RunState.DISMISSED))

    states = {trial.state for trial in ledger.trials(NAME)}
    assert states == {RunState.PARKED, RunState.DONE}
    assert evidence(ledger.trials(NAME), [], run.version).codes == {"missing_value": 1}


def test_how_a_live_run_ended_is_no_trial(journal, ledger, run):
    journal.save(replace(run, state=RunState.DONE, stage=Stage.LIVE))

    assert ledger.trials(NAME) == []


def test_what_is_settled_leaves_no_entry_no_link_and_no_effect(journal, ledger, run):
    entry = after(entry_of(run, CREATE), CREATE, {"id": "c-1"})
    link = Link(DEAL, CONTRACT, NAME, NOW)
    journal.save(run, ledger=entry, links=[link], effect=Effect(run.effect_name, run.id, sure=True))

    ledger.settle(entry)

    assert ledger.entries(NAME) == []
    assert (journal.record_state(DEAL).links, journal.record_state(DEAL).effects) == ((), {})
    assert journal.record_state(CONTRACT).links == ()


def test_what_another_run_or_another_automation_left_is_not_touched(journal, ledger, run):
    entry = replace(after(entry_of(run, CREATE), CREATE, {"id": "c-1"}), run_id="an-earlier-one")
    link = Link(DEAL, CONTRACT, "another", NOW)
    journal.save(run, ledger=entry, links=[link], effect=Effect(run.effect_name, run.id, sure=True))

    ledger.settle(entry)

    assert len(journal.record_state(DEAL).links) == 1
    assert list(journal.record_state(DEAL).effects) == [run.effect_name]


def test_what_was_made_and_cannot_be_removed_stays_listed_without_link_nor_effect(journal, ledger, run):
    entry = after(entry_of(run, CREATE), CREATE, {"id": "c-1"})
    journal.save(run, ledger=entry, links=[Link(DEAL, CONTRACT, NAME, NOW)])

    ledger.forget(entry)

    assert ledger.entries(NAME) == [entry]
    assert journal.record_state(DEAL).links == ()
    assert entry.certainty is Certainty.SURE


def test_remarks_read_back_oldest_first_and_can_be_closed(ledger):
    remarks = [
        Remark(NAME, 1, "run-1", Verdict.TO_CHANGE, "Le nom", "user/claire", NOW),
        Remark(NAME, 1, "run-1", Verdict.RIGHT, "", "user/claire", NOW + timedelta(seconds=1)),
    ]
    for remark in reversed(remarks):
        ledger.keep_remark(remark)
    closed = remarks[0].closed("user/zoe", NOW, 2)

    before = ledger.remarks(NAME)
    ledger.keep_remark(closed)

    assert (before, ledger.remarks(NAME)) == (remarks, [closed, remarks[1]])


def test_receipts_are_kept(ledger):
    ledger.keep_receipt(NAME, NOW, {"lines": []})

    assert ledger.receipts(NAME) == [{"lines": []}]
