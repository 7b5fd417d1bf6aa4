"""Bring what happened before an automation was there, or was missed: found as a poll finds it, sent as a poll sends it.

Nothing here acts: an event goes to the queue, names the one automation that it is for, and has an id of its own that is
always the same. To ask again is harmless, and goes on where it was interrupted.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from passerelle.core.automation import Automation
from passerelle.core.backfills import Progress
from passerelle.core.deployment import Deployment
from passerelle.core.events import Event, Source, event_id
from passerelle.core.history import as_text, changes_of
from passerelle.core.matching import Met, Undecided, concerns, decide
from passerelle.core.records import Key
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import Clock
from passerelle.errors import InvalidAutomation, Rejected
from passerelle.journal.items import Journaled
from passerelle.platforms.platform import Platform

LOOKED_AT = 100
"""Events of one record that are looked through for one that has brought the same."""


class JournalPort(Protocol):
    def events_of(self, key: Key, limit: int) -> list[tuple[Journaled, list[Run]]]: ...


class QueuePort(Protocol):
    def put(self, events: Sequence[Event], *, correlation_id: str) -> None: ...


class ProgressPort(Protocol):
    def keep(self, automation: str, progress: Progress) -> None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """An event of the past that meets the trigger. `run` is that of the automation which has handled it already;
    `former_unknown` tells that the trigger depends on a value that nobody knows any more.
    """

    event: Event
    run: Run | None
    former_unknown: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """`handled` counts the runs that there are, by their state."""

    found: int
    handled: Counter[RunState]
    to_send: tuple[Found, ...]

    @property
    def undecided(self) -> int:
        return sum(one.former_unknown for one in self.to_send)


@dataclass(frozen=True, slots=True)
class Backfilling:
    """`pause` waits between two events, so that live traffic goes first."""

    platforms: Callable[[str], Platform]
    journal: JournalPort
    queue: QueuePort
    progress: ProgressPort
    clock: Clock
    pause: Callable[[], None]

    def look(self, automation: Automation, since: datetime, until: datetime, limit: int | None = None) -> Summary:
        """What there is to bring. Raises Rejected where the platform cannot be asked what happened."""
        found = list(self._found(automation, since, until))
        to_send = tuple(one for one in found if one.run is None)
        handled = Counter(one.run.state for one in found if one.run is not None)
        return Summary(len(found), handled, to_send[:limit])

    def send(self, automation: Automation, since: datetime, until: datetime, summary: Summary) -> Iterator[Progress]:
        """One event after the other, with how far that has come: kept, so that others see it too."""
        handled = sum(summary.handled.values())
        at = Progress(since, until, summary.found, handled, len(summary.to_send), 0, self.clock())
        self.progress.keep(automation.name, at)
        for one in summary.to_send:
            if at.sent:
                self.pause()
            self.queue.put([one.event], correlation_id=one.event.id)
            at = replace(at, sent=at.sent + 1, updated_at=self.clock())
            self.progress.keep(automation.name, at)
            yield at

    def _found(self, automation: Automation, since: datetime, until: datetime) -> Iterator[Found]:
        trigger = automation.trigger
        watched = frozenset({trigger.change.field} if trigger.change else ())
        try:
            for polled in self.platforms(trigger.connection).changes(trigger.record, since, watched):
                for event in polled.events:
                    if event.occurred_at <= until and concerns(automation, event):
                        yield from self._one(automation, event)
        except InvalidAutomation as error:
            raise Rejected(_not_polled(trigger.record, trigger.connection), code="cannot_backfill") from error

    def _one(self, automation: Automation, event: Event) -> Iterator[Found]:
        match decide(automation, event, {}):
            case Met():
                undecided = False
            case Undecided():
                undecided = True
            case _:
                return
        run = self._run_of(automation, event)
        yield Found(backfilled(automation, event), run, undecided)

    def _run_of(self, automation: Automation, event: Event) -> Run | None:
        """That of an event which has brought the same change of the same record, whichever way it came."""
        wanted = _happening(automation, event)
        for journaled, runs in self.journal.events_of(Key(event.connection, event.record), LOOKED_AT):
            run = next((run for run in runs if run.automation == automation.name), None)
            if run is not None and journaled.event.tries is None and _happening(automation, journaled.event) == wanted:
                return run
        return None


def backfilled(automation: Automation, event: Event) -> Event:
    """The event for that automation alone: others have had their own."""
    name = event_id(event.connection, ("backfill", automation.name, event.id))
    return replace(event, id=name, source=Source.BACKFILL, only=automation.name)


def deployed(name: str, deployment: Deployment) -> None:
    """Raises Rejected for an automation that would do nothing."""
    if deployment.live is None and deployment.test is None:
        raise Rejected(_not_deployed(name), code="not_active", automation=name)


def interval_s(pace: Sequence[float], share: float) -> float:
    """Between two events, for runs that make about so many calls: `pace` holds the calls a second of each account."""
    return CALLS_A_RUN / (min(pace) * share)


CALLS_A_RUN = 6
SHARE = 0.25
"""What of the accounts' allowance a backfill may take: the rest is for what happens now."""


def _happening(automation: Automation, event: Event) -> tuple[str, str]:
    change = automation.trigger.change
    values = [as_text(one.value) for one in changes_of(event) if change is None or one.field == change.field]
    return event.kind, values[0] if values else ""


def _not_polled(record: str, connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne dit pas ce qui est arrivé aux fiches « {record} » : rien ne permet de le rattraper. "
        "Renvoyez les événements depuis la plateforme, ou refaites le changement sur chaque fiche.",
        en=f'"{connection}" does not tell what happened to "{record}" records: nothing allows to bring it. Send the '
        "events again from the platform, or make the change on each record once more.",
    )


def _not_deployed(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » n'est ni en test ni en service : elle ne ferait rien. Lancez « passerelle push », puis "
        "« passerelle promote ».",
        en=f'"{name}" is neither in test nor live: it would do nothing. Run "passerelle push", then "passerelle '
        'promote".',
    )
