"""One event: journal it with the runs it starts, then take each run as far as it goes now."""

from dataclasses import dataclass, replace

from passerelle.core.automation import Automation, UnknownFormer
from passerelle.core.events import Event
from passerelle.core.history import MOST_HOPS, hops_before, seen_after, seen_before
from passerelle.core.matching import Met, NotMet, Undecided
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import EVENT_ITSELF, Reason, Run, RunState, new_run
from passerelle.core.sentences import Sentence
from passerelle.delivery.completing import lacks_values, with_values
from passerelle.delivery.giving_up import CRASHED, CRASHES, GivingUp, go_on
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner, Unreadable
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort
from passerelle.delivery.runner import LEASE, Progress, Runner
from passerelle.errors import Rejected
from passerelle.inbound.stored import Message
from passerelle.journal.items import Journaled
from passerelle.journal.journal import LostLease


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event. `wait_s` is set while a run of it waits: the message must come back after that time.
    `code` tells why the event was not even planned; `moved` names the runs that this delivery brought where they are.
    """

    state: str
    runs: tuple[Run, ...] = ()
    wait_s: float | None = None
    code: str | None = None
    moved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deliverer:
    journal: JournalPort
    catalogue: CataloguePort
    planner: Planner
    holding: Holding
    clock: Clock
    runner: Runner

    def deliver(self, event: Event) -> Outcome:
        """Raises Retryable when the event cannot even be planned now: it is still in the queue, nothing is lost."""
        watched = self.catalogue.watched(event.connection, event.record.kind)
        if lacks_values(event):
            if self.journal.event(event.id) is not None:
                return self._resume(event)
            event = with_values(event, watched, self.planner.platforms)
        state = self.journal.record_state(Key(event.connection, event.record))
        state = replace(state, seen=seen_before(event, state.seen))
        journaled, runs = self._plan(event, state)
        seen = seen_after(event, state.seen, watched)
        if not self.journal.accept(journaled, runs, seen, self.clock()):
            return self._resume(event)
        progress = [self._run(run, event, state) if run.state is RunState.RUNNING else Progress(run) for run in runs]
        return _outcome(journaled.state, progress)

    def explain(self, event: Event, reason: Reason) -> Outcome:
        """For an event of which only the outline is left: it starts nothing any more, and is kept with the reason."""
        if not self.journal.accept(Journaled(event, "ignored", {"*": reason}), [], {}, self.clock()):
            return self._resume(event)
        return Outcome("ignored", code=reason.code)

    def failed(self, event: Event, error: Exception) -> Outcome | None:
        """The event as a whole failed once more: what became of it, or None while it is to be tried again."""
        runs = self._giving_up().after(event, error)
        return None if runs is None else _given_up(runs)

    def set_aside(self, message: Message, message_id: str, error: Rejected) -> Outcome:
        """A message that cannot be read, time and again."""
        return _given_up(self._giving_up().message(message, message_id, Reason(error.code, error.sentence)))

    def _giving_up(self) -> GivingUp:
        return GivingUp(self.journal, self.holding.queue, self.clock)

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
            self.holding.next_one(run, state)
            return Progress(run, moved=False)
        held = run.state is RunState.HELD
        reason = self.holding.reason(run, state, fresh=held)
        if held and reason is not None:
            return Progress(run, moved=False)
        now = self.clock()
        crashes = run.crashes + (run.state is RunState.RUNNING)
        claimed = self.journal.claim(self.holding.let_go(run) if held else replace(run, crashes=crashes), now, LEASE)
        if claimed is None:
            return Progress(run, wait_s=max(1.0, ((run.lease_until or now) - now).total_seconds()))
        if reason is not None:
            return Progress(self.holding.hold(claimed, reason))
        progress = self._run(claimed, event, state)
        if progress.run.state.ended:
            self.holding.next_one(progress.run, state)
        return progress

    def _run(self, run: Run, event: Event, state: RecordState) -> Progress:
        try:
            if run.crashes >= CRASHES:
                return Progress(self._giving_up().park(run, CRASHED, state))
            if run.automation == EVENT_ITSELF:
                return go_on(run, event, lambda inner: self.deliver(inner).wait_s, self.journal, self.clock())
            return self.runner.run(run, event, state)
        except LostLease:  # another worker took over while this one was held up: it has the word
            return Progress(run, wait_s=LEASE.total_seconds())

    def _plan(self, event: Event, state: RecordState) -> tuple[Journaled, list[Run]]:
        """Which automations run, and for the others why not."""
        runs: list[Run] = []
        reasons: dict[str, Reason] = {}
        sensitive = False
        hops = 0 if event.tries else hops_before(event.occurred_at, state.seen)
        for planned in self.planner.plan(event, state):
            if isinstance(planned, Unreadable):
                run = new_run(event, planned, self.clock(), LEASE, hops)
                runs.append(_parked(run, planned.reason))
                continue
            automation = planned.automation
            sensitive = sensitive or automation.sensitive
            run = new_run(event, automation, self.clock(), LEASE, hops)
            match planned.decision:
                case Met() | Undecided(way=UnknownFormer.MATCH) if hops > MOST_HOPS:
                    runs.append(_parked(run, _LOOP))
                case Met() | Undecided(way=UnknownFormer.MATCH):
                    runs.append(self._held_or_not(run, state))
                case Undecided(way=UnknownFormer.PARK):
                    runs.append(_parked(run, Reason("former_unknown", former_unknown(automation))))
                case Undecided():
                    reasons[automation.name] = Reason("former_unknown", former_unknown(automation))
                case NotMet(code=code, reason=sentence):
                    reasons[automation.name] = Reason(code, sentence)
        if not runs and not reasons:
            reasons["*"] = _nobody(event)
        if sensitive:
            runs = [replace(run, sensitive=True) for run in runs]
        kept = event.without_values() if sensitive and not runs else event
        return Journaled(kept, "matched" if runs else "ignored", reasons), runs

    def _held_or_not(self, run: Run, state: RecordState) -> Run:
        reason = self.holding.reason(run, state)
        return run if reason is None else replace(run, state=RunState.HELD, reason=reason, lease_until=None)


def _parked(run: Run, reason: Reason) -> Run:
    return replace(run, state=RunState.PARKED, reason=reason, lease_until=None)


def _given_up(runs: tuple[Run, ...]) -> Outcome:
    return Outcome("given_up", runs, moved=frozenset(run.id for run in runs))


def _outcome(state: str, progress: list[Progress]) -> Outcome:
    waits = [item.wait_s for item in progress if item.wait_s is not None]
    runs = tuple(item.run for item in progress)
    moved = frozenset(item.run.id for item in progress if item.moved)
    return Outcome(state, runs, min(waits) if waits else None, moved=moved)


def _nobody(event: Event) -> Reason:
    if event.kind == "unrecognised":
        return Reason("unrecognised", _UNRECOGNISED)
    return Reason("no_automation", _no_automation(event))


_LOOP = Reason(
    "loop",
    Sentence(
        fr=f"Plus de {MOST_HOPS} de nos écritures se sont suivies en quelques minutes, chacune provoquant la "
        "suivante : des automatisations se déclenchent en boucle. Cherchez lesquelles (« passerelle runs ») "
        "et corrigez-en une ; si ce n'est pas une boucle, rejouez l'exécution.",
        en=f"More than {MOST_HOPS} of our own writes followed each other within minutes, each causing the next: "
        'automations trigger each other in a loop. Find which ones ("passerelle runs") and correct one of them; if it '
        "is no loop, replay the run.",
    ),
)
_UNRECOGNISED = Sentence(
    fr="Le manifeste de la plateforme ne décrit pas ce genre d'événement : il est conservé, mais ne déclenche rien.",
    en="The platform's manifest does not describe this kind of event: it is kept, but triggers nothing.",
)


def _no_automation(event: Event) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation active n'écoute les fiches « {event.record.kind} » de « {event.connection} ».",
        en=f'No active automation listens to the "{event.record.kind}" records of "{event.connection}".',
    )


def former_unknown(automation: Automation) -> Sentence:
    field = automation.trigger.change.field if automation.trigger.change else ""
    return Sentence(
        fr=f"Rien ne dit quelle valeur avait le champ « {field} » auparavant, alors que le déclencheur en dépend. "
        "Vérifiez la fiche, puis rejouez l'exécution si elle devait avoir lieu, sinon écartez-la.",
        en=f'Nothing tells which value the field "{field}" had before, and the trigger depends on it. '
        "Check the record, then replay the run if it should take place, else dismiss it.",
    )
