"""A run that is only told: the very course of a real one, up to each request that would change something."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from passerelle.core.automation import Automation, Line, Stage, Step, UnknownFormer
from passerelle.core.events import Event
from passerelle.core.expressions import ALL_FIELDS
from passerelle.core.mapping import Refused, map_lines
from passerelle.core.matching import Decision, NotMet, Undecided
from passerelle.core.plans import CallPlan, FieldPlan, LinePlan, Plan, Sent, StepPlan
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Reason, RunState, new_run
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature
from passerelle.delivery.deliverer import former_unknown
from passerelle.delivery.doing import Ignored, Prepared, conflicting, stopped_by
from passerelle.delivery.execution import step_key
from passerelle.delivery.planning import Planner
from passerelle.delivery.ports import Platforms
from passerelle.delivery.preparing import MAIN, Preparing
from passerelle.delivery.runner import LEASE
from passerelle.delivery.weighing import NO_MEMORY, Memory
from passerelle.errors import Rejected, RemoteRefused, Retryable
from passerelle.http_dry import NotSent
from passerelle.platforms.platform import NamedAction


@dataclass(frozen=True, slots=True)
class DryRun:
    """The platforms, those of the planner too, must be built with a dry client: it is what keeps anything from being
    done.
    """

    planner: Planner
    platforms: Platforms
    clock: Callable[[], datetime]
    memory: Memory = NO_MEMORY

    def plan(self, automation: Automation, event: Event, state: RecordState) -> Plan:
        """What this version would make of the event. What goes wrong is how the plan ends."""
        run = new_run(event, automation, self.clock(), LEASE)
        told = _Told(Preparing(automation, run, event, state, self.platforms, memory=self.memory), self.platforms)
        warnings: list[Sentence] = []
        try:
            decision = self.planner.decide(automation, event, state)
            warnings += self._about_stage(automation, decision, event)
            ending = _undone(automation, decision)
            if ending is None:
                told.go()
                ending = RunState.DONE, told.explained
        except (Ignored, Refused, Rejected) as stop:
            ending = stopped_by(stop)
        except Retryable as error:
            ending = RunState.WAITING, Reason(error.code, error.sentence)
        return Plan(
            automation=automation.name,
            version=automation.version,
            stage=automation.stage,
            event=event,
            state=ending[0],
            reason=ending[1],
            read=told.read,
            steps=tuple(told.steps),
            warnings=tuple(warnings),
            sensitive=automation.sensitive,
        )

    def _about_stage(self, automation: Automation, decision: Decision, event: Event) -> Iterable[Sentence]:
        if automation.stage is Stage.TEST and not self.planner.is_for_tests(automation, decision, event):
            yield _NOT_FOR_TESTS


@dataclass(slots=True)
class _Told:
    """`unsent` names the results that are not the platform's own, because nothing was sent."""

    preparing: Preparing
    platforms: Platforms
    read: dict[str, Any] = field(default_factory=dict)
    steps: list[StepPlan] = field(default_factory=list)
    unsent: set[str] = field(default_factory=set)
    explained: Reason | None = None

    def go(self) -> None:
        """As Execution does, without its journal."""
        self.read = {name: value for name, value in self.preparing.gathered().data.items() if name != "event"}
        self.preparing.check_conditions()
        for step in self.preparing.automation.steps:
            self._step(step)

    def _step(self, step: Step) -> None:
        actions = self.preparing.actions(step)
        lines = tuple(self._line(line) for line in step.lines)
        calls: list[CallPlan] = []
        prepared: Prepared | None = None
        try:
            prepared = self.preparing.prepare(step, actions)
            calls.extend(self._call(step, named, prepared) for named in actions)
            if step.name == MAIN:
                self.explained = prepared.explanation()
            if prepared.conflicts:
                raise conflicting(prepared.conflicts)
        finally:
            self.steps.append(self._told(step, actions, lines, calls, prepared))

    def _told(
        self,
        step: Step,
        actions: Sequence[NamedAction],
        lines: tuple[LinePlan, ...],
        calls: list[CallPlan],
        prepared: Prepared | None,
    ) -> StepPlan:
        if prepared is None:
            return StepPlan(step.name, step.connection, lines=lines, privacy=step.privacy)
        params = {name: value for name, value in prepared.request.params.items() if name != "record"}
        sets = all(named.action.nature is Nature.SET for named in actions)
        target = None if self._is_planned(prepared) else prepared.target
        fields = self._fields(target, prepared) if target and sets else ()
        return StepPlan(step.name, step.connection, params, lines, tuple(calls), target, fields, step.privacy)

    def _line(self, line: Line) -> LinePlan:
        """By the very mapping of a run, one line at a time, so that every line is told."""
        preparing, data = self.preparing, self.preparing.data()
        later = bool(line.path.needs().keys() & self.unsent)
        told = LinePlan(
            to=line.to,
            path=line.path.text,
            found=line.path.search(data),
            conversion=line.conversion.name,
            value=None,
            sent=Sent.EMPTY,
            later=later,
            privacy=line.privacy,
        )
        try:
            values = map_lines((line,), data, preparing.automation.missing, preparing.gathered().sources())
        except Refused as refused:
            return replace(told, sent=Sent.REFUSED, refusal=Reason(refused.code, refused.sentence))
        return replace(told, value=values[0].value, sent=Sent.YES) if values else told

    def _call(self, step: Step, named: NamedAction, prepared: Prepared) -> CallPlan:
        name = step_key(step, named)
        if prepared.settled and prepared.target:
            self.preparing.results[named.name] = self.preparing.unchanged(prepared.target)
            return CallPlan(name, None)
        if self._is_planned(prepared):
            self.preparing.results[named.name] = self._placeholder(named, prepared)
            return CallPlan(name, None, later=True)
        try:
            call = self.preparing.call(named, prepared)
            self.preparing.results[named.name] = named.action.perform(call)
        except NotSent as stopped:
            self.preparing.results[named.name] = self._placeholder(named, prepared)
            self.unsent.add(named.name)
            if prepared.target is None:
                self.preparing.planned.add(named.name)
            return CallPlan(name, stopped.request)
        return CallPlan(name, None)

    def _is_planned(self, prepared: Prepared) -> bool:
        """Whether the step works on a record that does not exist yet."""
        kind = prepared.target.record.kind if prepared.target else ""
        return kind in self.preparing.planned

    def _placeholder(self, named: NamedAction, prepared: Prepared) -> Json:
        """For each thing that the automation takes from this result, a text that says what will stand there."""
        wanted = self.preparing.automation.needs().get(named.name, frozenset()) - {ALL_FIELDS}
        result: Json = {name: f"<{named.name}.{name}>" for name in wanted | {"id"}}
        if prepared.target is not None and not self._is_planned(prepared):
            known = {"id": prepared.target.record.id, "url": self._url(prepared.target)}
            result |= {name: value for name, value in known.items() if value is not None}
        return result

    def _url(self, target: Key) -> str | None:
        return self.platforms(target.connection).url(target.record)

    def _fields(self, target: Key, prepared: Prepared) -> tuple[FieldPlan, ...]:
        platform, values = self.platforms(target.connection), prepared.request.values
        if prepared.weighed is not None:
            shown = prepared.weighed.present
            after = {one.to: one.value for one in values}
            return tuple(FieldPlan(to, before, after.get(to, before)) for to, before in shown.items())
        present: Mapping[str, Any] = {}
        if values and platform.reads(target.record.kind):
            names = frozenset(value.to.partition(".")[0] for value in values)
            with suppress(RemoteRefused, Retryable):  # the call has told that already, or the run will
                present = platform.read(target.record, names)
        return tuple(FieldPlan(one.to, _at(present, one.to, target.record.kind), one.value) for one in values)


