"""What a version of an automation would do: with a record as it is now, with a sample, or with events of the past."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from passerelle.core.automation import Automation
from passerelle.core.events import Event, RecordRef
from passerelle.core.matching import concerns
from passerelle.core.plans import Comparison, Plan, compare
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.trying import made_up
from passerelle.delivery.dry_run import DryRun
from passerelle.delivery.planning import Planner
from passerelle.delivery.ports import CataloguePort, Platforms
from passerelle.delivery.weighing import Memory
from passerelle.errors import Rejected
from passerelle.inbound.connections import Connection
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.rules import Split
from passerelle.inbound.split import Sender, split
from passerelle.journal.items import Journaled

LOOKED_THROUGH: Final = 1_000
"""How many runs of each state, and how many events that started none, are looked through: the newest ones."""

ENDED: Final = (RunState.DONE, RunState.IGNORED, RunState.PARKED)


class JournalPort(Protocol):
    def record_state(self, key: Key) -> RecordState: ...

    def runs_in(self, state: RunState, limit: int, since: datetime | None = None) -> list[Run]: ...

    def ignored_events(self, limit: int, since: datetime | None = None) -> list[Journaled]: ...

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None: ...


@dataclass(frozen=True, slots=True)
class Past:
    """An event of the past: how it ended then, what the version would make of it, and what it would do otherwise than
    the version that is live, where there is one.
    """

    then: str
    plan: Plan
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Planning:
    journal: JournalPort
    dry_run: DryRun
    platforms: Platforms
    clock: Callable[[], datetime]

    def record(self, automation: Automation, platform: str, record_id: str) -> Plan:
        """As if the record met the trigger now. Raises Rejected for one that cannot be read."""
        trigger = automation.trigger
        record, of = RecordRef(trigger.record, record_id), self.platforms(trigger.connection)
        if not of.reads(trigger.record):
            raise Rejected(_unreadable(trigger.connection, trigger.record), code="unreadable_record")
        wanted = frozenset({trigger.change.field} if trigger.change else ())
        present = of.read(record, wanted)
        event = made_up(automation, platform, record_id, present, self.clock())
        plan = self._plan(automation, replace(event, data=present))
        return replace(plan, warnings=(*plan.warnings, *_supposed(event, present)))

    def sample(self, automation: Automation, platform: str, rules: Split | None, body: bytes) -> list[Plan]:
        """A body as the sender sends it, split by the connection's own rules, or one canonical event. Raises Rejected
        when nothing in it is about the automation's record.
        """
        connection = automation.trigger.connection
        event = _canonical(body)
        if event is None and rules is None:
            raise Rejected(_receives_nothing(connection), code="receives_nothing", connection=connection)
        if event is None and rules is not None:
            # The person who gives the file answers for it: nothing is done with it.
            sent = Verified(InboundRequest("POST", "", {}, body))
            events: Iterable[Event] = split(rules, Sender(connection, platform, self.clock()), sent)
        else:
            events = [event] if event else []
        mine = [replace(one, tries=automation.name) for one in events if concerns(automation, one)]
        if not mine:
            raise Rejected(_not_about(automation), code="not_about")
        return [self._plan(automation, one) for one in mine]

    def event(self, automation: Automation, event: Event) -> Plan:
        """What it would make of this very event."""
        return self._plan(automation, event)

    def last(
        self, automation: Automation, live: Automation | None, count: int, since: datetime | None = None
    ) -> list[Past]:
        """The newest events of the automation's kind of record, at most so many, newest first; those that ended `since`
        then, where that is given.
        """
        return [self._past(automation, live, *known) for known in self._events(automation, count, since)]

    def _past(self, automation: Automation, live: Automation | None, event: Event, runs: Sequence[Run]) -> Past:
        state = _as_it_was(self.journal.record_state(Key(event.connection, event.record)), event)
        tried = replace(event, tries=automation.name)
        plan = self.dry_run.plan(automation, tried, state)
        compared = compare(self.dry_run.plan(live, tried, state), plan) if live else None
        return Past(_ending(automation.name, runs), plan, compared)

    def _plan(self, automation: Automation, event: Event) -> Plan:
        return self.dry_run.plan(automation, event, self.journal.record_state(Key(event.connection, event.record)))

    def _events(self, automation: Automation, count: int, since: datetime | None) -> list[tuple[Event, list[Run]]]:
        """By the index of states: its runs, and the events that started nothing."""
        trigger = automation.trigger
        runs = [run for state in ENDED for run in self.journal.runs_in(state, LOOKED_THROUGH, since)]
        kind = (trigger.connection, trigger.record)
        ids = {run.event_id: run.updated_at for run in runs if (run.connection, run.record.kind) == kind}
        ignored = [one.event for one in self.journal.ignored_events(LOOKED_THROUGH, since)]
        ids |= {one.id: one.received_at for one in ignored if concerns(automation, one)}
        newest = sorted(ids, key=lambda event_id: ids[event_id], reverse=True)
        known = (self.journal.event(event_id) for event_id in newest)
        real = ((one[0].event, one[1]) for one in known if one and one[0].event.tries is None)
        return [one for one, _ in zip(real, range(count), strict=False)]


def dry_planning(
    journal: JournalPort, catalogue: CataloguePort, platforms: Platforms, clock: Callable[[], datetime]
) -> Planning:
    """`platforms` are those of a dry connector."""
    memory = Memory(journal.record_state, catalogue.agreeing)
    return Planning(journal, DryRun(Planner(catalogue, platforms), platforms, clock, memory), platforms, clock)


def rules_in(settings: Mapping[str, str], connection: str) -> Split | None:
    """How the connection's requests become events, as receive knows it, from the parameters that are no secrets."""
    known = settings.get(f"{connection}/settings")
    return Connection.from_json(connection, json.loads(known), {}).split if known else None


