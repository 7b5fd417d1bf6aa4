"""An event that cannot be handled is parked with its reason, for a person, instead of being tried for ever.

Its runs are parked where they stand. One that has none yet is set aside as it is, in an event around it, whose only run
stands for it: replayed, that run sends the event on its way as if it had just come.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from passerelle import log
from passerelle.core.events import Event, RecordRef, Source, event_id
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Reason, Run, RunState, run_of_event
from passerelle.core.sentences import Sentence
from passerelle.delivery.holding import send_behind
from passerelle.delivery.ports import Clock, Door, JournalPort
from passerelle.delivery.runner import PATIENCE, Progress, backoff_s, gave_up
from passerelle.errors import PasserelleError, Rejected, Retryable
from passerelle.inbound.stored import Message, decode, encode
from passerelle.journal.items import Journaled

TRIES: Final = 8
"""How often an event may fail for a reason that waiting does not mend: about forty minutes."""

CRASHES: Final = 20
"""How often a run may be found running though its worker is dead."""

UNKNOWN: Final = "unknown"
"""Whose event a message is that cannot be read."""


@dataclass(frozen=True, slots=True)
class GivingUp:
    """For who has the event's message in hand: nobody else is at its runs then."""

    journal: JournalPort
    queue: Door
    clock: Clock

    def after(self, event: Event, error: Exception) -> tuple[Run, ...] | None:
        """One more failure of an event as a whole: its parked runs, or None while it is to be tried again."""
        now = self.clock()
        if isinstance(error, Retryable):
            if event.source is Source.REPLAY or now - event.received_at <= PATIENCE:
                return None
            return self.event(event, Reason("gave_up", gave_up(error.sentence)))
        if self.journal.count_failure(event.id, now) < TRIES:
            return None
        if isinstance(error, PasserelleError):
            return self.event(event, Reason(error.code, error.sentence))
        return self.event(event, Reason("bug", _BUG))

    def event(self, event: Event, reason: Reason) -> tuple[Run, ...]:
        """Park the runs that are not over, or the whole event when it was never accepted. Twice is harmless."""
        known = self.journal.event(event.id)
        if known is None:
            return self._set_aside(_around(encode(event), event, self.clock()), reason)
        state = self.journal.record_state(Key(event.connection, event.record))
        moving = [run for run in known[1] if run.state in _MOVING]
        parked = {run.id: self.park(run, reason, state) for run in moving}
        for run in parked.values():
            send_behind(self.journal, self.queue, run, state, self.clock)
        if parked:
            log.count("EventsGivenUp", connection=event.connection)
        return tuple(parked.get(run.id, run) for run in known[1])

    def message(self, message: Message, message_id: str, reason: Reason) -> tuple[Run, ...]:
        """Set aside a message that cannot be read."""
        return self._set_aside(_around_unreadable(message, message_id, self.clock()), reason)

    def park(self, run: Run, reason: Reason, state: RecordState) -> Run:
        """One run; the caller sends the one that is held behind it."""
        parked = replace(run, state=RunState.PARKED, reason=reason, lease_until=None, updated_at=self.clock())
        was_held = run.id in state.held.get(run.automation, ())
        self.journal.save(parked, held=False if was_held else None)
        return parked

    def _set_aside(self, around: Event, reason: Reason) -> tuple[Run, ...]:
        now = self.clock()
        run = run_of_event(around, reason, now)
        if self.journal.accept(Journaled(around, "given_up", {}), [run], {}, now):
            log.count("EventsGivenUp", connection=None if around.connection == UNKNOWN else around.connection)
        return (run,)


def go_on(
    run: Run, event: Event, deliver: Callable[[Event], float | None], journal: JournalPort, now: datetime
) -> Progress:
    """A person replays what was set aside: the run ends when the event in it is settled.

    `deliver` gives the time after which the event must come back, or None.
    """

    def saved(state: RunState, reason: Reason | None, wait_s: float | None = None) -> Progress:
        attempts = run.attempts + 1
        after = replace(run, state=state, reason=reason, attempts=attempts, lease_until=None, updated_at=now)
        journal.save(after)
        return Progress(after, wait_s)

    try:
        wait_s = deliver(_opened(event))
    except Rejected as error:
        return saved(RunState.PARKED, Reason(error.code, error.sentence))
    except Retryable as error:
        if now - run.tried_since > PATIENCE:
            return saved(RunState.PARKED, Reason("gave_up", gave_up(error.sentence)))
        wait_s = error.retry_after_s or backoff_s(run.attempts, jitter=0)
        return saved(RunState.WAITING, Reason(error.code, error.sentence), wait_s)
    if wait_s is None:
        return saved(RunState.DONE, None)
    return saved(RunState.WAITING, run.reason, wait_s)


def _opened(event: Event) -> Event:
    return decode(Message(event.data["body"], event.data["encoding"]), lambda _key: None)


def _around(message: Message, event: Event, now: datetime) -> Event:
    """About the same record, so that a person finds it there."""
    return replace(
        event,
        id=event_id(event.connection, ("given_up", event.id)),
        kind="given_up",
        received_at=now,
        changes=(),
        data={"body": message.body, "encoding": message.encoding},
    )


def _around_unreadable(message: Message, message_id: str, now: datetime) -> Event:
    return Event(
        id=event_id(UNKNOWN, ("given_up", message_id)),
        connection=UNKNOWN,
        platform=UNKNOWN,
        kind="given_up",
        record=RecordRef("message", message_id),
        occurred_at=now,
        received_at=now,
        data={"body": message.body, "encoding": message.encoding},
    )


_MOVING: Final = frozenset({RunState.RUNNING, RunState.WAITING})

DEAD_LETTER: Final = Reason(
    "dead_letter",
    Sentence(
        fr="Cet événement a interrompu notre programme à chaque essai, et la file l'a abandonné. Rejouez l'exécution "
        "après une mise à jour de Passerelle ; si elle revient ici, écartez-la et signalez-le.",
        en="This event stopped our program at every attempt, and the queue gave it up. Replay the run after an update "
        "of Passerelle; if it comes back here, dismiss it and report it.",
    ),
)
CRASHED: Final = Reason(
    "crashed",
    Sentence(
        fr=f"Notre programme a été interrompu {CRASHES} fois pendant cette exécution. Lisez le journal de deliver ; "
        "rejouez-la après une mise à jour de Passerelle, ou écartez-la.",
        en=f"Our program was interrupted {CRASHES} times during this run. Read the log of deliver; replay it after an "
        "update of Passerelle, or dismiss it.",
    ),
)
_BUG: Final = Sentence(
    fr="Une erreur de notre programme empêche de traiter cet événement ; le journal de deliver dit où. Rejouez "
    "l'exécution après une mise à jour de Passerelle, ou écartez-la.",
    en="A fault of our program prevents this event from being handled; the log of deliver tells where. Replay the run "
    "after an update of Passerelle, or dismiss it.",
)
