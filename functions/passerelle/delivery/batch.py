"""A batch of the queue: each message to its end or back to the queue, and a waiting record never delays another one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from passerelle import correlation, log
from passerelle.core.events import Event
from passerelle.core.runs import Reason
from passerelle.delivery.deliverer import Deliverer, Outcome
from passerelle.delivery.giving_up import TRIES
from passerelle.delivery.runner import backoff_s
from passerelle.errors import InvalidPayload, PasserelleError, RateLimited, Retryable
from passerelle.inbound.stored import BodyGone, StoredEvent, message_of

ENOUGH_MS = 15_000
"""What a message needs to begin with: below, it goes back to the queue for the next invocation."""


class Queue(Protocol):
    def read(self, record: Mapping[str, Any]) -> StoredEvent: ...

    def hold(self, receipt_handle: str, seconds: float) -> None: ...


@dataclass(slots=True)
class Batch:
    """Handles the messages in order. When one waits, its followers of the same record wait as long, unread: a follower
    in flight would lock the group until the queue's own time-out.
    """

    deliverer: Deliverer
    queue: Queue
    remaining_ms: Callable[[], int]
    failed: list[str] = field(default_factory=list)
    waiting: dict[str, float] = field(default_factory=dict)

    def handle(self, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        for record in records:
            self._one(record)
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in self.failed]}

    def _one(self, record: Mapping[str, Any]) -> None:
        group = record["attributes"]["MessageGroupId"]
        if group in self.waiting:
            self._back(record, group, self.waiting[group])
        elif self.remaining_ms() < ENOUGH_MS:
            self._back(record, group, 0)
        elif (wait_s := self._deliver(record)) is not None:
            self._back(record, group, wait_s)

    def _back(self, record: Mapping[str, Any], group: str, wait_s: float) -> None:
        self.waiting[group] = wait_s
        self.failed.append(record["messageId"])
        try:
            self.queue.hold(record["receiptHandle"], wait_s)
        except (
            Retryable
        ) as error:  # it comes back after the queue's own time-out, which is no reason to fail the others
            with log.unit_of_work("message not held back") as line:
                line.explain("failed", error)

    def _deliver(self, record: Mapping[str, Any]) -> float | None:
        """The time to wait, or None when the message is settled."""
        attempt = int(record["attributes"]["ApproximateReceiveCount"])
        try:
            with log.unit_of_work("event delivered") as line:
                line.add(attempt=attempt)
                return self._settle(record, attempt, line)
        except Exception:  # noqa: BLE001 - the edge: a bug in one message must not fail the others; the line has told it
            return backoff_s(attempt, jitter=0)

    def _settle(self, record: Mapping[str, Any], attempt: int, line: log.Line) -> float | None:
        try:
            outcome = self._outcome(record, attempt, line)
        except Retryable as error:
            line.explain("waiting", error)
            slow = isinstance(error, RateLimited)
            return error.retry_after_s or backoff_s(0 if slow else attempt, jitter=0)
        except PasserelleError as error:
            line.explain("failed", error)
            return backoff_s(attempt, jitter=0)
        _tell(outcome, line.get("connection"), line)
        return outcome.wait_s

    def _outcome(self, record: Mapping[str, Any], attempt: int, line: log.Line) -> Outcome:
        try:
            stored = self.queue.read(record)
        except BodyGone as gone:
            _name(gone.event, line)
            return self.deliverer.explain(gone.event, Reason(gone.code, gone.sentence))
        except InvalidPayload as error:
            if attempt < TRIES:
                raise
            return self.deliverer.set_aside(message_of(record), record["messageId"], error)
        _name(stored.event, line)
        line.add(correlation_id=stored.correlation_id)
        with correlation.of(stored.correlation_id):
            return self._handled(stored.event, line)

    def _handled(self, event: Event, line: log.Line) -> Outcome:
        """Raises what went wrong, as long as the event is to be tried again."""
        try:
            return self.deliverer.deliver(event)
        except Exception as error:
            outcome = self.deliverer.failed(event, error)
            if outcome is None:
                raise
            if not isinstance(error, PasserelleError):
                line.failed(error)
            return outcome


def _name(event: Event, line: log.Line) -> None:
    line.add(connection=event.connection, platform=event.platform, event_id=event.id)


def _tell(outcome: Outcome, connection: str, line: log.Line) -> None:
    """One line tells the whole story: the state of each run, with its reason's code. A message that comes again finds
    runs that were counted when they came to rest.
    """
    states = sorted({run.state.value for run in outcome.runs}) or [outcome.state]
    codes = sorted(
        {run.reason.code for run in outcome.runs if run.reason} | ({outcome.code} if outcome.code else set())
    )
    line.add(outcome="+".join(states), run_id=[run.id for run in outcome.runs], code=codes)
    for run in (run for run in outcome.runs if run.id in outcome.moved):
        log.count(f"Run{run.state.capitalize()}", connection=connection)
