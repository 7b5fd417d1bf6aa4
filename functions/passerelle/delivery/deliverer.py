"""One event: journal it with the runs it starts, then take each run as far as it goes now."""

from dataclasses import dataclass, replace

from passerelle.core.automation import Automation, UnknownFormer
from passerelle.core.events import UNKNOWN, Event
from passerelle.core.history import SAME_MOMENT, as_text, fingerprint, seen_after
from passerelle.core.matching import Decision, Met, NotMet, Undecided, concerns, decide, needs_history
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Reason, Run, RunState, new_run
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort, Platforms
from passerelle.delivery.runner import LEASE, Progress, Runner
from passerelle.errors import Rejected
from passerelle.journal.items import Journaled
from passerelle.journal.journal import LostLease
from passerelle.platforms.polling import former_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event. `wait_s` is set while a run of it waits: the message must come back after that time."""

    state: str
    runs: tuple[Run, ...] = ()
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class Deliverer:
    journal: JournalPort
    catalogue: CataloguePort
    platforms: Platforms
    clock: Clock
    runner: Runner

    def deliver(self, event: Event) -> Outcome:
        """Raises Retryable when the event cannot even be planned now: it is still in the queue, nothing is lost."""
        state = self.journal.record_state(Key(event.connection, event.record))
        journaled, runs = self._plan(event, state)
        seen = seen_after(event, state.seen, self.catalogue.watched(event.connection, event.record.kind))
        if not self.journal.accept(journaled, runs, seen, self.clock()):
            return self._resume(event)
        progress = [Progress(run) if run.state.ended else self._run(run, event, state) for run in runs]
        return _outcome(journaled.state, progress)

    def _resume(self, event: Event) -> Outcome:
        """Accepted before: its runs go on from where they stand, by the plan made then."""
        known = self.journal.event(event.id)
        if known is None:
            return Outcome("expired")
        journaled, runs = known
        state = self.journal.record_state(Key(event.connection, event.record))
        return _outcome(journaled.state, [self._go_on(run, journaled.event, state) for run in runs])

    def _go_on(self, run: Run, event: Event, state: RecordState) -> Progress:
        if run.state.ended:
            return Progress(run)
        now = self.clock()
        claimed = self.journal.claim(run, now, LEASE)
        if claimed is None:
            return Progress(run, wait_s=max(1.0, ((run.lease_until or now) - now).total_seconds()))
        return self._run(claimed, event, state)

    def _run(self, run: Run, event: Event, state: RecordState) -> Progress:
        try:
            return self.runner.run(run, event, state)
        except LostLease:  # another worker took over while this one was held up: it has the word
            return Progress(run, wait_s=LEASE.total_seconds())

    def _plan(self, event: Event, state: RecordState) -> tuple[Journaled, list[Run]]:
        """Which automations run, and for the others why not."""
        runs: list[Run] = []
        reasons: dict[str, Reason] = {}
        for automation in self.catalogue.automations():
            if not concerns(automation, event):
                continue
            run = new_run(event, automation.name, automation.version, self.clock(), LEASE)
            match self._decide(automation, event, state):
                case Met() | Undecided(way=UnknownFormer.MATCH):
                    runs.append(run)
                case Undecided(way=UnknownFormer.PARK):
                    reason = Reason("former_unknown", _former_unknown(automation))
                    runs.append(replace(run, state=RunState.PARKED, reason=reason, lease_until=None))
                case Undecided():
                    reasons[automation.name] = Reason("former_unknown", _former_unknown(automation))
                case NotMet(code=code, reason=sentence):
                    reasons[automation.name] = Reason(code, sentence)
        if not runs and not reasons:
            reasons["*"] = _nobody(event)
        return Journaled(event, "matched" if runs else "ignored", reasons), runs

    def _decide(self, automation: Automation, event: Event, state: RecordState) -> Decision:
        unknown = needs_history(automation, event, state.seen)
        told = {} if unknown is None else self._ask_history(event, unknown.field, unknown.value)
        return decide(automation, event, state.seen, told)

    def _ask_history(self, event: Event, field: str, value: object) -> dict[str, str]:
        """The former value by the platform's own history; nothing when it has none or refuses to tell."""
        try:
            versions = self.platforms(event.connection).versions(event.record, field)
        except Rejected:
            return {}
        for index, version in enumerate(versions):
            if as_text(version.value) == as_text(value) and version.at <= event.occurred_at + SAME_MOMENT:
                former = former_in(versions, index)
                return {} if former is UNKNOWN else {field: fingerprint(former)}
        return {}


def _outcome(state: str, progress: list[Progress]) -> Outcome:
    waits = [item.wait_s for item in progress if item.wait_s is not None]
    return Outcome(state, tuple(item.run for item in progress), min(waits) if waits else None)


def _nobody(event: Event) -> Reason:
    if event.kind == "unrecognised":
        return Reason("unrecognised", _UNRECOGNISED)
    return Reason("no_automation", _no_automation(event))


_UNRECOGNISED = Sentence(
    fr="Le manifeste de la plateforme ne décrit pas ce genre d'événement : il est conservé, mais ne déclenche rien.",
    en="The platform's manifest does not describe this kind of event: it is kept, but triggers nothing.",
)


def _no_automation(event: Event) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation active n'écoute les fiches « {event.record.kind} » de « {event.connection} ».",
        en=f'No active automation listens to the "{event.record.kind}" records of "{event.connection}".',
    )


def _former_unknown(automation: Automation) -> Sentence:
    field = automation.trigger.change.field if automation.trigger.change else ""
    return Sentence(
        fr=f"Rien ne dit quelle valeur avait le champ « {field} » auparavant, alors que le déclencheur en dépend. "
        "Vérifiez la fiche, puis rejouez l'exécution si elle devait avoir lieu, sinon écartez-la.",
        en=f'Nothing tells which value the field "{field}" had before, and the trigger depends on it. '
        "Check the record, then replay the run if it should take place, else dismiss it.",
    )
