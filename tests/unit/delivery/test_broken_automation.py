"""A stored automation that this release cannot read: its events are explained and kept, all others go on."""

import pytest

from passerelle.core.events import Change, group_of
from passerelle.core.runs import RunState
from passerelle.delivery.batch import Batch
from passerelle.inbound.stored import encode
from tests.fakes import deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge


def publish_broken(bridge: Bridge, **changes):
    """Of another release: it has a key that this one does not know."""
    bridge.publish(name="ancient", unheard_of=1, **changes)


@pytest.fixture
def handle(bridge: Bridge):
    def handle(*events):
        """The ids of the messages that go back to the queue."""
        records = [
            {
                "messageId": event.id,
                "receiptHandle": event.id,
                "body": encode(event).body,
                "attributes": {
                    "MessageGroupId": group_of(event.connection, event.record),
                    "ApproximateReceiveCount": "1",
                },
                "messageAttributes": {},
            }
            for event in events
        ]
        answer = Batch(bridge.deliverer, bridge.queue, lambda: 60_000).handle(records)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return handle


def states(bridge: Bridge):
    return {
        run.automation: (run.state, run.reason.code if run.reason else None) for run in bridge.journal.runs.values()
    }


@pytest.mark.usefixtures("printed")
def test_an_event_that_a_broken_automation_listens_to_is_parked_for_it_and_has_its_other_effects(bridge, handle):
    publish_broken(bridge)

    back = handle(won())

    assert back == []
    assert states(bridge) == {
        "ancient": (RunState.PARKED, "invalid_automation"),
        "contract-when-deal-won": (RunState.DONE, None),
    }
    assert len(bridge.create.made) == 1


@pytest.mark.usefixtures("printed")
def test_events_that_a_broken_automation_does_not_listen_to_are_none_of_its_business(bridge, handle):
    publish_broken(bridge, when={**AUTOMATION["when"], "record": "company"})

    assert handle(won()) == []
    assert states(bridge) == {"contract-when-deal-won": (RunState.DONE, None)}


@pytest.mark.usefixtures("printed")
def test_one_of_which_not_even_the_trigger_can_be_read_may_listen_to_everything(bridge, handle):
    publish_broken(bridge, when="at noon")

    assert handle(deal_event("43", Change("amount", "5"))) == []
    assert states(bridge) == {"ancient": (RunState.PARKED, "invalid_automation")}


@pytest.mark.usefixtures("printed")
def test_once_it_is_pushed_again_what_was_parked_can_be_replayed(bridge, handle):
    publish_broken(bridge)
    handle(won())

    bridge.publish(name="ancient")
    run = next(run for run in bridge.journal.runs.values() if run.automation == "ancient")

    assert bridge.catalogue.current_version(run) == 2
    assert bridge.catalogue.automation("ancient", 2, run.stage).name == "ancient"


@pytest.mark.usefixtures("printed")
def test_a_broken_automation_is_read_from_the_table_once(bridge, handle):
    publish_broken(bridge)
    handle(won("42", key="first"))
    reads = []
    read = bridge.versions.read
    bridge.versions.read = lambda kind, wanted: reads.append(wanted) or read(kind, wanted)

    bridge.clock.advance(minutes=1)
    handle(won("43", key="second"))

    assert reads == []