def _as_it_was(state: RecordState, event: Event) -> RecordState:
    """What was known of the record when the event came, as far as it can be told now: former values are asked of the
    platform's own history, and what was linked later is left out.
    """
    links = tuple(link for link in state.links if link.at <= event.received_at)
    return RecordState(links=links, effects=state.effects)


def _ending(name: str, runs: Iterable[Run]) -> str:
    run = next((run for run in runs if run.automation == name), None)
    if run is None:
        return "-"
    return f"{run.state}:{run.reason.code}" if run.reason else str(run.state)


def _canonical(body: bytes) -> Event | None:
    """An event as we write it ourselves, or None for what a sender sends."""
    try:
        return Event.from_json(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _supposed(event: Event, present: Mapping[str, Any]) -> Iterable[Sentence]:
    for change in event.changes:
        if str(present.get(change.field)) != str(change.value):
            yield Sentence(
                fr=f"Le champ « {change.field} » ne vaut pas « {change.value} » en ce moment : on suppose qu'il vient "
                "de prendre cette valeur.",
                en=f'The field "{change.field}" is not "{change.value}" at this moment: it is supposed to have just '
                "taken that value.",
            )


def _unreadable(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"Une fiche « {kind} » de « {connection} » ne peut pas être lue : ses événements portent tout ce qu'on en "
        "sait. Donnez un événement avec --sample FICHIER.",
        en=f'A "{kind}" record of "{connection}" cannot be read: its events carry all that is known of it. Give an '
        "event with --sample FILE.",
    )


def _receives_nothing(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne reçoit pas de webhooks, ou n'est pas publiée : rien ne dit comment lire cet exemple. "
        "Lancez « passerelle push », ou donnez --record ID.",
        en=f'"{connection}" receives no webhooks, or was not pushed: nothing tells how to read this sample. Run '
        '"passerelle push", or give --record ID.',
    )


def _not_about(automation: Automation) -> Sentence:
    trigger = automation.trigger
    return Sentence(
        fr=f"Rien dans cet exemple ne concerne une fiche « {trigger.record} » de « {trigger.connection} », que "
        f"« {automation.name} » écoute.",
        en=f'Nothing in this sample is about a "{trigger.record}" record of "{trigger.connection}", to which '
        f'"{automation.name}" listens.',
    )
