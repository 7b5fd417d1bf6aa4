"""The steps of one run, in order: intent before effect, result after it, nothing done twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict

from passerelle.core import history
from passerelle.core.automation import AfterUnknown, Step
from passerelle.core.events import Event, RecordRef
from passerelle.core.history import Seen
from passerelle.core.ledger import Entry, after, entry_of
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Reason, Run, StepRecord, StepState
from passerelle.core.steps import Json, Nature
from passerelle.delivery.doing import Doing, Prepared, conflicting, perhaps_made, planned_of, settling
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort, Platforms
from passerelle.delivery.preparing import MAIN, Preparing
from passerelle.delivery.weighing import Memory
from passerelle.errors import Busy, PerhapsMade, Rejected, Retryable
from passerelle.errors import Effect as Happened
from passerelle.platforms.platform import NamedAction


class Unsaved(TypedDict, total=False):
    no_effect: bool
    ledger: Entry
    seen: dict[Key, dict[str, Seen]]


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
    explained: Reason | None = None
    effect_taken_back: bool = False
    never_was: Entry | None = None
    not_written: dict[Key, dict[str, Seen]] = field(default_factory=dict)

    def go(self) -> None:
        """Raises Ignored, Refused, or the tree of passerelle.errors; returns when every step is done."""
        automation = self.catalogue.automation(self.run.automation, self.run.version, self.run.stage)
        if automation.sensitive:  # the version it is replayed with may be another than it started with
            self.run = replace(self.run, sensitive=True)
        memory = Memory(self.journal.record_state, self.catalogue.agreeing)
        preparing = Preparing(automation, self.run, self.event, self.state, self.platforms, memory=memory)
        if not self.run.steps:
            preparing.check_conditions()
        for step in automation.steps:
            self._step(preparing, step)

    def unsaved(self) -> Unsaved:
        """What the closing save of the runner has to write besides the run."""
        unsaved: Unsaved = {"no_effect": True} if self.effect_taken_back else {}
        if self.not_written:
            unsaved["seen"] = self.not_written
        return {**unsaved, "ledger": self.never_was} if self.never_was else unsaved

    def _step(self, preparing: Preparing, step: Step) -> None:
        actions = preparing.actions(step)
        prepared: Prepared | None = None
        read_at = self.clock()
        for named in actions:
            record = self.run.step(step_key(step, named))
            doing = Doing(step, named, main=step.name == MAIN and named is actions[-1])
            if record.state is StepState.INTENDED:
                if record.call is None:  # a sensitive one was not kept while a person was waited for
                    prepared = prepared or preparing.prepare(step, actions)
                    record = replace(record, call=preparing.call(named, prepared))
                record = self._recover(doing, record)
            elif record.state is StepState.PENDING:
                prepared = prepared or preparing.prepare(step, actions)
                if doing.main:
                    self.explained = prepared.explanation()
                if prepared.settled and prepared.target:
                    record = self._done(doing, record, preparing.unchanged(prepared.target), prepared)
                else:
                    record = self._begin(doing, record, prepared, preparing.call(named, prepared), read_at)
            preparing.results[named.name] = record.result or {}

    def _begin(self, doing: Doing, record: StepRecord, prepared: Prepared, call: Json, read_at: datetime) -> StepRecord:
        if doing.named.action.nature is not Nature.SET:
            record = self._intend(doing, replace(record, call=call, intended_at=self.clock()), prepared)
        else:
            self._expect(doing, record, prepared, read_at)
        return self._perform(doing, record, call, prepared)

    def _expect(self, doing: Doing, record: StepRecord, prepared: Prepared, read_at: datetime) -> None:
        """Before values are set: what will come back as their echo, what they replace, and what a test leaves."""
        seen: dict[Key, dict[str, Seen]] = {}
        if prepared.target is not None:
            awaited = history.awaiting(self._written(doing, prepared, prepared.target, self.clock()))
            seen[prepared.target] = awaited | prepared.replaced(doing.named.field_of, read_at)
        entry = entry_of(self.run, planned_of(doing, record, prepared))
        if entry is not None or any(seen.values()):
            self._save(record, seen=seen, ledger=entry)

    def _recover(self, doing: Doing, record: StepRecord) -> StepRecord:
        """The effect may be there: look for it, give it time to show, look again, and only then try again."""
        call, since = record.call or {}, record.intended_at or self.run.created_at
        found = doing.named.action.find(call, since)
        if found is not None:
            return self._done(doing, record, found)
        if doing.named.action.nature is Nature.NOTIFY:
            if doing.step.after_unknown is AfterUnknown.GIVE_UP:
                return self._give_up(doing, record)
        else:
            self._wait_for_it_to_show(doing, record)
        return self._perform(doing, self._intend(doing, replace(record, looked_at=None)), call)

    def _give_up(self, doing: Doing, record: StepRecord) -> StepRecord:
        """A record that may be there cannot be linked: a person looks for it, and replays the run to make it."""
        if doing.named.makes is None:
            return self._done(doing, record, {"unknown": True})
        self.run = self.run.with_step(StepRecord(record.name))
        raise PerhapsMade(perhaps_made(doing.step.connection), connection=doing.step.connection)

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
                self._take_back(doing, record, prepared)
            raise
        return self._done(doing, record, result, prepared)

    def _take_back(self, doing: Doing, record: StepRecord, prepared: Prepared | None) -> None:
        """The effect surely did not happen: the closing save of the runner writes so."""
        self.run = self.run.with_step(StepRecord(record.name))
        if prepared and prepared.target and doing.named.action.nature is Nature.SET:
            now = self.clock()
            self.not_written = {
                prepared.target: history.settled(self._written(doing, prepared, prepared.target, now), now)
            }
        self.effect_taken_back = doing.main
        if doing.named.action.nature is Nature.CREATE:  # of the others, an earlier attempt may have had its effect
            entry = entry_of(self.run, planned_of(doing, record))
            self.never_was = entry.never_was() if entry else None

    def _done(self, doing: Doing, record: StepRecord, result: Json, prepared: Prepared | None = None) -> StepRecord:
        conflicts = prepared.conflicts if prepared else ()
        done = replace(record, state=StepState.DONE, result=result)
        if conflicts:  # the other values are written; these wait for a person, and the step with them
            done = replace(record, call={"conflicts": [conflict.to_json() for conflict in conflicts]})
        self.run = replace(self.run, attempts=0)  # it got on: what fails next begins with a short wait again
        now = self.clock()
        links: Sequence[Link] = ()
        seen: dict[Key, dict[str, Seen]] = {}
        made: Key | None = None
        if doing.named.makes is not None:
            made = Key(doing.step.connection, RecordRef(doing.named.makes, result["id"]))
            links = (Link(Key(self.event.connection, self.event.record), made, self.run.automation, now),)
            traces = history.touched if result.get("created") is False else history.made
            seen[made] = self._written(doing, prepared, made, now) | traces(self.run.hops, now)
        elif prepared and prepared.target:
            values = self._written(doing, prepared, prepared.target, now)
            hops = {} if prepared.settled else history.touched(self.run.hops, now)
            seen[prepared.target] = values | history.settled(values, now) | hops
        worked_on = made or (prepared.target if prepared else None)
        if prepared and worked_on:
            for key, fields in prepared.agreements(worked_on, doing.named.field_of, now).items():
                seen[key] = seen.get(key, {}) | fields
        planned = planned_of(doing, record, prepared)
        entry = entry_of(self.run, planned)
        ledger = after(entry, planned, result) if entry and not (prepared and prepared.settled) else None
        effect = None if conflicts else self._effect_mark(doing, sure=True)
        self._save(done, links=links, seen=seen, effect=effect, ledger=ledger)
        if conflicts:
            raise conflicting(conflicts)
        return done

    def _written(self, doing: Doing, prepared: Prepared | None, key: Key, now: datetime) -> dict[str, Seen]:
        if prepared is None or not doing.named.writes:
            return {}
        return prepared.written(doing.named.field_of, self.catalogue.watched(key.connection, key.record.kind), now)

    def _effect_mark(self, doing: Doing, *, sure: bool) -> Effect | None:
        return Effect(self.run.effect_name, self.run.id, sure=sure) if doing.main else None

    def _save(self, record: StepRecord, **others: Any) -> None:
        self.run = replace(self.run.with_step(record), updated_at=self.clock())
        self.journal.save(self.run, **others)


def step_key(step: Step, named: NamedAction) -> str:
    return f"{step.name}.{named.name}"
