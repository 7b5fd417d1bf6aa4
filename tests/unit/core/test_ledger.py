"""The ledger of tests: what an entry says before and after the effect, and in which order entries stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.history import fingerprint
from passerelle.core.ledger import Certainty, Deed, Planned, after, entry_of
from passerelle.core.records import Key
from passerelle.core.runs import StepRecord
from passerelle.core.steps import Nature
from tests.fakes import NOW, run_of, won

RUN = replace(run_of(won()), stage=Stage.TEST)
DEAL = Key("hubspot", RecordRef("deal", "42"))
CONTRACT = Planned("do.contract", "tomorro", Nature.CREATE, "contract", None, None, {})
PARTY = replace(CONTRACT, step="do.counterparty", makes="counterparty")
WRITE = Planned("write_back.update_record", "hubspot", Nature.SET, None, None, DEAL, {"contract_id": "c-1"})


def test_only_a_test_has_entries():
    assert entry_of(replace(RUN, stage=Stage.LIVE), CONTRACT) is None


def test_before_the_effect_an_entry_says_that_it_may_be():
    entry = entry_of(RUN, CONTRACT)

    assert (entry.deed, entry.certainty, entry.record, entry.mark) == (Deed.MADE, Certainty.MAYBE, None, RUN.mark)


def test_afterwards_it_names_what_was_made():
    entry = after(entry_of(RUN, CONTRACT), CONTRACT, {"id": "c-1", "url": "https://app.example/c-1"})

    assert entry.certainty is Certainty.SURE
    assert (entry.record, entry.url) == (Key("tomorro", RecordRef("contract", "c-1")), "https://app.example/c-1")


@pytest.mark.parametrize(
    ("result", "certainty"),
    [
        ({"id": "cp-1", "created": True}, Certainty.SURE),
        ({"id": "cp-1", "created": False}, Certainty.NO),
        ({"id": "cp-1", "created": False, "reactivated": True}, Certainty.SURE),
    ],
)
def test_a_record_that_was_there_already_was_not_made(result, certainty):
    assert after(entry_of(RUN, PARTY), PARTY, result).certainty is certainty


def test_a_record_that_was_there_already_may_have_been_changed():
    sync = replace(PARTY, values={"counterparty.name": "Martin"})

    entry = after(entry_of(RUN, sync), sync, {"id": "cp-1", "created": False, "changed": True})

    assert (entry.deed, entry.certainty) == (Deed.CHANGED, Certainty.SURE)
    assert entry.record == Key("tomorro", RecordRef("counterparty", "cp-1"))
    assert entry.written == {"counterparty.name": fingerprint("Martin")}


def test_a_message_of_which_nobody_learned_may_have_been_sent():
    message = Planned("then.post_message", "slack", Nature.NOTIFY, None, None, None, {})

    assert after(entry_of(RUN, message), message, {"unknown": True}).certainty is Certainty.MAYBE


def test_a_value_is_kept_as_a_fingerprint_beside_the_name_of_its_field():
    entry = after(entry_of(RUN, WRITE), WRITE, {"id": "42"})

    assert (entry.deed, entry.record) == (Deed.CHANGED, DEAL)
    assert entry.written == {"contract_id": fingerprint("c-1")}


@pytest.mark.parametrize(
    ("nature", "makes", "works_on", "deed"),
    [
        (Nature.CREATE, "contract", None, Deed.MADE),
        (Nature.CREATE, None, "contract", Deed.CHANGED),
        (Nature.CREATE, None, None, Deed.MADE),
        (Nature.SET, None, None, Deed.CHANGED),
        (Nature.NOTIFY, None, None, Deed.SAID),
    ],
)
def test_what_an_action_is_tells_what_its_effect_was(nature, makes, works_on, deed):
    assert entry_of(RUN, Planned("s.a", "c", nature, makes, works_on, None, {})).deed is deed


def test_an_effect_found_again_after_a_lost_answer_names_the_record_that_it_worked_on():
    signature = Planned("then.contract", "tomorro", Nature.CREATE, None, "contract", None, {})

    entry = after(entry_of(RUN, signature), signature, {"id": "c-1"})

    assert entry.record == Key("tomorro", RecordRef("contract", "c-1"))


def test_entries_stand_in_the_order_of_runs_then_of_steps_whatever_the_attempt():
    later = replace(RUN, created_at=NOW + timedelta(seconds=1))
    with_steps = replace(RUN, steps=(StepRecord("do.counterparty"), StepRecord("do.contract")))

    first, second, third = entry_of(RUN, PARTY), entry_of(with_steps, CONTRACT), entry_of(later, PARTY)

    assert sorted([third.order, second.order, first.order]) == [first.order, second.order, third.order]
    assert entry_of(with_steps, PARTY).order == first.order
