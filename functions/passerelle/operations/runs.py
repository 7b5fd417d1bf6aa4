"""Find, replay or dismiss a run. Asking for the same thing twice is harmless."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from passerelle.core.events import Event, Source
from passerelle.core.records import Effect
from passerelle.core.runs import EVENT_ITSELF, Reason, Run, RunState, StepState
from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError, PerhapsMade, Rejected
from passerelle.journal.items import Journaled
from passerelle.journal.journal import LostLease

LEASE = timedelta(seconds=30)
"""What one of these operations takes at most."""


STATE_WORDS = {
    RunState.RUNNING: Sentence(fr="en cours", en="running"),
    RunState.WAITING: Sentence(fr="en attente", en="waiting"),
    RunState.DONE: Sentence(fr="faite", en="done"),
    RunState.IGNORED: Sentence(fr="ignorée", en="ignored"),
    RunState.PARKED: Sentence(fr="mise de côté", en="parked"),
    RunState.DISMISSED: Sentence(fr="écartée", en="dismissed"),
    RunState.HELD: Sentence(fr="retenue", en="held"),
}
"""A run's state in words, as they follow "the run is"."""


class Which(StrEnum):
    """With which version of its automation a run is replayed."""

    SAME = "same"
    CURRENT = "current"


class FindingPort(Protocol):
    def run(self, run_id: str) -> Run | None: ...

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None: ...


class JournalPort(FindingPort, Protocol):
    def claim(self, run: Run, now: datetime, lease: timedelta) -> Run | None: ...

    def save(self, run: Run, *, effect: Effect | None = None, no_effect: bool = False) -> None: ...


