"""The events that the queue gave up become parked runs: nobody reads a dead-letter queue, and SQS empties it.

Nothing of such an event is planned or called here: whatever stopped deliver must not stop this too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from passerelle import correlation, log
from passerelle.core.runs import Reason, Run
from passerelle.delivery.giving_up import DEAD_LETTER, GivingUp
from passerelle.errors import InvalidPayload
from passerelle.inbound.stored import BodyGone, StoredEvent, message_of

ENOUGH: Final = timedelta(seconds=40)
"""After that, the rest is for the next schedule."""


class DrainingBroken(Exception):
    """A bug, with one message or with several."""


class DeadLetters(Protocol):
    def take(self) -> list[dict[str, Any]]: ...

    def delete(self, record: dict[str, Any]) -> None: ...


class Reader(Protocol):
    def read(self, record: Mapping[str, Any]) -> StoredEvent: ...


def drain(letters: DeadLetters, reader: Reader, giving_up: GivingUp, clock: Callable[[], datetime]) -> None:
    """A message leaves the dead-letter queue once the journal has its event. One that fails keeps no other from it; it
    comes back, and the function still ends in an error, for the alarm.
    """
    failed, end = 0, clock() + ENOUGH
    while clock() < end and (records := letters.take()):
        for record in records:
            try:
                _park(record, reader, giving_up)
            except Exception:  # noqa: BLE001 - the edge: its line has told it, without its text
                failed += 1
            else:
                letters.delete(record)
    if failed:
        raise DrainingBroken(f"{failed} dead letters could not be parked: see their lines")


def _park(record: Mapping[str, Any], reader: Reader, giving_up: GivingUp) -> None:
    with log.unit_of_work("dead letter parked") as line:
        runs = _give_up(record, reader, giving_up, line)
        line.add(outcome="parked", run_id=[run.id for run in runs])


def _give_up(record: Mapping[str, Any], reader: Reader, giving_up: GivingUp, line: log.Line) -> tuple[Run, ...]:
    try:
        stored = reader.read(record)
    except (InvalidPayload, BodyGone) as error:
        line.add(code=error.code)
        return giving_up.message(message_of(record), record["messageId"], Reason(error.code, error.sentence))
    event = stored.event
    line.add(
        connection=event.connection,
        platform=event.platform,
        event_id=event.id,
        correlation_id=stored.correlation_id,
        code=DEAD_LETTER.code,
    )
    with correlation.of(stored.correlation_id):
        return giving_up.event(event, DEAD_LETTER)
