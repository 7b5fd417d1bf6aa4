"""Erase what the journal holds of a person or a record, say what is left and why, and give a receipt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from passerelle.core.sentences import Sentence
from passerelle.journal.erasing import Erasing, Holding


@dataclass(frozen=True, slots=True)
class Erasure:
    """A receipt: who asked and when, and how much; nothing that tells of whom. `left` names events by their ids."""

    at: datetime
    by: str
    events: int
    runs: int
    bodies: int
    left: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "events": self.events,
            "runs": self.runs,
            "bodies": self.bodies,
            "left": list(self.left),
        }


@dataclass(frozen=True, slots=True)
class Erasures:
    store: Erasing
    clock: Callable[[], datetime]
    by: str

    def carry_out(self, holdings: Sequence[Holding]) -> Erasure:
        """An event of which a run is not over is left: nothing else tells what it has to do. Twice is harmless."""
        done = [one for one in holdings if one.over and self.store.erase(one)]
        erased = {one.event.id for one in done}
        receipt = Erasure(
            at=self.clock(),
            by=self.by,
            events=len(done),
            runs=sum(len(one.runs) for one in done),
            bodies=sum(one.large for one in done),
            left=tuple(one.event.id for one in holdings if one.event.id not in erased),
        )
        self.store.keep_receipt(receipt.at.isoformat(), receipt.to_json())
        return receipt


LEFT: Final = Sentence(
    fr="Leurs exécutions ne sont pas terminées : rejouez-les ou écartez-les (« passerelle runs »), puis recommencez.",
    en='Their runs are not over: replay or dismiss them ("passerelle runs"), then do this again.',
)
ELSEWHERE: Final = Sentence(
    fr="Restent : ce qui est dans Tomorro et dans les outils reliés, à effacer là-bas ; les identifiants de fiches, "
    "les liens et les empreintes, qui empêchent de refaire deux fois ; les sauvegardes de la table, 35 jours au plus ; "
    "ce que des personnes ont écrit dans des remarques.",
    en="What remains: what is in Tomorro and in the connected tools, to be erased there; ids of records, links and "
    "fingerprints, which keep things from being done twice; the table's backups, 35 days at most; what people wrote "
    "in remarks.",
)
