"""A sender that tells that a record changed, and not to what: the record is asked before anything is decided."""

import json

import pytest

from passerelle.core.events import UNKNOWN, Change, Event
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, RemoteRefused, Unavailable
from tests.fakes import deal_event
from tests.unit.delivery.conftest import Bridge

NO = Sentence(fr="non", en="no")


@pytest.fixture
def stage(bridge: Bridge) -> Bridge:
    """The stage of the deal decides, whatever it was before."""
    bridge.publish(when={"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "won"}})
    bridge.hubspot.records["deal", "42"] |= {"dealstage": "won"}
    return bridge


def told(*names: str) -> Event:
    """As the queue gives it back."""
    event = deal_event("42", *(Change(name, UNKNOWN) for name in names))
    return Event.from_json(json.loads(json.dumps(event.to_json())))


@pytest.mark.parametrize("names", [(), ("dealstage",), ("amount", "dealstage")])
def test_the_present_value_of_a_watched_field_decides(stage: Bridge, names: tuple[str, ...]):
    event = told(*names)

    stage.deliver(event)

    assert len(stage.create.made) == 1
    assert stage.journal.events[event.id].event.changes == (Change("dealstage", "won"),)


def test_a_field_that_the_sender_does_not_name_did_not_change(stage: Bridge):
    event = told("amount")

    stage.deliver(event)

    assert stage.create.made == []
    assert stage.hubspot.reads_done == []


def test_a_value_that_was_seen_before_is_no_news(stage: Bridge):
    stage.deliver(told())

    stage.deliver(told())

    assert len(stage.create.made) == 1


def test_the_same_event_again_asks_nothing_more_of_the_platform(stage: Bridge):
    event = told()
    stage.deliver(event)
    asked = len(stage.hubspot.reads_done)

    stage.deliver(event)

    assert len(stage.hubspot.reads_done) == asked


def test_a_record_that_is_gone_by_then_triggers_nothing(stage: Bridge):
    stage.hubspot.faults = [RemoteRefused(NO, code="not_found")]
    event = told()

    stage.deliver(event)

    assert (stage.journal.events[event.id].event.changes, stage.create.made) == ((), [])


@pytest.mark.parametrize("error", [Unavailable(NO), CredentialsRefused(NO)])
def test_a_platform_that_does_not_answer_leaves_the_event_in_the_queue(stage: Bridge, error: Exception):
    stage.hubspot.faults = [error]
    event = told()

    with pytest.raises(type(error)):
        stage.deliver(event)

    assert event.id not in stage.journal.events


def test_an_event_that_tells_its_values_is_taken_at_its_word(stage: Bridge):
    stage.deliver(deal_event("42", Change("dealstage", "lost")))

    assert stage.create.made == []
    assert stage.hubspot.reads_done == []
