"""Dead letters become parked runs, and leave their queue only once the journal has them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from passerelle.core.runs import EVENT_ITSELF, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.giving_up import GivingUp
from passerelle.draining import ENOUGH, DrainingBroken, drain
from passerelle.errors import Unavailable
from passerelle.journal.items import Journaled
from tests.fakes import NOW, Clock, MemoryJournal, MemoryQueue, deal_event, run_of, won
from tests.unit.delivery.test_batch import message

DOWN = Sentence(fr="En panne", en="Down")
WON, LOST = won(key="won"), deal_event("43", key="lost")


@dataclass
class Letters:
    """Gives what it holds in batches of two."""

    held: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def take(self) -> list[dict[str, Any]]:
        taken, self.held = self.held[:2], self.held[2:]
        return taken

    def delete(self, record: dict[str, Any]) -> None:
        self.deleted.append(record["messageId"])


class World:
    def __init__(self) -> None:
        self.clock, self.journal, self.queue, self.letters = Clock(), MemoryJournal(), MemoryQueue(), Letters()

    def drain(self, *records: dict[str, Any]) -> list[str]:
        """The ids of the messages that are gone."""
        self.letters.held += records
        drain(self.letters, self.queue, GivingUp(self.journal, self.queue, self.clock), self.clock)
        return self.letters.deleted

    def runs(self) -> list[tuple[RunState, str, str]]:
        return [(run.state, run.automation, run.reason.code) for run in self.journal.runs.values() if run.reason]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.WAITING])
def test_the_runs_of_a_dead_letter_are_parked_and_keep_what_they_have_done(world: World, state: RunState):
    moving = replace(run_of(WON), state=state, attempts=4)
    done = replace(run_of(WON, "another"), state=RunState.DONE)
    world.journal.accept(Journaled(WON, "matched", {}), [moving, done], {}, NOW)

    gone = world.drain(message(WON, 1000))

    parked = world.journal.runs[moving.id]
    assert gone == [f"m-{WON.id}"]
    assert (parked.state, parked.lease_until, parked.attempts) == (RunState.PARKED, None, 4)
    assert parked.reason is not None
    assert parked.reason.code == "dead_letter"
    assert world.journal.runs[done.id] == done


def test_an_event_that_was_never_accepted_is_parked_whole(world: World):
    assert world.drain(message(WON, 1000)) == [f"m-{WON.id}"]
    assert world.runs() == [(RunState.PARKED, EVENT_ITSELF, "dead_letter")]
    [run] = world.journal.runs.values()
    assert (run.connection, run.record) == (WON.connection, WON.record)


def test_a_message_that_cannot_be_read_is_kept_under_its_id_and_its_body_is_in_no_log(world: World, printed: Any):
    assert world.drain(message(WON, 1000, body="Confidentiel")) == [f"m-{WON.id}"]

    assert world.runs() == [(RunState.PARKED, EVENT_ITSELF, "unreadable_message")]
    [journaled] = world.journal.events.values()
    assert journaled.event.record.id == f"m-{WON.id}"
    assert journaled.event.data["body"] == "Confidentiel"
    lines = printed()
    assert [line["code"] for line in lines if "message" in line] == ["unreadable_message"]
    assert "Confidentiel" not in str(lines)


def test_the_body_of_a_large_event_that_is_gone_is_told(world: World):
    claim = '{"key":"queue/x","encoding":"plain","event":' + message(WON)["body"] + "}"
    record = message(WON, 1000, body=claim)
    record["messageAttributes"]["encoding"]["stringValue"] = "claim"

    world.drain(record)

    assert [code for _, _, code in world.runs()] == ["body_gone"]


def test_a_message_that_cannot_be_kept_now_stays_and_the_others_do_not(world: World, printed: Any):
    accept = world.journal.accept

    def refuse(journaled: Journaled, *others: Any) -> bool:
        if journaled.event.record == WON.record:
            raise Unavailable(DOWN, code="bodies_unavailable")
        return accept(journaled, *others)

    world.journal.accept = refuse  # type: ignore[method-assign]

    with pytest.raises(DrainingBroken):
        world.drain(message(WON), message(LOST))

    assert world.letters.deleted == [f"m-{LOST.id}"]


def test_the_same_letter_twice_is_parked_once(world: World):
    world.drain(message(WON), message(WON))

    assert len(world.runs()) == 1


def test_what_does_not_fit_into_the_time_is_left_for_the_next_watch(world: World):
    take = world.letters.take

    def slowly() -> list[dict[str, Any]]:
        world.clock.now += ENOUGH / 2 + timedelta(seconds=1)
        return take()

    world.letters.take = slowly  # type: ignore[method-assign]

    world.drain(*(message(deal_event(str(number), key=str(number))) for number in range(9)))

    assert len(world.letters.deleted) == 4


def test_one_line_tells_each_dead_letter(world: World, printed: Any):
    world.drain(message(WON, 1000))

    lines = printed()
    [line] = [one for one in lines if "message" in one]
    assert (line["message"], line["outcome"], line["code"]) == ("dead letter parked", "parked", "dead_letter")
    assert (line["connection"], line["event_id"], line["correlation_id"]) == ("hubspot", WON.id, f"c-{WON.id}")
    assert [one["connection"] for one in lines if "EventsGivenUp" in one] == ["hubspot"]
