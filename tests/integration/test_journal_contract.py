"""One contract suite for the journal of the table (on moto) and the journal of the tests: the fake stays honest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.core.automation import Stage
from passerelle.core.events import Change, RecordRef
from passerelle.core.history import Seen, fingerprint
from passerelle.core.records import Effect, Key, Link
from passerelle.core.runs import Reason, Run, RunState, StepRecord, StepState
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import JournalPort
from passerelle.journal.bodies import Bodies
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal, LostLease
from passerelle.journal.table import Table
from tests.fakes import NOW, MemoryJournal, deal_event, run_of, won
from tests.tables import create_table

LEASE = timedelta(seconds=90)
DEAL = Key("hubspot", RecordRef("deal", "42"))
CONTRACT = Key("tomorro", RecordRef("contract", "c-1"))


@pytest.fixture(params=["table", "memory"])
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[JournalPort]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Journal(Table(client, create_table(client)), Bodies.of("bodies"))


def accepted(journal: JournalPort, **changes: object) -> Run:
    event = won(key="first")
    run = replace(run_of(event, version=3), **changes)
    assert journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    return run


def test_what_was_accepted_reads_back_as_it_was(journal: JournalPort):
    event = won(key="first", data={"é": ["12 500,00", None, 1.5]})
    run = run_of(event, "a")
    reasons = {"b": Reason("draft", Sentence(fr="brouillon", en="draft"))}

    journal.accept(Journaled(event, "matched", reasons), [run], {}, NOW)

    assert journal.event(event.id) == (Journaled(event, "matched", reasons), [run])


def test_the_events_of_a_record_are_found_newest_first_with_their_runs(journal: JournalPort):
    first, second, other = won(key="1"), won(key="2", at=NOW + timedelta(hours=1)), won("43", key="3")
    run = run_of(first)
    reasons = {"b": Reason("other_value", Sentence(fr="autre", en="other"))}
    journal.accept(Journaled(first, "matched", {}), [run], {}, NOW)
    journal.accept(Journaled(second, "ignored", reasons), [], {}, NOW + timedelta(hours=1))
    journal.accept(Journaled(other, "ignored", {}), [], {}, NOW)

    found = journal.events_of(DEAL, 10)

    assert found == [(Journaled(second, "ignored", reasons), []), (Journaled(first, "matched", {}), [run])]
    assert journal.events_of(DEAL, 1) == found[:1]
    assert journal.events_of(CONTRACT, 10) == []


def test_an_event_is_accepted_once(journal: JournalPort):
    run = accepted(journal)
    event = won(key="first")

    again = journal.accept(Journaled(event, "ignored", {}), [], {"dealstage": Seen("x", NOW)}, NOW)

    assert not again
    assert journal.event(event.id)[1] == [run]
    assert journal.record_state(DEAL).seen == {}


def test_runs_are_counted_by_automation_and_connection_among_the_newest(journal: JournalPort):
    for key, name in (("1", "a"), ("2", "a"), ("3", "b")):
        event = won(key=key)
        journal.accept(Journaled(event, "matched", {}), [replace(run_of(event, name), state=RunState.DONE)], {}, NOW)

    assert journal.tally(RunState.DONE, 10) == {("a", "hubspot"): 2, ("b", "hubspot"): 1}
    assert journal.tally(RunState.DONE, 2).total() == 2
    assert journal.tally(RunState.PARKED, 10) == {}


def test_events_that_started_nothing_are_counted_by_connection(journal: JournalPort):
    for key in ("1", "2"):
        journal.accept(Journaled(deal_event("9", key=key), "ignored", {}), [], {}, NOW)

    assert journal.tally_ignored(10) == {"hubspot": 2}
    assert journal.tally_ignored(1) == {"hubspot": 1}


def test_runs_that_did_not_move_since_a_moment_are_counted(journal: JournalPort):
    for key, age in (("1", 1), ("2", 2), ("3", 3)):
        event = won(key=key)
        run = run_of(event, at=NOW - timedelta(hours=age))
        journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)

    assert journal.count_runs(RunState.RUNNING, unmoved_since=NOW - timedelta(hours=1, minutes=30)) == 2
    assert journal.count_runs(RunState.RUNNING) == 3


def test_the_failures_of_an_event_are_counted_and_are_no_event(journal: JournalPort):
    counted = [journal.count_failure("e-1", NOW), journal.count_failure("e-1", NOW), journal.count_failure("e-2", NOW)]

    assert counted == [1, 2, 1]
    assert journal.event("e-1") is None
    assert accepted(journal) == journal.event(won(key="first").id)[1][0]


def test_an_unknown_event_is_none(journal: JournalPort):
    assert journal.event("nothing") is None


def test_a_run_with_all_its_parts_reads_back_as_it_was(journal: JournalPort):
    run = accepted(journal)
    full = replace(
        run,
        state=RunState.PARKED,
        attempts=4,
        reason=Reason("missing_value", Sentence(fr="Il manque « SIRET ».", en='"SIRET" is missing.')),
        lease_until=None,
        steps=(
            StepRecord("do.counterparty", StepState.DONE, {"adopt": "cp-1"}, NOW, result={"id": "cp-1"}),
            StepRecord("do.contract", StepState.INTENDED, {"create": {"amount": 12500, "rate": 0.2}}, NOW, NOW),
        ),
    )

    journal.save(full)

    assert journal.run(full.id) == full
    assert journal.runs_in(RunState.PARKED, 10) == [full]
    assert journal.runs_in(RunState.RUNNING, 10) == []
    assert journal.count_runs(RunState.PARKED) == 1


def test_a_held_run_cannot_be_claimed_before_its_lease_ends(journal: JournalPort):
    run = accepted(journal)

    assert journal.claim(run, NOW + timedelta(seconds=89), LEASE) is None
    claimed = journal.claim(run, NOW + timedelta(seconds=91), LEASE)

    assert claimed is not None
    assert claimed.fence == run.fence + 1


def test_of_two_workers_that_claim_at_once_one_wins(journal: JournalPort):
    run = accepted(journal)
    later = NOW + timedelta(seconds=91)

    first, second = journal.claim(run, later, LEASE), journal.claim(run, later, LEASE)

    assert first is not None
    assert second is None


def test_a_worker_that_lost_its_lease_can_no_longer_write(journal: JournalPort):
    run = accepted(journal)
    claimed = journal.claim(run, NOW + timedelta(seconds=91), LEASE)

    with pytest.raises(LostLease):
        journal.save(replace(run, state=RunState.DONE), effect=Effect(run.automation, run.id, sure=True))

    assert journal.run(run.id) == claimed
    assert journal.record_state(DEAL).effects == {}


def test_a_link_is_found_from_both_ends(journal: JournalPort):
    run = accepted(journal)

    journal.save(run, links=[Link(DEAL, CONTRACT, run.automation, NOW)])

    assert journal.record_state(DEAL).linked("tomorro", "contract") == CONTRACT.record
    assert journal.record_state(CONTRACT).linked("hubspot", "deal") == DEAL.record


def test_the_latest_link_is_the_one_that_counts(journal: JournalPort):
    run = accepted(journal)
    newer = Key("tomorro", RecordRef("contract", "a-2"))

    journal.save(run, links=[Link(DEAL, CONTRACT, run.automation, NOW)])
    journal.save(run, links=[Link(DEAL, newer, run.automation, NOW + timedelta(days=1))])

    assert journal.record_state(DEAL).linked("tomorro", "contract") == newer.record


def test_an_effect_is_known_of_the_record_and_can_be_taken_back(journal: JournalPort):
    run = accepted(journal)
    effect = Effect(run.automation, run.id, sure=False)

    journal.save(run, effect=effect)
    known = journal.record_state(DEAL).effects
    journal.save(run, no_effect=True)

    assert known == {run.automation: effect}
    assert journal.record_state(DEAL).effects == {}


def test_what_was_seen_is_known_of_the_record_it_was_seen_on(journal: JournalPort):
    run = accepted(journal)
    seen = Seen(fingerprint("closedwon"), NOW)

    journal.save(run, seen={DEAL: {"dealstage": seen}})

    assert journal.record_state(DEAL).seen == {"dealstage": seen}
    assert journal.record_state(CONTRACT).seen == {}


def test_the_oldest_run_of_a_state_is_the_one_that_moved_least(journal: JournalPort):
    older = accepted(journal, state=RunState.WAITING)
    event = won("43", key="second")
    newer = replace(
        run_of(event, "a", at=NOW + timedelta(minutes=5)), state=RunState.WAITING, updated_at=NOW + timedelta(1)
    )
    journal.accept(Journaled(event, "matched", {}), [newer], {}, NOW)

    assert journal.oldest_in(RunState.WAITING) == older
    assert journal.runs_in(RunState.WAITING, 1) == [newer]


def test_a_change_whose_former_value_is_unknown_stays_so(journal: JournalPort):
    event = won(key="x").to_json()
    del event["changes"][0]["former"]
    known = type(won()).from_json(event)

    journal.accept(Journaled(known, "ignored", {}), [], {}, NOW)

    assert journal.event(known.id)[0].event.changes == (Change("dealstage", "closedwon"),)


@pytest.mark.parametrize("run_id", ["nothing", "no.such", ""])
def test_an_unknown_run_is_none(journal: JournalPort, run_id: str):
    assert journal.run(run_id) is None


def test_what_was_noted_is_no_news_and_another_value_is(journal: JournalPort):
    known, other = won("42"), won("43")
    journal.note([known])

    later = NOW + timedelta(hours=1)
    moved_on = deal_event("42", Change("dealstage", "closedlost"), at=later)
    created = deal_event("42", kind="created")

    assert journal.unseen([known, other, moved_on, created]) == [other, moved_on, created]


def test_looking_at_more_than_a_hundred_events_at_once_is_no_trouble(journal: JournalPort):
    events = [won(str(number)) for number in range(120)]
    journal.note(events[:110])

    assert journal.unseen(events) == events[110:]


def test_held_runs_of_a_record_are_known_in_their_order_until_they_end(journal: JournalPort):
    first, second = (
        replace(run_of(won(key=key), at=NOW + timedelta(seconds=age)), state=RunState.HELD, lease_until=None)
        for key, age in (("first", 0), ("second", 1))
    )
    for run, key in ((first, "first"), (second, "second")):
        journal.accept(Journaled(won(key=key), "matched", {}), [run], {}, NOW)
    waiting = journal.record_state(DEAL).held

    claimed = journal.claim(first, NOW, LEASE)
    journal.save(replace(claimed, state=RunState.DONE), held=False)
    after = journal.record_state(DEAL).held
    again = journal.claim(second, NOW, LEASE)
    journal.save(replace(again, state=RunState.WAITING), held=False)
    journal.save(replace(again, state=RunState.HELD), held=True)

    assert waiting == {first.automation: (first.id, second.id)}
    assert after == {first.automation: (second.id,)}
    assert journal.record_state(DEAL).held == after
    assert [run.id for run in journal.runs_in(RunState.HELD, 10)] == [second.id]


def test_an_effect_of_a_test_is_not_the_effect_of_what_is_live(journal: JournalPort):
    run = accepted(journal, stage=Stage.TEST)

    journal.save(run, effect=Effect(run.effect_name, run.id, sure=True))

    assert list(journal.record_state(DEAL).effects) == ["contract-when-deal-won@test"]
    journal.save(run, no_effect=True)
    assert journal.record_state(DEAL).effects == {}
    assert journal.run(run.id).stage is Stage.TEST


def test_what_is_noted_never_replaces_what_an_event_told(journal: JournalPort):
    event = won(key="poll")
    told = Seen(fingerprint("closedwon"), NOW - timedelta(seconds=1))
    other = replace(event, changes=(Change("amount", 2),), occurred_at=NOW + timedelta(minutes=1))

    journal.accept(Journaled(won(key="first"), "matched", {}), [], {"dealstage": told}, NOW)
    journal.note([event])
    journal.note([replace(other, changes=(Change("amount", 1),))])
    journal.note([other])

    seen = journal.record_state(DEAL).seen
    assert seen["dealstage"] == told
    assert seen["amount"] == Seen(fingerprint(2), other.occurred_at, noted=True)
