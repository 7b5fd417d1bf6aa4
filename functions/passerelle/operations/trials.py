"""Try the tested version of an automation on a record for tests: through the same queue as any event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from passerelle.configuration.published import PublishedConnection
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Event, RecordRef
from passerelle.core.runs import Reason, Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.trying import made_up
from passerelle.errors import Rejected
from passerelle.journal.items import Journaled
from passerelle.platforms.platform import Platform


class CataloguePort(Protocol):
    def deployments(self) -> Mapping[str, Deployment]: ...

    def deployment(self, name: str, *, fresh: bool = False) -> Deployment: ...

    def automation(self, name: str, number: int, stage: Stage) -> Automation: ...

    def connection(self, name: str) -> PublishedConnection: ...


class JournalPort(Protocol):
    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None: ...


class QueuePort(Protocol):
    def put(self, events: list[Event], *, correlation_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a tried event has come to: its run, or why it has none."""

    run: Run | None = None
    reason: Reason | None = None

    @property
    def over(self) -> bool:
        """Nothing more happens by itself."""
        return self.reason is not None or (self.run is not None and (self.run.state.ended or self.held))

    @property
    def held(self) -> bool:
        return self.run is not None and self.run.state is RunState.HELD


@dataclass(frozen=True, slots=True)
class Trials:
    catalogue: CataloguePort
    platforms: Callable[[str], Platform]
    journal: JournalPort
    queue: QueuePort
    clock: Callable[[], datetime]

    def tested(self, name: str) -> Automation:
        """The version under test. Raises Rejected when there is none."""
        if name not in self.catalogue.deployments():
            raise Rejected(_unknown(name, sorted(self.catalogue.deployments())), code="unknown_automation")
        number = self.catalogue.deployment(name).test
        if number is None:
            raise Rejected(_nothing_to_test(name), code="nothing_to_test", automation=name)
        return self.catalogue.automation(name, number, Stage.TEST)

    def event_for(self, automation: Automation, record_id: str | None) -> Event:
        """The event that would start it for that record, which is looked at first. Raises Rejected and Retryable."""
        record = RecordRef(automation.trigger.record, record_id or _only_record(automation))
        connection = automation.trigger.connection
        present = self._present(automation, record)
        platform = self.catalogue.connection(connection).platform
        return made_up(automation, platform, record.id, present, self.clock())

    def send(self, event: Event) -> None:
        self.queue.put([event], correlation_id=event.id)

    def standing(self, event: Event) -> Standing:
        known = self.journal.event(event.id)
        if known is None:
            return Standing()
        journaled, runs = known
        run = next((one for one in runs if one.automation == event.tries), None)
        reasons = journaled.reasons
        reason = None if run else reasons.get(event.tries or "") or next(iter(reasons.values()), None)
        return Standing(run, reason)

    def _present(self, automation: Automation, record: RecordRef) -> dict[str, Any]:
        if automation.trigger.event == "deleted":
            return {}
        platform = self.platforms(automation.trigger.connection)
        if not platform.reads(record.kind):
            raise Rejected(_unreadable(automation), code="unreadable_record", connection=automation.trigger.connection)
        change = automation.trigger.change
        return platform.read(record, frozenset({change.field} if change else ()))


def _only_record(automation: Automation) -> str:
    ids = sorted(automation.test_records.ids)
    if not ids:
        raise Rejected(_no_record(automation.name), code="no_test_record", automation=automation.name)
    return ids[0]


def _unknown(name: str, known: list[str]) -> Sentence:
    names = ", ".join(known) or "-"
    return Sentence(
        fr=f"Aucune automatisation « {name} » n'a été publiée ici. Il y a : {names}.",
        en=f'No automation "{name}" was pushed here. There is: {names}.',
    )


def _nothing_to_test(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {name} » n'est en test. Publiez-en une avec « passerelle push ».",
        en=f'No version of "{name}" is being tested. Push one with "passerelle push".',
    )


def _no_record(name: str) -> Sentence:
    return Sentence(
        fr=f"Dites sur quelle fiche essayer « {name} » : --record IDENTIFIANT. C'est une fiche de test, au sens de "
        "« test » dans son fichier.",
        en=f'Say on which record to try "{name}": --record ID. It is a record for tests, as "test" in its file tells.',
    )


def _unreadable(automation: Automation) -> Sentence:
    connection = automation.trigger.connection
    return Sentence(
        fr=f"Une fiche de « {connection} » n'existe que dans ce qu'il envoie : envoyez un exemple avec « passerelle "
        f"sample {connection} ».",
        en=f'A record of "{connection}" exists in what it sends alone: send a sample with "passerelle sample '
        f'{connection}".',
    )
