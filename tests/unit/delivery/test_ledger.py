"""What a run on a record for tests leaves in the ledger, whatever happens on its way; and events made up for a try."""

from dataclasses import replace

import pytest

from passerelle.core.deployment import Deployment
from passerelle.core.events import RecordRef, Source
from passerelle.core.ledger import Certainty, Deed
from passerelle.core.records import Key
from passerelle.core.runs import RunState
from passerelle.errors import Effect, RemoteRefused, Unavailable
from tests.fakes import NOW, won
from tests.faults.far_side import DOWN

NAME = "contract-when-deal-won"


@pytest.fixture
def tested(bridge):
    bridge.publish(test={"records": ["42"]})
    bridge.stand(Deployment(test=2))
    return bridge


def trying(deal="42", name=NAME, **others):
    return replace(won(deal, at=NOW, **others), tries=name, source=Source.TEST)


def test_a_test_leaves_what_it_made_and_what_it_wrote_in_their_order(tested):
    tested.deliver(won())

    made, written = [tested.journal.ledger[order] for order in sorted(tested.journal.ledger)]
    assert (made.deed, made.record) == (Deed.MADE, Key("tomorro", RecordRef("contract", "made-1")))
    assert (written.deed, written.record) == (Deed.CHANGED, Key("hubspot", RecordRef("deal", "42")))
    assert sorted(written.written) == ["contract_id", "contract_url"]


def test_a_live_run_leaves_nothing_in_the_ledger(bridge):
    bridge.deliver(won())

    assert len(bridge.create.made) == 1
    assert (bridge.journal.ledger, bridge.journal.trials) == ({}, {})


def test_an_effect_of_which_nobody_knows_may_be_there(tested):
    tested.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]

    tested.deliver(won())

    [entry] = tested.journal.ledger.values()
    assert entry.certainty is Certainty.MAYBE


def test_a_value_that_may_have_been_written_may_be_there(tested):
    tested.write.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]

    tested.deliver(won())

    assert [one.certainty for _, one in sorted(tested.journal.ledger.items())] == [Certainty.SURE, Certainty.MAYBE]


def test_an_effect_that_was_refused_is_not_in_the_ledger(tested):
    tested.create.before = [RemoteRefused(DOWN)]

    tested.deliver(won())

    assert tested.journal.ledger == {}


def test_how_a_test_ended_is_known_by_its_version(tested):
    tested.deliver(won())

    [trial] = tested.journal.trials.values()
    assert (trial.version, trial.state) == (2, RunState.DONE)


def test_an_event_made_up_for_a_try_runs_again_whatever_was_seen_before(tested):
    tested.deliver(won())

    outcome = tested.deliver(trying(key="try"))

    assert [run.reason.code for run in outcome.runs] == ["already_done"]


def test_an_event_made_up_for_a_try_teaches_nothing_about_the_record(tested):
    tested.deliver(trying(key="try"))

    assert "dealstage" not in tested.journal.seen[Key("hubspot", RecordRef("deal", "42"))]
    assert tested.deliver(won(key="real")).state == "matched"


def test_an_event_made_up_for_a_try_meets_no_other_automation_and_no_live_version(tested):
    tested.publish(name="another")
    tested.stand(Deployment(live=1))

    outcome = tested.deliver(trying(former="contractsent"))

    assert (outcome.state, tested.create.made) == ("ignored", [])
