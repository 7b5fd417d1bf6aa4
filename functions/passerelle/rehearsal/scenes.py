"""The cases played in memory for one record: what each scene changes in the world, and what has to come of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from passerelle.core.automation import Again, Automation, Condition, Line, Missing
from passerelle.core.cases import Case, Result, Standing
from passerelle.core.conversions.model import Kind
from passerelle.core.events import Event
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError
from passerelle.platforms.platform import Platform
from passerelle.rehearsal.platforms import Effects, Script
from passerelle.rehearsal.playing import Played, play

NOWHERE: Final = "passerelle rehearsal: no such value"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`tomorro` are the connections to Tomorro. Every scene begins with an empty journal and the same record."""

    automation: Automation
    event: Event
    platforms: Callable[[str], Platform]
    tomorro: frozenset[str]
    reads: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def results(self) -> Mapping[Case, Result]:
        """Only the scenes that could be played. Where the nominal one does not work, the others would prove nothing."""
        nominal = self._play(Script())
        first = _judged(Case.NOMINAL, nominal, nominal.is_done())
        if first.standing is not Standing.REHEARSED:
            return {Case.NOMINAL: first}
        return {result.case: result for result in (first, *self._others(nominal))}

    def _others(self, nominal: Played) -> Iterator[Result]:
        yield from self._counterparty(nominal)
        yield from self._missing()
        yield from self._unknown_label()
        twice = self._play(Script(), self.event, self.event)
        yield _judged(Case.SAME_TWICE, twice, twice.is_done() and _same(twice.effects, nominal.effects))
        again = self._play(Script(), self.event, _once_more(self.event))
        yield _judged(Case.AGAIN, again, self._again_as_written(again, nominal))
        for case, connections in self._down().items():
            scenes = [self._play(Script(silent=connection)) for connection in connections]
            judged = [_judged(case, one, one.is_done() and _same(one.effects, nominal.effects)) for one in scenes]
            yield from sorted(judged, key=lambda result: result.standing is not Standing.FAILED)[:1]

    def _counterparty(self, nominal: Played) -> Iterator[Result]:
        created = (nominal.result("counterparty") or {}).get("created")
        if created is None:
            return
        yield _judged(Case.COUNTERPARTY_NEW if created else Case.COUNTERPARTY_KNOWN, nominal, well=True)
        line = self._line(lambda one: one.to == "counterparty.name")
        if not created and line is not None:
            new = self._play(Script(self._with(line, NOWHERE)))
            made = (new.result("counterparty") or {}).get("created") is True
            yield _judged(Case.COUNTERPARTY_NEW, new, new.is_done() and made)

    def _missing(self) -> Iterator[Result]:
        line = self._line(lambda one: one.required and one.default is None)
        if line is None or self.automation.missing is Missing.DEFAULT:
            return
        without = self._play(Script(self._with(line, None)))
        wanted = RunState.PARKED if self.automation.missing is Missing.PARK else RunState.IGNORED
        yield _judged(Case.MISSING, without, without.ended_as(wanted, "missing_value"))

    def _unknown_label(self) -> Iterator[Result]:
        """Only where the file translates the labels itself: a list in Tomorro is for a record to show."""
        line = self._line(lambda one: one.conversion.kind in {Kind.CHOICE, Kind.CHOICES} and bool(one.conversion.table))
        if line is None:
            return
        unknown = self._play(Script(self._with(line, NOWHERE)))
        otherwise = line.conversion.otherwise is not None
        well = unknown.is_done() if otherwise else unknown.ended_as(RunState.PARKED, "value_refused")
        yield _judged(Case.UNKNOWN_LABEL, unknown, well)

    def _again_as_written(self, again: Played, nominal: Played) -> bool:
        match self.automation.trigger.again:
            case Again.IGNORE:
                return again.ended_as(RunState.IGNORED, "already_done") and _same(again.effects, nominal.effects)
            case Again.UPDATE | Again.CREATE:
                return again.is_done() and len(again.effects.done) > len(nominal.effects.done)
            case None:
                return again.is_done() or again.ended_as(RunState.IGNORED, "already_done")

    def _down(self) -> dict[Case, list[str]]:
        used = {self.automation.trigger.connection, *(step.connection for step in self.automation.steps)}
        used |= {read.connection for read in self.automation.reads}
        return {
            Case.TOMORRO_DOWN: sorted(used & self.tomorro),
            Case.OTHER_DOWN: sorted(used - self.tomorro),
        }

    def _line(self, wanted: Callable[[Line], bool]) -> Line | None:
        """One whose value can be replaced without touching what decides whether the run takes place."""
        lines = [line for step in self.automation.steps for line in step.lines if wanted(line)]
        return next((line for line in lines if self._with(line, None) and not self._decides(line)), None)

    def _decides(self, line: Line) -> bool:
        conditions: tuple[Condition, ...] = (
            *self.automation.trigger.conditions,
            *self.automation.test_records.conditions,
        )
        used = {path[:2] for condition in conditions for path in condition.path.paths()}
        return any(path[:2] in used for path in line.path.paths())

    def _with(self, line: Line, value: Any) -> dict[tuple[str, str, str], Any]:
        """All that the line looks at holds this value: empty where nothing of it is read from a platform."""
        kinds = {self.automation.trigger.record: (self.automation.trigger.connection, self.automation.trigger.record)}
        kinds |= {read.name: (read.connection, read.record) for read in self.automation.reads}
        found = {}
        for path in line.path.paths():
            if path[0] in kinds and len(path) > 1:
                connection, kind = kinds[path[0]]
                found[connection, kind, path[1]] = value
        return found

    def _play(self, script: Script, *events: Event) -> Played:
        return play(self.automation, events or (self.event,), self.platforms, script, self.reads)


def _once_more(event: Event) -> Event:
    at: datetime = event.occurred_at + timedelta(hours=1)
    return replace(event, id=f"{event.id}-again", occurred_at=at, received_at=at)


def _same(effects: Effects, others: Effects) -> bool:
    """Each effect as often as when all goes well. What only sets values may be done again, with the same result."""
    return all(effects.of(place) == others.of(place) for place in effects.places() | others.places())


def _judged(case: Case, played: Played, well: bool) -> Result:
    if played.error is not None:
        return Result(case, Standing.NOT_TRIED, _not_played(played.error))
    if well:
        return Result(case, Standing.REHEARSED, _PLAYED)
    return Result(case, Standing.FAILED, _went_wrong(played.run))


def _not_played(error: PasserelleError) -> Sentence:
    told = error.sentence
    return Sentence(
        fr=f"L'essai en mémoire n'a pas pu lire les plateformes : {told.fr}",
        en=f"The rehearsal could not read the platforms: {told.en}",
    )


def _went_wrong(run: Run | None) -> Sentence:
    told = run.reason.sentence if run and run.reason else _UNEXPECTED
    return Sentence(fr=f"Joué en mémoire, autre issue que prévu : {told.fr}", en=f"Rehearsed, not as meant: {told.en}")


_PLAYED = Sentence(
    fr="Joué en mémoire avec la vraie fiche ; rien n'a été écrit.",
    en="Rehearsed in memory with the real record; nothing was written.",
)
_UNEXPECTED = Sentence(
    fr="les effets ne sont pas ceux du cas nominal.", en="the effects are not those of the nominal case."
)
