"""A step that changes the record it is linked to, or makes one: once for a record, and no echo of what it wrote."""

import pytest

from passerelle.core.events import Change, Event, RecordRef, event_id
from passerelle.core.records import Key
from passerelle.core.steps import Nature
from passerelle.platforms.platform import NamedAction
from tests.fakes import FakeAction, deal_event
from tests.unit.delivery.conftest import Bridge

PARTY = RecordRef("counterparty", "made-1")


class SyncAction(FakeAction):
    """What it is linked to is changed, which its result tells."""

    def perform(self, call):
        return {**super().perform(call), "id": "made-1", "created": not self.requests[-1].linked_id}


@pytest.fixture
def syncing(bridge: Bridge) -> Bridge:
    """The deal's name is kept as a counterparty's; what changes there is told in the channel."""
    bridge.create = SyncAction(Nature.CREATE)
    named = NamedAction(
        "counterparty",
        bridge.create,
        makes="counterparty",
        works_on="counterparty",
        updated_by="sync",
        writes=True,
        field_of=lambda to: to.removeprefix("counterparty."),
    )
    bridge.tomorro.named["sync"] = (named,)
    bridge.publish(
        when={"connection": "hubspot", "record": "deal", "change": {"field": "dealname"}, "again": "update"},
        read={},
        do={"connection": "tomorro", "action": "sync"},
        exchange=[{"to": "counterparty.name", "from": "deal.dealname"}],
        then=[],
    )
    bridge.publish(
        name="tell",
        when={"connection": "tomorro", "record": "counterparty", "change": {"field": "name"}},
        read={},
        do={"connection": "slack", "action": "post_message", "text": "{counterparty.id}"},
        exchange=[],
        then=[],
    )
    return bridge


def renamed(bridge: Bridge, name: str) -> None:
    bridge.clock.advance(minutes=5)
    bridge.hubspot.records["deal", "42"]["dealname"] = name
    bridge.deliver(deal_event("42", Change("dealname", name), at=bridge.clock.now))


def told(bridge: Bridge, name: str) -> Event:
    return Event(
        id=event_id("tomorro", (name, bridge.clock.now.isoformat())),
        connection="tomorro",
        platform="tomorro",
        kind="changed",
        record=PARTY,
        occurred_at=bridge.clock.now,
        received_at=bridge.clock.now,
        changes=(Change("name", name),),
    )


def test_the_first_time_nothing_is_linked_and_it_is_made_then_the_linked_one_is_changed(syncing: Bridge):
    renamed(syncing, "Refonte")
    renamed(syncing, "Refonte 2")

    assert [request.linked_id for request in syncing.create.requests] == [None, "made-1"]


def test_both_records_are_linked(syncing: Bridge):
    renamed(syncing, "Refonte")

    state = syncing.journal.record_state(Key("tomorro", PARTY))
    assert [link.other.record.id for link in state.links] == ["42"]


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_written_is_no_news_when_it_comes_back(syncing: Bridge, times: int):
    for number in range(times):
        renamed(syncing, f"Refonte {number}")
    echo = told(syncing, f"Refonte {times - 1}")

    syncing.deliver(echo)

    assert syncing.post.made == []
    assert syncing.journal.events[echo.id].reasons["tell"].code == "echo"


def test_what_a_person_writes_there_is_news(syncing: Bridge):
    renamed(syncing, "Refonte")

    syncing.deliver(told(syncing, "Autre nom"))

    assert len(syncing.post.made) == 1


def test_a_record_that_was_there_before_is_not_taken_for_one_we_made(syncing: Bridge):
    renamed(syncing, "Refonte")
    seen = syncing.journal.record_state(Key("tomorro", PARTY)).seen

    renamed(syncing, "Refonte 2")

    assert syncing.journal.record_state(Key("tomorro", PARTY)).seen["@existence"] == seen["@existence"]
