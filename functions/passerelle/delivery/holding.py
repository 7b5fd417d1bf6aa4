"""Events of a paused automation are held, each record's in their order, and let go one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from passerelle import correlation
from passerelle.core.deployment import Hold
from passerelle.core.records import RecordState
from passerelle.core.runs import Reason, Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import CataloguePort, Clock, Door, JournalPort


@dataclass(frozen=True, slots=True)
class Holding:
    journal: JournalPort
    catalogue: CataloguePort
    queue: Door
    clock: Clock

    def reason(self, run: Run, state: RecordState, *, fresh: bool = False) -> Reason | None:
        """Why this run must be held now, or None. `fresh` asks whether its automation was resumed just now."""
        hold = self.catalogue.deployment(run.automation, fresh=fresh).hold
        if hold is not None:
            return _REASONS[hold]
        earlier = state.held.get(run.automation, ())
        return None if not earlier or earlier[0] == run.id else Reason("behind_held", _BEHIND)

    def hold(self, run: Run, reason: Reason) -> Run:
        """A run that waits in the queue waits in the journal from now on. The caller holds its lease."""
        held = replace(run, state=RunState.HELD, reason=reason, lease_until=None, updated_at=self.clock())
        self.journal.save(held, held=True)
        return held

    def let_go(self, run: Run) -> Run:
        """One that has done nothing yet starts now, with the version that is in use now."""
        current = None if run.steps else self.catalogue.current_version(run)
        return replace(run, version=current or run.version, tried_since=self.clock(), attempts=0)

    def next_one(self, run: Run, state: RecordState) -> None:
        """A run has ended: the one held behind it goes next. Sending it twice is harmless."""
        if state.held.get(run.automation) and self.catalogue.deployment(run.automation).hold is None:
            send_behind(self.journal, self.queue, run, state, self.clock)


def send_behind(journal: JournalPort, queue: Door, run: Run, state: RecordState, clock: Clock) -> None:
    behind = [run_id for run_id in state.held.get(run.automation, ()) if run_id != run.id]
    if behind:
        send(journal, queue, behind[0], clock)


def send(journal: JournalPort, queue: Door, run_id: str, clock: Clock) -> None:
    """Put the event of a held run in the queue again."""
    run = journal.run(run_id)
    known = journal.event(run.event_id) if run else None
    if run is not None and known is not None:
        queue.put_again(known[0].event, int(clock().timestamp()), correlation_id=correlation.current() or run.id)


def first_of_each_record(runs: Iterable[Run]) -> list[Run]:
    """Of held runs in the order in which they were made, those that may go first."""
    first: dict[tuple[str, str, str, str], Run] = {}
    for run in sorted(runs, key=lambda run: (run.created_at, run.event_id)):
        first.setdefault((run.automation, run.connection, run.record.kind, run.record.id), run)
    return list(first.values())


_REASONS = {
    Hold.PAUSED: Reason(
        "paused",
        Sentence(
            fr="L'automatisation est en pause : l'événement est gardé, et sera traité à son tour à la reprise "
            "(« passerelle resume »).",
            en="The automation is paused: the event is kept, and is handled in its turn when it is resumed "
            '("passerelle resume").',
        ),
    ),
    Hold.DRIFT: Reason(
        "drift",
        Sentence(
            fr="Une plateforme a changé et l'automatisation échouerait : l'événement est gardé. Réparez ce qu'indique "
            "« passerelle check --online » ; la reprise est automatique.",
            en="A platform has changed and the automation would fail: the event is kept. Mend what "
            '"passerelle check --online" tells; it resumes by itself.',
        ),
    ),
}
_BEHIND = Sentence(
    fr="Un événement antérieur de la même fiche est encore gardé : celui-ci attend son tour.",
    en="An earlier event of the same record is still held: this one waits for its turn.",
)
