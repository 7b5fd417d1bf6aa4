"""A batch of the queue: order for a record, freedom for the others, and a story in the log."""

from dataclasses import dataclass, field, replace

import pytest

from passerelle import correlation
from passerelle.core.events import Change, group_of
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.batch import ENOUGH_MS, Batch
from passerelle.delivery.deliverer import Outcome
from passerelle.delivery.giving_up import TRIES
from passerelle.errors import InvalidAutomation, RateLimited, Unavailable
from passerelle.inbound.stored import encode
from tests.fakes import MemoryQueue, deal_event, run_of

DOWN = Sentence(fr="En panne", en="Down")
PLENTY_MS = 60_000


@dataclass
class StubDeliverer:
    """`answers` by the event's key: what deliver gives or raises; done by default."""

    answers: dict = field(default_factory=dict)
    delivered: list = field(default_factory=list)
    correlation_ids: list = field(default_factory=list)
    gives_up: bool = False
    aside: list = field(default_factory=list)

    def deliver(self, event):
        self.delivered.append(event.id)
        self.correlation_ids.append(correlation.current())
        answer = self.answers.get(event.id, Outcome("matched"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def failed(self, event, error):
        return Outcome("given_up", (parked_run(event),)) if self.gives_up else None

    def set_aside(self, message, message_id, error):
        self.aside.append((message_id, message.body, error.code))
        return Outcome("given_up")


def parked_run(event):
    return replace(run_of(event), state=RunState.PARKED, reason=Reason("bug", DOWN), lease_until=None)


def message(event, attempt=1, **changes):
    stored = encode(event)
    return {
        "messageId": f"m-{event.id}",
        "receiptHandle": f"r-{event.id}",
        "body": stored.body,
        "attributes": {
            "MessageGroupId": group_of(event.connection, event.record),
            "ApproximateReceiveCount": str(attempt),
        },
        "messageAttributes": {
            "encoding": {"stringValue": stored.encoding, "dataType": "String"},
            "correlation_id": {"stringValue": f"c-{event.id}", "dataType": "String"},
        },
        **changes,
    }


class World:
    def __init__(self):
        self.deliverer = StubDeliverer()
        self.queue = MemoryQueue()
        self.remaining_ms = lambda: PLENTY_MS

    def handle(self, *messages):
        """The ids of the messages that go back to the queue."""
        answer = Batch(self.deliverer, self.queue, self.remaining_ms).handle(messages)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def world():
    return World()


def event(deal, key):
    return deal_event(deal, Change("dealname", "Confidentiel"), key=key)


A1, A2, A3, B1 = event("a", "a1"), event("a", "a2"), event("a", "a3"), event("b", "b1")


def test_settled_messages_leave_the_queue_in_their_order(world):
    back = world.handle(message(A1), message(B1), message(A2))

    assert back == []
    assert world.deliverer.delivered == [A1.id, B1.id, A2.id]
    assert world.queue.held == []


def test_a_waiting_message_holds_its_followers_as_long_and_nobody_else(world):
    world.deliverer.answers[A1.id] = Outcome("matched", wait_s=90)

    back = world.handle(message(A1), message(B1), message(A2), message(A3))

    assert back == [f"m-{one.id}" for one in (A1, A2, A3)]
    assert world.queue.held == [(f"r-{one.id}", 90) for one in (A1, A2, A3)]
    assert world.deliverer.delivered == [A1.id, B1.id]


def test_what_was_settled_before_a_record_waits_stays_settled(world):
    world.deliverer.answers[A2.id] = Outcome("matched", wait_s=90)

    assert world.handle(message(A1), message(A2), message(A3)) == [f"m-{A2.id}", f"m-{A3.id}"]


@pytest.mark.parametrize(
    ("error", "attempt", "wait_s"),
    [
        (Unavailable(DOWN), 1, 10),
        (Unavailable(DOWN), 4, 80),
        (Unavailable(DOWN), 99, 3600),
        (Unavailable(DOWN, retry_after_s=42), 4, 42),
        (RateLimited(DOWN), 4, 5),
        (RateLimited(DOWN, retry_after_s=7), 1, 7),
        (InvalidAutomation(DOWN), 1, 10),
        (ZeroDivisionError(), 1, 10),
    ],
)
def test_a_message_that_cannot_be_planned_now_comes_back_later_and_later(world, error, attempt, wait_s):
    world.deliverer.answers[A1.id] = error

    assert world.handle(message(A1, attempt)) == [f"m-{A1.id}"]
    assert world.queue.held == [(f"r-{A1.id}", wait_s)]


def test_a_bug_in_one_message_fails_neither_the_others_nor_the_order_of_its_record(world):
    world.deliverer.answers[A1.id] = ValueError("Confidentiel")

    back = world.handle(message(A1), message(A2), message(B1))

    assert back == [f"m-{A1.id}", f"m-{A2.id}"]
    assert world.deliverer.delivered == [A1.id, B1.id]


def test_a_bug_is_logged_by_its_type_and_place_and_without_what_the_message_held(world, printed):
    world.deliverer.answers[A1.id] = ValueError("Confidentiel")

    world.handle(message(A1))

    [line] = printed()
    assert (line["level"], line["outcome"], line["code"], line["error_type"]) == (
        "ERROR",
        "failed",
        "bug",
        "ValueError",
    )
    assert line["event_id"] == A1.id
    assert any("deliver" in place for place in line["trace"])
    assert "Confidentiel" not in str(line)


def test_an_event_that_was_given_up_leaves_the_queue_and_its_bug_is_still_told(world, printed):
    world.deliverer.answers[A1.id] = ValueError("Confidentiel")
    world.deliverer.gives_up = True

    assert world.handle(message(A1), message(A2)) == []
    line = printed()[0]
    assert (line["level"], line["outcome"], line["code"], line["error_type"]) == (
        "ERROR",
        "parked",
        ["bug"],
        "ValueError",
    )
    assert world.deliverer.delivered == [A1.id, A2.id]


def test_a_message_that_cannot_be_read_is_set_aside_after_a_few_times(world):
    again = world.handle(message(A1, TRIES - 1, body="{"))
    settled = world.handle(message(A1, TRIES, body="{"))

    assert again == [f"m-{A1.id}"]
    assert settled == []
    assert world.deliverer.aside == [(f"m-{A1.id}", "{", "unreadable_message")]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"v": 1}'])
def test_a_message_that_cannot_be_read_goes_back_and_says_so(world, printed, body):
    assert world.handle(message(A1, body=body), message(B1)) == [f"m-{A1.id}"]

    unreadable, _ = printed()
    assert (unreadable["outcome"], unreadable["code"]) == ("failed", "unreadable_message")
    assert world.deliverer.delivered == [B1.id]


def test_the_code_of_an_error_of_ours_is_told_and_is_no_bug(world, printed):
    world.deliverer.answers[A1.id] = InvalidAutomation(DOWN)

    world.handle(message(A1))

    [line] = printed()
    assert (line["outcome"], line["code"]) == ("failed", "invalid_automation")


@pytest.mark.parametrize(("left_ms", "begun"), [(ENOUGH_MS, [A1.id, B1.id]), (ENOUGH_MS - 1, [])])
def test_what_cannot_be_finished_in_time_is_not_begun(world, left_ms, begun):
    world.remaining_ms = lambda: left_ms

    back = world.handle(message(A1), message(B1))

    assert world.deliverer.delivered == begun
    assert back == [f"m-{one.id}" for one in (A1, B1) if one.id not in begun]


def test_messages_put_back_for_lack_of_time_may_be_taken_at_once(world):
    left = iter([PLENTY_MS, 0, 0])
    world.remaining_ms = lambda: next(left)

    assert world.handle(message(A1), message(B1), message(A2)) == [f"m-{B1.id}", f"m-{A2.id}"]
    assert world.queue.held == [(f"r-{B1.id}", 0), (f"r-{A2.id}", 0)]


def test_a_queue_that_cannot_hold_a_message_back_does_not_fail_the_others(world):
    def refuse(_handle, _seconds):
        raise Unavailable(DOWN, code="queue_unavailable")

    world.queue.hold = refuse
    world.deliverer.answers[A1.id] = Outcome("matched", wait_s=90)

    back = world.handle(message(A1), message(B1))

    assert back == [f"m-{A1.id}"]
    assert world.deliverer.delivered == [A1.id, B1.id]


def test_one_line_tells_the_whole_story_and_each_run_is_counted(world, printed):
    run = run_of(A1)
    parked = replace(run, state=RunState.PARKED, reason=Reason("missing_value", DOWN))
    done = replace(run, automation="another", state=RunState.DONE)
    world.deliverer.answers[A1.id] = Outcome("matched", (parked, done), moved=frozenset({parked.id, done.id}))

    world.handle(message(A1, attempt=3))

    lines = printed()
    [line] = [one for one in lines if "message" in one]
    told = {
        "message": "event delivered",
        "connection": "hubspot",
        "event_id": A1.id,
        "attempt": 3,
        "correlation_id": f"c-{A1.id}",
        "outcome": "done+parked",
        "run_id": [parked.id, done.id],
        "code": ["missing_value"],
    }
    assert {key: line[key] for key in told} == told
    counted = [one for one in lines if "_aws" in one]
    assert [("RunParked" in one, "RunDone" in one, one["connection"]) for one in counted] == [
        (True, False, "hubspot"),
        (False, True, "hubspot"),
    ]
    assert "Confidentiel" not in str(lines)


def test_a_run_that_is_only_met_again_is_told_and_not_counted(world, printed):
    done = replace(run_of(A1), state=RunState.DONE)
    world.deliverer.answers[A1.id] = Outcome("matched", (done,), moved=frozenset())

    world.handle(message(A1))

    [line] = printed()
    assert (line["outcome"], line["run_id"]) == ("done", [done.id])


def test_an_event_without_run_tells_its_own_state(world, printed):
    world.deliverer.answers[A1.id] = Outcome("ignored")

    world.handle(message(A1))

    [line] = printed()
    assert (line["outcome"], line["run_id"], line["code"]) == ("ignored", [], [])


def test_the_correlation_id_of_each_message_is_known_while_it_is_delivered(world):
    world.handle(message(A1), message(B1))

    assert world.deliverer.correlation_ids == [f"c-{A1.id}", f"c-{B1.id}"]
    assert correlation.current() == ""
