"""The steps of one run, in order: intent before effect, result after it, nothing done twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from passerelle.core.automation import Again, Automation, Step
from passerelle.core.events import Event, RecordRef
from passerelle.core.history import Seen, fingerprint
from passerelle.core.mapping import map_lines
from passerelle.core.matching import unmet_condition
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run, StepRecord, StepState
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Origin, Request, Value
from passerelle.delivery.ports import CataloguePort, Clock, JournalPort, Platforms
from passerelle.delivery.reading import Gathered, gather
from passerelle.errors import Effect as Happened
from passerelle.errors import Rejected, Retryable
from passerelle.platforms.platform import NamedAction

MAIN = "do"
"""The step that is the automation's effect; the others follow from it."""


class Ignored(Exception):
    """The run has nothing to do, for a reason a person can read."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class _Doing:
    """One effect of a step, and the record it works on. `main` marks the one that the automation is for."""

    step: Step
    named: NamedAction
    target: Key | None
    main: bool


class Unsaved(TypedDict, total=False):
    no_effect: bool


@dataclass(slots=True)
class Execution:
    """`run` is where the run stands: saved after each intent and result, and once more by the runner at the end."""

    run: Run
    event: Event
    state: RecordState
    journal: JournalPort
    catalogue: CataloguePort
    platforms: Platforms
    clock: Clock
    results: dict[str, Json] = field(default_factory=dict)
    effect_taken_back: bool = False

    def go(self) -> None:
        """Raises Ignored, Refused, or the tree of passerelle.errors; returns when every step is done."""
        automation = self.catalogue.automation(self.run.automation, self.run.version)
        gathered = gather(automation, self.event, self.state, self.platforms)
        if not self.run.steps:
            unmet = unmet_condition(automation.trigger.conditions, gathered.data)
            if unmet is not None:
                raise Ignored(unmet.code, unmet.reason)
        for step in automation.steps:
            self._step(automation, step, gathered)

    def unsaved(self) -> Unsaved:
        """What the closing save of the runner has to write besides the run."""
        return {"no_effect": True} if self.effect_taken_back else {}

    def _step(self, automation: Automation, step: Step, gathered: Gathered) -> None:
        actions = self._actions(automation, step)
        data = {**gathered.data, **self.results}
        target = self._target(step, actions, gathered)
        pending = [named for named in actions if self.run.step(_key(step, named)).state is not StepState.DONE]
        values = map_lines(step.lines, data, automation.missing, gathered.sources()) if pending else ()
        request = Request(
            params={**step.params.fill(data), **({"record": target.record.kind} if target else {})},
            values=values,
            mark=self.run.mark,
            stage="live" if automation.stage == "live" else "test",
            origin=self._origin(),
            linked_id=target.record.id if target else None,
        )
        for named in actions:
            record = self.run.step(_key(step, named))
            if record.state is not StepState.DONE:
                main = step.name == MAIN and named is actions[-1]
                record = self._effect(
                    _Doing(step, named, target, main), record, replace(request, results=dict(self.results))
                )
            self.results[named.name] = record.result or {}

    def _actions(self, automation: Automation, step: Step) -> Sequence[NamedAction]:
        """The actions of a step; those of an update when the automation asks for that and had its effect before."""
        platform = self.platforms(step.connection)
        actions = platform.actions(step.action)
        earlier = self.state.effects.get(automation.name)
        if step.name != MAIN or earlier is None or earlier.run_id == self.run.id:
            return actions
        if not earlier.sure:
            raise Rejected(_EARLIER_UNKNOWN, code="earlier_unknown", earlier_run=earlier.run_id)
        repeatable = all(named.action.nature is Nature.SET for named in actions)
        match automation.trigger.again or (Again.CREATE if repeatable else Again.IGNORE):
            case Again.IGNORE:
                raise Ignored("already_done", _already_done(automation.name))
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
                raise Ignored("not_linked", _not_linked(step.record, step.connection))
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
            raise Ignored("not_linked", _not_linked(kind, step.connection))
        return Key(step.connection, linked)

    def _effect(self, doing: _Doing, record: StepRecord, request: Request) -> StepRecord:
        action = doing.named.action
        if record.state is StepState.INTENDED and record.call is not None and record.intended_at is not None:
            found = action.find(record.call, record.intended_at)
            if found is not None:
                return self._done(doing, record, found, request)
            call = record.call
        else:
            call = action.prepare(request)
        if action.nature is not Nature.SET:
            record = self._intend(doing, record, call)
        try:
            result = action.perform(call)
        except (Retryable, Rejected) as error:
            if not isinstance(error, Retryable) or error.effect is Happened.NOT_DONE:
                self._take_back(doing, record)
            raise
        return self._done(doing, record, result, request)

    def _intend(self, doing: _Doing, record: StepRecord, call: Json) -> StepRecord:
        """From here on the effect may happen, whatever becomes of this process."""
        intended = replace(record, state=StepState.INTENDED, call=call, intended_at=record.intended_at or self.clock())
        self._save(intended, effect=self._effect_mark(doing, sure=False))
        return intended

    def _take_back(self, doing: _Doing, record: StepRecord) -> None:
        """The effect surely did not happen: the closing save of the runner writes so."""
        self.run = self.run.with_step(StepRecord(record.name))
        self.effect_taken_back = doing.main

    def _done(self, doing: _Doing, record: StepRecord, result: Json, request: Request) -> StepRecord:
        done = replace(record, state=StepState.DONE, result=result)
        links: Sequence[Link] = ()
        if doing.named.makes is not None:
            made = Key(doing.step.connection, RecordRef(doing.named.makes, result["id"]))
            links = (Link(Key(self.event.connection, self.event.record), made, self.run.automation, self.clock()),)
        written = doing.target if doing.named.writes else None
        self._save(
            done,
            links=links,
            seen={written: self._written(written, request.values)} if written else None,
            effect=self._effect_mark(doing, sure=True),
        )
        return done

    def _effect_mark(self, doing: _Doing, *, sure: bool) -> Effect | None:
        return Effect(self.run.automation, self.run.id, sure=sure) if doing.main else None

    def _written(self, target: Key, values: Sequence[Value]) -> dict[str, Seen]:
        """Our own write is a value seen: when it comes back as an event, it is no change."""
        watched = self.catalogue.watched(target.connection, target.record.kind)
        return {value.to: Seen(fingerprint(value.value), self.clock()) for value in values if value.to in watched}

    def _save(self, record: StepRecord, **others: Any) -> None:
        self.run = replace(self.run.with_step(record), updated_at=self.clock())
        self.journal.save(self.run, **others)

    def _origin(self) -> Origin:
        platform = self.platforms(self.event.connection)
        return Origin(self.event.platform, self.event.record, platform.url(self.event.record))


def _key(step: Step, named: NamedAction) -> str:
    return f"{step.name}.{named.name}"


_EARLIER_UNKNOWN = Sentence(
    fr="Une exécution précédente de cette fiche a peut-être déjà créé son contrat : nous n'avons pas eu la réponse. "
    "Traitez d'abord cette exécution (rejouez-la), puis rejouez celle-ci.",
    en="An earlier run of this record may already have created its contract: we did not get the answer. "
    "Settle that run first (replay it), then replay this one.",
)


def _already_done(automation: str) -> Sentence:
    return Sentence(
        fr=f"« {automation} » a déjà eu son effet pour cette fiche, et l'automatisation dit d'ignorer les fois "
        "suivantes.",
        en=f'"{automation}" already had its effect for this record, and the automation says to ignore further times.',
    )


def _not_linked(record: str, connection: str) -> Sentence:
    return Sentence(
        fr=f"Aucune fiche « {record} » de « {connection} » n'est liée à celle-ci : il n'y a rien à mettre à jour.",
        en=f'No "{record}" record of "{connection}" is linked to this one: there is nothing to update.',
    )