def _at(record: Mapping[str, Any], to: str, kind: str) -> Any:
    """What a record holds under a name of an exchange: `amount`, `custom_fields.a1`, `contract.name`, `field.SIRET`."""
    fields, name = record.get("fields"), to.removeprefix(f"{kind}.")
    if isinstance(fields, Mapping) and name.startswith("field."):
        return fields.get(name.removeprefix("field."))
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _undone(automation: Automation, decision: Decision) -> tuple[RunState, Reason | None] | None:
    """How an event ends that starts nothing, as Deliverer decides; None for one that starts a run."""
    match decision:
        case NotMet(code=code, reason=sentence):
            return RunState.IGNORED, Reason(code, sentence)
        case Undecided(way=UnknownFormer.PARK):
            return RunState.PARKED, Reason("former_unknown", former_unknown(automation))
        case Undecided(way=UnknownFormer.IGNORE):
            return RunState.IGNORED, Reason("former_unknown", former_unknown(automation))
        case _:
            return None


_NOT_FOR_TESTS = Sentence(
    fr="Cette fiche n'est pas une fiche de test : tant que cette version est en test, elle n'y fera rien. Ajoutez la "
    "fiche sous « test » dans le fichier.",
    en="This record is not one for tests: as long as this version is in test, it does nothing on it. Add the record "
    'under "test" in the file.',
)
