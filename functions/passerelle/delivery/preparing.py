"""What comes before each effect of a run: its data read, its lines mapped, its record found. It only reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from passerelle.core.automation import Again, Automation, Step
from passerelle.core.events import Event, RecordRef
from passerelle.core.mapping import map_lines
from passerelle.core.matching import unmet_condition
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Run
from passerelle.core.steps import Json, Nature, Origin, Request
from passerelle.delivery.doing import EARLIER_UNKNOWN, Ignored, Prepared, already_done, not_linked
from passerelle.delivery.ports import Platforms
from passerelle.delivery.reading import Gathered, gather
from passerelle.delivery.weighing import NO_MEMORY, Memory, Weighing
from passerelle.errors import Rejected
from passerelle.platforms.platform import NamedAction

MAIN = "do"
"""The step that is the automation's effect; the others follow from it."""


@dataclass(slots=True)
class Preparing:
    """`results` holds what came of the effects so far; whoever has them adds to it. Of those `planned`, nothing came
    yet: they stand for what will be known once it is done.
    """

    automation: Automation
    run: Run
    event: Event
    state: RecordState
    platforms: Platforms
    results: dict[str, Json] = field(default_factory=dict)
    planned: set[str] = field(default_factory=set)
    memory: Memory = NO_MEMORY
    _gathered: Gathered | None = None

    def check_conditions(self) -> None:
        """Raises Ignored."""
        unmet = unmet_condition(self.automation.trigger.conditions, self.gathered().data)
        if unmet is not None:
            raise Ignored(unmet.code, unmet.reason)

    def gathered(self) -> Gathered:
        """Read when something has to be mapped, and once: an effect that is only looked for needs none of it."""
        if self._gathered is None:
            self._gathered = gather(self.automation, self.event, self.state, self.platforms)
        return self._gathered

    def data(self) -> Json:
        """What the paths look into."""
        return {**self.gathered().data, **self.results}

    def actions(self, step: Step) -> Sequence[NamedAction]:
        """The actions of a step; those of an update when the automation asks for that and had its effect before."""
        platform = self.platforms(step.connection)
        actions = platform.actions(step.action)
        earlier = self.state.effects.get(self.run.effect_name)
        if step.name != MAIN or earlier is None or earlier.run_id == self.run.id:
            return actions
        if not earlier.sure:
            raise Rejected(EARLIER_UNKNOWN, code="earlier_unknown", earlier_run=earlier.run_id)
        repeatable = all(named.action.nature is Nature.SET for named in actions)
        match self.automation.trigger.again or (Again.CREATE if repeatable else Again.IGNORE):
            case Again.IGNORE:
                raise Ignored("already_done", already_done(self.automation.name))
            case Again.UPDATE:
                updating = next((named.updated_by for named in actions if named.updated_by), None)
                return platform.actions(updating) if updating else actions
            case Again.CREATE:
                return actions

    def prepare(self, step: Step, actions: Sequence[NamedAction]) -> Prepared:
        gathered, data = self.gathered(), self.data()
        target = self._target(step, actions, gathered)
        request = Request(
            params={**step.params.fill(data, actions[0].quote), **({"record": target.record.kind} if target else {})},
            values=map_lines(step.lines, data, self.automation.missing, gathered.sources()),
            mark=self.run.mark if step.name == MAIN else self.run.mark_after(step.name),
            stage=self.automation.stage,
            origin=self._origin(),
            linked_id=target.record.id if target else None,
        )
        weighing = Weighing(self.platforms, self.memory, gathered, self.event, data, self.run.keep)
        sources = weighing.sources(step, step.connection)
        weighed = weighing.weigh(step, actions, target, request) if target and not self._is_planned(target) else None
        if weighed is None:
            return Prepared(request, target, sources)
        return Prepared(replace(request, values=weighed.values), target, sources, weighed)

    def unchanged(self, target: Key) -> Json:
        """What stands for the answer of a call that is not made, for there is nothing to write."""
        url = self.platforms(target.connection).url(target.record)
        return {"id": target.record.id, "url": url, "changed": False}

    def _is_planned(self, target: Key) -> bool:
        return target.record.kind in self.planned

    def call(self, named: NamedAction, prepared: Prepared) -> Json:
        """The exact call of one action, with the results so far."""
        request = replace(prepared.request, results=dict(self.results), planned=frozenset(self.planned))
        return named.action.prepare(request)

    def _target(self, step: Step, actions: Sequence[NamedAction], gathered: Gathered) -> Key | None:
        """The record a step works on: the one it names, else the one this run made, else the one that is linked. There
        is none yet where the step makes it.
        """
        if step.record is not None:
            target = gathered.refs.get(step.record)
            if target is None:
                raise Ignored("not_linked", not_linked(step.record, step.connection))
            return target
        kind = next((named.works_on for named in actions if named.works_on), None)
        if kind is None:
            return None
        made = self.results.get(kind)
        if made is not None:
            return Key(step.connection, RecordRef(kind, made["id"]))
        trigger = Key(self.event.connection, self.event.record)
        if (trigger.connection, trigger.record.kind) == (step.connection, kind):
            return trigger
        linked = self.state.linked(step.connection, kind)
        if linked is None:
            if any(named.makes == kind for named in actions):
                return None
            raise Ignored("not_linked", not_linked(kind, step.connection))
        return Key(step.connection, linked)

    def _origin(self) -> Origin:
        platform = self.platforms(self.event.connection)
        url = platform.url(self.event.record)
        return Origin(self.event.platform, self.event.record, url, self.event.connection)
