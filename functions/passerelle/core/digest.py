"""The week in the words of who answers for it: what each automation did, how fast, what was repaired, what is left."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Language, Sentence
from passerelle.core.steps import Json

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One automation: its runs that were done, those among them that a person had replayed, and those parked now.

    `usual_s` is the median time from the event to the end of the run, of what nobody had to replay.
    """

    want: Sentence
    done: int
    repaired: int
    parked: int
    usual_s: float | None

    def to_json(self) -> Json:
        return {
            "want": self.want.to_json(),
            "done": self.done,
            "repaired": self.repaired,
            "parked": self.parked,
            "usual_s": self.usual_s,
        }

    def sentence(self) -> Sentence:
        time_fr, time_en = (
            ("", "")
            if self.usual_s is None
            else (f", en {_lasting(self.usual_s)} d'habitude", f", usually within {_lasting(self.usual_s)}")
        )
        repaired_fr = f", dont {self.repaired} après réparation" if self.repaired else ""
        repaired_en = f", {self.repaired} of them after a repair" if self.repaired else ""
        parked_fr = f" ; {self.parked} à traiter" if self.parked else ""
        parked_en = f"; {self.parked} to see to" if self.parked else ""
        return Sentence(
            fr=f"{self.want.fr} : {self.done} fois{repaired_fr}{time_fr}{parked_fr}.",
            en=f"{self.want.en}: {self.done} times{repaired_en}{time_en}{parked_en}.",
        )


def lines(done: Sequence[Run], parked: Iterable[Run], wants: Mapping[str, Sentence]) -> list[Line]:
    """One for each automation of `wants`, what needs a person first; `done` are the runs of the week."""
    left = Counter(run.automation for run in parked)
    found = [_line(want, [run for run in done if run.automation == name], left[name]) for name, want in wants.items()]
    return sorted(found, key=lambda line: (-line.parked, -line.done, line.want.en))


def text_of(found: Sequence[Line], changed: Sequence[Sentence], language: Language) -> str:
    told = [f"- {line.sentence().in_language(language)}" for line in found] or [_NOTHING.in_language(language)]
    if changed:
        told += [_CHANGED.in_language(language), *(f"- {one.in_language(language)}" for one in changed)]
    left = sum(line.parked for line in found)
    told.append((_to_see_to(left) if left else _ALL_WELL).in_language(language))
    return "\n".join(told)


def _line(want: Sentence, done: Sequence[Run], parked: int) -> Line:
    ended = [run for run in done if run.state is RunState.DONE]
    untouched = [run for run in ended if run.tried_since == run.created_at]
    times = [(run.updated_at - run.created_at).total_seconds() for run in untouched]
    return Line(want, len(ended), len(ended) - len(untouched), parked, median(times) if times else None)


def _lasting(seconds: float) -> str:
    """Read at a glance: the same in both languages."""
    lasted = timedelta(seconds=seconds)
    if lasted < _MINUTE:
        return f"{max(round(seconds), 1)} s"
    return f"{round(lasted / _MINUTE)} min" if lasted < _HOUR else f"{round(lasted / _HOUR)} h"


def _to_see_to(number: int) -> Sentence:
    return Sentence(
        fr=f"À traiter maintenant : {number}. « passerelle runs --state parked » les montre.",
        en=f'To see to now: {number}. "passerelle runs --state parked" shows them.',
    )


_NOTHING: Final = Sentence(fr="Aucune automatisation n'est en service.", en="No automation is live.")
_CHANGED: Final = Sentence(fr="Ce qui a changé :", en="What changed:")
_ALL_WELL: Final = Sentence(fr="Rien n'attend une personne.", en="Nothing waits for a person.")
