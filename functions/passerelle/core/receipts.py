"""What a purge tells: line by line what was undone, what remains and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from passerelle.core.ledger import Certainty, Deed, Entry
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json


class Outcome(StrEnum):
    """TO_DO stands in previews alone. DONE: nothing of it is left that we could name, as a look at it has shown."""

    TO_DO = "to_do"
    DONE = "done"
    REMAINS = "remains"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger and what became of it. `code` is that of the failure, where one is why it remains."""

    entry: Entry
    outcome: Outcome
    told: Sentence
    code: str | None = None

    def to_json(self) -> Json:
        entry = self.entry
        return {
            "what": what_of(entry).to_json(),
            "outcome": self.outcome.value,
            "told": self.told.to_json(),
            "code": self.code,
            "run": entry.run_id,
            "step": entry.step,
            "record": str(entry.record) if entry.record else None,
            "url": entry.url,
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    automation: str
    at: datetime
    by: str
    lines: tuple[Line, ...]

    @property
    def remaining(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome is not Outcome.DONE)

    def to_json(self) -> Json:
        return {
            "automation": self.automation,
            "at": self.at.isoformat(),
            "by": self.by,
            "lines": [line.to_json() for line in self.lines],
        }


def what_of(entry: Entry) -> Sentence:
    """An effect by name: `contract 7c0f of tomorro, made`. No value of it is known."""
    deed = _DEEDS[entry.deed]
    if entry.certainty is Certainty.MAYBE:
        deed = Sentence(fr=f"peut-être {deed.fr}", en=f"perhaps {deed.en}")
    if entry.record is None:
        return Sentence(fr=f"{entry.step}, {deed.fr}", en=f"{entry.step}, {deed.en}")
    record = f"{entry.record.connection} {entry.record.record.kind} {entry.record.record.id}"
    return Sentence(fr=f"{record}, {deed.fr}", en=f"{record}, {deed.en}")


_DEEDS = {
    Deed.MADE: Sentence(fr="création", en="made"),
    Deed.CHANGED: Sentence(fr="modification", en="changed"),
    Deed.SAID: Sentence(fr="envoi", en="sent"),
}