class QueuePort(Protocol):
    def put_again(self, event: Event, attempt: int, *, correlation_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class RunOperations:
    """`current_version` gives the version that a run would start with now, or None."""

    journal: JournalPort
    queue: QueuePort
    current_version: Callable[[Run], int | None]
    clock: Callable[[], datetime]

    def replay(self, run_id: str, which: Which = Which.SAME, keep: str | None = None) -> Run:
        """Send a parked run on its way again. What it has already done is not done again. `keep` names the connection
        whose values go over, where both sides had changed.

        Raises Rejected for a run that is unknown, expired, not parked, or held by a worker at this moment.
        """
        run = self._parked(run_id)
        event = find_run(self.journal, run_id)[1].event
        if keep is not None and keep not in (sides := sides_of(run)):
            raise Rejected(_not_a_side(keep, sides), code="bad_argument", run_id=run.id)
        version = self.version(run, which)
        if version is None:
            raise Rejected(_not_active(run.automation), code="not_active", automation=run.automation)
        claimed = self._claim(run)
        now = self.clock()
        waiting = replace(
            claimed,
            version=version,
            state=RunState.WAITING,
            reason=Reason("replayed", _REPLAYED),
            keep=keep,
            tried_since=now,
            attempts=0,
            crashes=0,
            lease_until=None,
            updated_at=now,
        )
        self._save(waiting)
        try:
            self.queue.put_again(replace(event, source=Source.REPLAY), waiting.fence, correlation_id=run.id)
        except PasserelleError:
            self._save(replace(run, fence=waiting.fence, lease_until=None))
            raise
        return waiting

    def version(self, run: Run, which: Which) -> int | None:
        """With which version of its automation a replay would run it; None when there is none."""
        as_it_was = which is Which.SAME or run.automation == EVENT_ITSELF
        return run.version if as_it_was else self.current_version(run)

    def dismiss(self, run_id: str, why: str) -> Run:
        """Settle a parked run by a person's decision, who answers for what it may have left behind.

        One whose event is gone can still be dismissed: it would ring for ever. Of a record that was perhaps made, it
        says that it is there.
        """
        run = self._parked(run_id)
        claimed = self._claim(run)
        dismissed = replace(
            claimed,
            state=RunState.DISMISSED,
            reason=Reason("dismissed", Sentence(fr=f"Écartée : {why}", en=f"Dismissed: {why}")),
            lease_until=None,
            updated_at=self.clock(),
        )
        unsure = any(step.state is StepState.INTENDED for step in run.steps)
        there = run.reason is not None and run.reason.code == PerhapsMade.code
        effect = Effect(run.effect_name, run.id, sure=True) if there else None
        self._save(dismissed, effect=effect, no_effect=unsure)
        return dismissed

    def _parked(self, run_id: str) -> Run:
        run = self.journal.run(run_id)
        if run is None:
            raise Rejected(_unknown(run_id), code="unknown_run")
        if run.state is not RunState.PARKED:
            raise Rejected(_not_parked(run), code="not_parked", run_id=run.id)
        return run

    def _claim(self, run: Run) -> Run:
        claimed = self.journal.claim(run, self.clock(), LEASE)
        if claimed is None:
            raise Rejected(_taken(run), code="taken", run_id=run.id)
        return claimed

    def _save(self, run: Run, *, effect: Effect | None = None, no_effect: bool = False) -> None:
        try:
            self.journal.save(run, effect=effect, no_effect=no_effect)
        except LostLease as error:
            raise Rejected(_taken(run), code="taken", run_id=run.id) from error


def sides_of(run: Run) -> list[str]:
    """The connections between which a person may choose; none for a run that no conflict has parked."""
    return sorted({one[side]["connection"] for one in run.conflicts for side in ("source", "target")})


def find_run(journal: FindingPort, run_id: str) -> tuple[Run, Journaled]:
    """A run and the event it came from. Raises Rejected."""
    run = journal.run(run_id)
    if run is None:
        raise Rejected(_unknown(run_id), code="unknown_run")
    known = journal.event(run.event_id)
    if known is None:
        raise Rejected(_event_gone(run_id), code="event_gone", run_id=run_id)
    return run, known[0]


def _not_a_side(keep: str, sides: list[str]) -> Sentence:
    if not sides:
        return Sentence(
            fr="Cette exécution n'attend aucun choix entre deux valeurs : rejouez-la sans --keep.",
            en="This run waits for no choice between two values: replay it without --keep.",
        )
    known = ", ".join(sides)
    return Sentence(
        fr=f"« {keep} » n'est pas un des deux côtés. Choisissez : {known}.",
        en=f'"{keep}" is not one of the two sides. Choose: {known}.',
    )


_REPLAYED = Sentence(fr="Rejouée à la demande d'une personne.", en="Replayed at a person's request.")


def _unknown(run_id: str) -> Sentence:
    return Sentence(
        fr=f"L'exécution « {run_id} » est inconnue ou a expiré. « passerelle runs » les montre.",
        en=f'The run "{run_id}" is unknown or has expired. "passerelle runs" shows them.',
    )


def _event_gone(run_id: str) -> Sentence:
    return Sentence(
        fr=f"L'événement de l'exécution « {run_id} » a expiré : elle ne peut plus être montrée ni rejouée. Traitez la "
        "fiche à la main, puis écartez l'exécution (« passerelle dismiss »).",
        en=f'The event of the run "{run_id}" has expired: the run can no longer be shown or replayed. See to the '
        'record by hand, then dismiss the run ("passerelle dismiss").',
    )


def _not_parked(run: Run) -> Sentence:
    state = STATE_WORDS[run.state]
    return Sentence(
        fr=f"L'exécution « {run.id} » est {state.fr} : seule une exécution mise de côté attend une décision.",
        en=f'The run "{run.id}" is {state.en}: only a parked run waits for a decision.',
    )


def _not_active(automation: str) -> Sentence:
    return Sentence(
        fr=f"L'automatisation « {automation} » n'est plus active : il n'y a pas de version actuelle. Rejouez "
        "avec la version d'origine.",
        en=f'The automation "{automation}" is no longer active: there is no current version. Replay with the '
        "same version.",
    )


def _taken(run: Run) -> Sentence:
    return Sentence(
        fr=f"L'exécution « {run.id} » vient d'être prise par quelqu'un d'autre. Regardez où elle en est, puis décidez.",
        en=f'The run "{run.id}" was just taken by someone else. Look where it stands, then decide.',
    )
