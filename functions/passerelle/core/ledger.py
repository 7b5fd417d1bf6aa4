"""What the runs of a test made, changed or said, in its order, so that all of it can be found and undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.history import fingerprint
from passerelle.core.records import Key
from passerelle.core.runs import Run
from passerelle.core.steps import Json, Nature


class Deed(StrEnum):
    """What an effect was: a record that was not there before, values of a record, or words that are out."""

    MADE = "made"
    CHANGED = "changed"
    SAID = "said"


class Certainty(StrEnum):
    """MAYBE stands from the intent until the outcome is known; NO takes the entry out of the ledger again."""

    SURE = "sure"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Entry:
    """One effect of one run. `trigger` is the record that the run was on, `record` the one that was made or changed.

    `written` holds the fingerprints of the values that were written, by field: enough to know them again.
    `place` is that of the step in its run, `mark` what an action leaves on the thing it creates.
    """

    automation: str
    version: int
    run_id: str
    place: int
    step: str
    began_at: datetime
    deed: Deed
    trigger: Key
    mark: str
    record: Key | None = None
    url: str | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    certainty: Certainty = Certainty.MAYBE

    @property
    def order(self) -> str:
        """Sorts as text: by run, then by step. The same over every attempt."""
        began = self.began_at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{began}#{self.run_id}#{self.place:02d}"

    def sure_of(self, record: Key | None, url: str | None) -> "Entry":
        return replace(self, record=record, url=url, certainty=Certainty.SURE)

    def never_was(self) -> "Entry":
        return replace(self, certainty=Certainty.NO)


@dataclass(frozen=True, slots=True)
class Planned:
    """An effect that is about to be had: `makes` names the kind of record that it may create, `works_on` the kind that
    it changes, `target` the very one, where it is known, and `values` what it writes there.
    """

    step: str
    connection: str
    nature: Nature
    makes: str | None
    works_on: str | None
    target: Key | None
    values: Mapping[str, Any]


def entry_of(run: Run, planned: Planned) -> Entry | None:
    """What the ledger says before the effect; None for what is no test."""
    if run.stage is not Stage.TEST:
        return None
    names = [step.name for step in run.steps]
    return Entry(
        automation=run.automation,
        version=run.version,
        run_id=run.id,
        place=names.index(planned.step) if planned.step in names else len(names),
        step=planned.step,
        began_at=run.created_at,
        deed=_deed(planned),
        trigger=Key(run.connection, run.record),
        mark=run.mark,
        record=None if planned.makes else planned.target,
        written=_written(planned),
    )


def after(entry: Entry, planned: Planned, result: Json) -> Entry:
    """What the ledger says once the result is known. A record that was there already was not made, but perhaps changed;
    of a message that was given up, nobody knows.
    """
    if result.get("unknown"):
        return entry
    if result.get("created") is False and result.get("changed"):
        changed = replace(entry, deed=Deed.CHANGED, written=_fingerprints(planned))
        return changed.sure_of(_record(planned, result), result.get("url"))
    if result.get("created") is False and not result.get("reactivated"):
        return entry.never_was()
    record = entry.record
    if record is None and entry.deed is not Deed.SAID and result.get("id"):
        record = _record(planned, result)
    return entry.sure_of(record, result.get("url"))


def _deed(planned: Planned) -> Deed:
    if planned.makes is not None:
        return Deed.MADE
    if planned.target is not None or planned.works_on is not None or planned.nature is Nature.SET:
        return Deed.CHANGED
    return Deed.SAID if planned.nature is Nature.NOTIFY else Deed.MADE


def _record(planned: Planned, result: Json) -> Key:
    kind = planned.makes or planned.works_on or planned.step.rpartition(".")[2]
    return Key(planned.connection, RecordRef(kind, str(result["id"])))


def _written(planned: Planned) -> dict[str, str]:
    return _fingerprints(planned) if _deed(planned) is Deed.CHANGED else {}


def _fingerprints(planned: Planned) -> dict[str, str]:
    return {name: fingerprint(value) for name, value in planned.values.items()}
