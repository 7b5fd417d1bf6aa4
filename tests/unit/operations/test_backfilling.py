"""What happened before is brought to one automation, each event once, however often it is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Change, Source
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, Rejected
from passerelle.operations.backfilling import Backfilling, deployed, interval_s
from passerelle.platforms.platform import Polled
from tests.fakes import NOW, deal_event, won
from tests.unit.delivery.conftest import Bridge

NAME = "contract-when-deal-won"
SINCE, UNTIL = NOW - timedelta(days=30), NOW + timedelta(days=1)


class Kept:
    def __init__(self):
        self.progress = []

    def keep(self, automation, progress):
        self.progress.append(progress)


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.publish()
    return bridge


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def backfilling(bridge, kept):
    return Backfilling(
        {"hubspot": bridge.hubspot}.__getitem__, bridge.journal, bridge.queue, kept, bridge.clock, lambda: None
    )


@pytest.fixture
def automation(bridge):
    return bridge.catalogue.automation(NAME, 1, Stage.LIVE)


def poll_finds(bridge, *events):
    bridge.hubspot.polled = [Polled(NOW, tuple(replace(event, source=Source.POLL) for event in events))]


def send(backfilling, automation, bridge):
    """What is sent, delivered to its end."""
    summary = backfilling.look(automation, SINCE, UNTIL)
    list(backfilling.send(automation, SINCE, UNTIL, summary))
    sent, bridge.queue.put_events = bridge.queue.put_events, []
    for event in sent:
        bridge.deliver(event)
    return summary


def test_what_the_first_poll_took_as_known_is_brought(bridge, backfilling, automation):
    event = won(at=NOW)
    bridge.journal.note([replace(event, source=Source.POLL)])
    poll_finds(bridge, event)

    send(backfilling, automation, bridge)

    assert len(bridge.create.made) == 1


def test_asking_twice_brings_nothing_twice_and_tells_what_became_of_it(bridge, backfilling, automation):
    poll_finds(bridge, won(at=NOW))
    send(backfilling, automation, bridge)

    again = send(backfilling, automation, bridge)

    assert (len(bridge.create.made), again.found, again.to_send) == (1, 1, ())
    assert again.handled == {RunState.DONE: 1}


def test_one_that_is_asked_again_before_it_was_handled_has_the_same_id(bridge, backfilling, automation):
    poll_finds(bridge, won(at=NOW, key="one"))

    ids = [backfilling.look(automation, SINCE, UNTIL).to_send[0].event.id for _ in range(2)]

    assert ids[0] == ids[1]


def test_what_came_by_webhook_is_not_brought_again(bridge, backfilling, automation):
    bridge.deliver(won(at=NOW))
    poll_finds(bridge, won(at=NOW + timedelta(seconds=2)))

    summary = send(backfilling, automation, bridge)

    assert (summary.found, summary.to_send, len(bridge.create.made)) == (1, (), 1)


def test_no_other_automation_meets_it(bridge, backfilling, automation):
    bridge.publish(name="other")
    poll_finds(bridge, won(at=NOW))

    send(backfilling, automation, bridge)

    assert [run.automation for run in bridge.journal.runs.values()] == [NAME]


def test_what_happened_later_or_meets_no_trigger_is_left_out(bridge, backfilling, automation):
    later = won("43", at=UNTIL + timedelta(minutes=1))
    poll_finds(bridge, later, deal_event("44", Change("dealstage", "lost", "contractsent"), at=NOW))

    assert backfilling.look(automation, SINCE, UNTIL).found == 0


def test_a_former_value_that_nobody_knows_is_told(bridge, backfilling, automation):
    poll_finds(bridge, deal_event("42", Change("dealstage", "closedwon"), at=NOW))

    assert backfilling.look(automation, SINCE, UNTIL).undecided == 1


def test_at_most_so_many_are_sent_and_its_progress_is_kept(bridge, backfilling, automation, kept):
    poll_finds(bridge, *(won(str(deal), at=NOW) for deal in range(5)))
    summary = backfilling.look(automation, SINCE, UNTIL, limit=2)

    list(backfilling.send(automation, SINCE, UNTIL, summary))

    assert [one.sent for one in kept.progress] == [0, 1, 2]
    assert kept.progress[-1].over
    assert kept.progress[-1].found == 5


def test_a_platform_that_cannot_tell_what_happened_says_so(bridge, backfilling, automation):
    def refuse(*_):
        raise InvalidAutomation(Sentence(fr="non", en="no"))

    bridge.hubspot.changes = refuse

    with pytest.raises(Rejected) as raised:
        backfilling.look(automation, SINCE, UNTIL)
    assert raised.value.code == "cannot_backfill"


def test_an_automation_that_would_do_nothing_is_refused():
    with pytest.raises(Rejected, match="neither in test nor live"):
        deployed(NAME, Deployment())


def test_the_slowest_account_and_the_share_set_the_pace():
    assert interval_s([10, 2], share=0.25) == pytest.approx(6 / 0.5)
