"""Which version of an automation an event meets, and whether it does: the tested one on the records for tests, the live
one on all others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import UNKNOWN, Event
from passerelle.core.expressions import merged_needs
from passerelle.core.history import SAME_MOMENT, as_text, fingerprint
from passerelle.core.matching import Decision, NotMet, concerns, decide, needs_history, unmet_condition
from passerelle.core.records import RecordState
from passerelle.core.runs import Reason
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import CataloguePort, Platforms
from passerelle.delivery.reading import read_trigger
from passerelle.errors import InvalidAutomation, Rejected
from passerelle.platforms.polled_events import former_in


@dataclass(frozen=True, slots=True)
class Planned:
    """One automation that listens to the event's record: the version that answers, and what it says."""

    automation: Automation
    decision: Decision


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A version that this release cannot read, and that may listen to the event's record: it has to be pushed again."""

    name: str
    version: int
    stage: Stage
    reason: Reason


@dataclass(frozen=True, slots=True)
class Planner:
    catalogue: CataloguePort
    platforms: Platforms

    def plan(self, event: Event, state: RecordState) -> Iterator[Planned | Unreadable]:
        """Raises Retryable when a platform that has to be asked does not answer now."""
        for name, deployment in self._deployments(event).items():
            planned = self._one(name, deployment, event, state)
            if planned is not None:
                yield planned

    def _deployments(self, event: Event) -> Mapping[str, Deployment]:
        """Of what somebody tries, the version that was pushed a moment ago is meant: it is looked up again."""
        if event.only is not None:
            return {event.only: self.catalogue.deployment(event.only)}
        if event.tries is None:
            return self.catalogue.deployments()
        return {event.tries: self.catalogue.deployment(event.tries, fresh=True)}

    def _one(self, name: str, deployment: Deployment, event: Event, state: RecordState) -> Planned | Unreadable | None:
        test = self._version(name, deployment.test, Stage.TEST, event)
        if isinstance(test, Unreadable):
            return test
        tested = Planned(test, self.decide(test, event, state)) if test else None
        if tested is not None and self.is_for_tests(tested.automation, tested.decision, event):
            return tested
        live = None if event.tries else self._version(name, deployment.live_for(event.record), Stage.LIVE, event)
        if isinstance(live, Unreadable):
            return live
        if live is not None:
            return Planned(live, self.decide(live, event, state))
        if tested is None or isinstance(tested.decision, NotMet):
            return tested
        return Planned(tested.automation, NotMet("not_a_test_record", _NOT_A_TEST_RECORD))

    def _version(self, name: str, number: int | None, stage: Stage, event: Event) -> Automation | Unreadable | None:
        """That version, when it listens to the event's record, or may do so."""
        if number is None:
            return None
        try:
            automation = self.catalogue.automation(name, number, stage)
        except InvalidAutomation as error:
            listens_to = error.context.get("listens_to")
            if listens_to not in {None, (event.connection, event.record.kind)}:
                return None
            return Unreadable(name, number, stage, Reason(error.code, error.sentence))
        return automation if concerns(automation, event) else None

    def is_for_tests(self, automation: Automation, decision: Decision, event: Event) -> bool:
        """The record is read only when the list does not settle it and the trigger is met."""
        records = automation.test_records
        if event.record.id in records.ids:
            return True
        if not records.conditions or isinstance(decision, NotMet):
            return False
        needs = merged_needs([condition.path for condition in records.conditions])
        try:
            data = read_trigger(event, needs.get(event.record.kind, frozenset()), self.platforms)
        except Rejected:  # the run that follows meets it too, and tells it
            return False
        return unmet_condition(records.conditions, {event.record.kind: data}) is None

    def decide(self, automation: Automation, event: Event, state: RecordState) -> Decision:
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


_NOT_A_TEST_RECORD = Sentence(
    fr="L'automatisation est en test, et cette fiche n'est pas une de ses fiches de test. Ajoutez-la sous « test » "
    "dans le fichier, ou mettez l'automatisation en service avec « passerelle promote ».",
    en='The automation is being tested, and this record is not one of its test records. Add it under "test" in the '
    'file, or make the automation live with "passerelle promote".',
)
