"""The steps of one run, in order: intent before effect, result after it, nothing done twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypedDict

from passerelle.core import history
from passerelle.core.automation import AfterUnknown, Again, Automation, Stage, Step
from passerelle.core.events import Event, RecordRef
from passerelle.core.history import Seen
from passerelle.core.ledger import Entry, after, entry_of
from passerelle.core.mapping import map_lines
from passerelle.core.matching import unmet_condition
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run, StepRecord, StepState
from passerelle.core.steps import Json, Nature, Origin, Request
from passerelle.delivery.doing import (
    EARLIER_UNKNOWN,
    Doing,
    Ignored,
    Prepared,
    already_done,
    not_linked,
    planned_of,
    settling,
)
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort, Platforms
from passerelle.delivery.reading import Gathered, gather
from passerelle.errors import Busy, Rejected, Retryable
from passerelle.errors import Effect as Happened
from passerelle.platforms.platform import NamedAction

MAIN = "do"
"""The step that is the automation's effect; the others follow from it."""


class Unsaved(TypedDict, total=False):
    no_effect: bool
    ledger: Entry


@dataclass(slots=True)
class Execution:
    """`run` is where the run stands: saved after each intent and result, and once more by the runner at the end.

    `settle` tells, by connection, how long an effect may take to show after an outcome that is not known.
    """

    run: Run
    event: Event
    state: RecordState
    journal: JournalPort
    catalogue: CataloguePort
    platforms: Platforms
    clock: Clock
    settle: Callable[[str], timedelta]
    results: dict[str, Json] = field(default_factory=dict)
    effect_taken_back: bool = False
    never_was: Entry | None = None
    _gathered: Gathered | None = None

    def go(self) -> None:
        """Raises Ignored, Refused, or the tree of passerelle.errors; returns when every step is done."""
        automation = self.catalogue.automation(self.run.automation, self.run.version, self.run.stage)
        if not self.run.steps:
            unmet = unmet_condition(automation.trigger.conditions, self._gather(automation).data)
            if unmet is not None:
                raise Ignored(unmet.code, unmet.reason)
        for step in automation.steps:
            self._step(automation, step)

    def unsaved(self) -> Unsaved:
        """What the closing save of the runner has to write besides the run."""
        unsaved: Unsaved = {"no_effect": True} if self.effect_taken_back else {}
        return {**unsaved, "ledger": self.never_was} if self.never_was else unsaved

    def _gather(self, automation: Automation) -> Gathered:
        """Read when something has to be mapped, and once: an effect that is only looked for needs none of it."""
        if self._gathered is None:
            self._gathered = gather(automation, self.event, self.state, self.platforms)
        return self._gathered

    def _step(self, automation: Automation, step: Step) -> None:
        actions = self._actions(automation, step)
        prepared: Prepared | None = None
        for named in actions:
            record = self.run.step(_key(step, named))
            doing = Doing(step, named, main=step.name == MAIN and named is actions[-1])
            if record.state is StepState.INTENDED:
                record = self._recover(doing, record)
            elif record.state is StepState.PENDING:
                prepared = prepared or self._prepare(automation, step, actions)
                record = self._begin(doing, record, prepared)
            self.results[named.name] = record.result or {}

    def _prepare(self, automation: Automation, step: Step, actions: Sequence[NamedAction]) -> Prepared:
        gathered = self._gather(automation)
        data = {**gathered.data, **self.results}
        target = self._target(step, actions, gathered)
        request = Request(
            params={**step.params.fill(data, actions[0].quote), **({"record": target.record.kind} if target else {})},
            values=map_lines(step.lines, data, automation.missing, gathered.sources()),
            mark=self.run.mark if step.name == MAIN else self.run.mark_after(step.name),
            stage=automation.stage,
            origin=self._origin(),
            linked_id=target.record.id if target else None,
        )
        return Prepared(request, target)

    def _actions(self, automation: Automation, step: Step) -> Sequence[NamedAction]:
        """The actions of a step; those of an update when the automation asks for that and had its effect before."""
        platform = self.platforms(step.connection)
        actions = platform.actions(step.action)
        earlier = self.state.effects.get(self.run.effect_name)
        if step.name != MAIN or earlier is None or earlier.run_id == self.run.id:
            return actions
        if not earlier.sure:
            raise Rejected(EARLIER_UNKNOWN, code="earlier_unknown", earlier_run=earlier.run_id)
        repeatable = all(named.action.nature is Nature.SET for named in actions)
        match automation.trigger.again or (Again.CREATE if repeatable else Again.IGNORE):
            case Again.IGNORE:
                raise Ignored("already_done", already_done(automation.name))
            case Again.UPDATE:
                updating = next((named.updated_by for named in actions if named.updated_by), None)
                return platform.actions(updating) if updating else actions
            case Again.CREATE:
                return actions

    def _target(self, step: Step, actions: Sequence[NamedAction], gathered: Gathered) -> Key | None:
        """The record a step works on: the one it names, else the one this run made, else the one that is linked."""
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
            raise Ignored("not_linked", not_linked(kind, step.connection))
        return Key(step.connection, linked)

    def _begin(self, doing: Doing, record: StepRecord, prepared: Prepared) -> StepRecord:
        action = doing.named.action
        call = action.prepare(replace(prepared.request, results=dict(self.results)))
        if action.nature is not Nature.SET:
            record = self._intend(doing, replace(record, call=call, intended_at=self.clock()), prepared)
        elif self.run.stage is Stage.TEST:
            self._save(record, ledger=entry_of(self.run, planned_of(doing, record, prepared)))
        return self._perform(doing, record, call, prepared)

    def _recover(self, doing: Doing, record: StepRecord) -> StepRecord:
        """The effect may be there: look for it, give it time to show, look again, and only then try again."""
        call, since = record.call or {}, record.intended_at or self.run.created_at
        found = doing.named.action.find(call, since)
        if found is not None:
            return self._done(doing, record, found)
        if doing.named.action.nature is Nature.NOTIFY:
            if doing.step.after_unknown is AfterUnknown.GIVE_UP:
                return self._done(doing, record, {"unknown": True})
        else:
            self._wait_for_it_to_show(doing, record)
        return self._perform(doing, self._intend(doing, replace(record, looked_at=None)), call)

    def _wait_for_it_to_show(self, doing: Doing, record: StepRecord) -> None:
        """Raises Busy until the effect was looked for in vain twice, a settling delay apart."""
        now, settle = self.clock(), self.settle(doing.step.connection)
        if record.looked_at is None:
            self._save(replace(record, looked_at=now))
        until = (record.looked_at or now) + settle
        if now < until:
            wait_s = (until - now).total_seconds()
            raise Busy(settling(doing.step.connection), code="settling", retry_after_s=wait_s)

    def _intend(self, doing: Doing, record: StepRecord, prepared: Prepared | None = None) -> StepRecord:
        """From here on the effect may happen, whatever becomes of this process."""
        intended = replace(record, state=StepState.INTENDED)
        entry = entry_of(self.run, planned_of(doing, record, prepared))
        self._save(intended, effect=self._effect_mark(doing, sure=False), ledger=entry)
        return intended

    def _perform(self, doing: Doing, record: StepRecord, call: Json, prepared: Prepared | None = None) -> StepRecord:
        try:
            result = doing.named.action.perform(call)
        except (Retryable, Rejected) as error:
            if not isinstance(error, Retryable) or error.effect is Happened.NOT_DONE:
                self._take_back(doing, record)
            raise
        return self._done(doing, record, result, prepared)

    def _take_back(self, doing: Doing, record: StepRecord) -> None:
        """The effect surely did not happen: the closing save of the runner writes so."""
        self.run = self.run.with_step(StepRecord(record.name))
        self.effect_taken_back = doing.main
        if doing.named.action.nature is Nature.CREATE:  # of the others, an earlier attempt may have had its effect
            entry = entry_of(self.run, planned_of(doing, record))
            self.never_was = entry.never_was() if entry else None

    def _done(self, doing: Doing, record: StepRecord, result: Json, prepared: Prepared | None = None) -> StepRecord:
        done = replace(record, state=StepState.DONE, result=result)
        self.run = replace(self.run, attempts=0)  # it got on: what fails next begins with a short wait again
        now = self.clock()
        links: Sequence[Link] = ()
        seen: dict[Key, dict[str, Seen]] = {}
        if doing.named.makes is not None:
            made = Key(doing.step.connection, RecordRef(doing.named.makes, result["id"]))
            links = (Link(Key(self.event.connection, self.event.record), made, self.run.automation, now),)
            seen[made] = history.made(self.run.hops, now)
        elif prepared and prepared.target:
            values = prepared.written(self._watched, now) if doing.named.writes else {}
            seen[prepared.target] = values | history.touched(self.run.hops, now)
        planned = planned_of(doing, record, prepared)
        entry = entry_of(self.run, planned)
        ledger = after(entry, planned, result) if entry else None
        self._save(done, links=links, seen=seen, effect=self._effect_mark(doing, sure=True), ledger=ledger)
        return done

    def _watched(self, key: Key) -> frozenset[str]:
        return self.catalogue.watched(key.connection, key.record.kind)

    def _effect_mark(self, doing: Doing, *, sure: bool) -> Effect | None:
        return Effect(self.run.effect_name, self.run.id, sure=sure) if doing.main else None

    def _save(self, record: StepRecord, **others: Any) -> None:
        self.run = replace(self.run.with_step(record), updated_at=self.clock())
        self.journal.save(self.run, **others)

    def _origin(self) -> Origin:
        platform = self.platforms(self.event.connection)
        return Origin(self.event.platform, self.event.record, platform.url(self.event.record))


def _key(step: Step, named: NamedAction) -> str:
    return f"{step.name}.{named.name}"
