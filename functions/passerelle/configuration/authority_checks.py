"""Fields that are kept the same in both directions: who wins has to be said, and the same way on both sides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import Problem
from passerelle.configuration.natures import nature_of
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import Surroundings, choose
from passerelle.configuration.touches import Touch, read_by, written_by
from passerelle.core.authority import SOURCE, WORDS
from passerelle.core.automation import Automation, Place
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature


def authority_problems(file: AutomationFile, automation: Automation, around: Surroundings) -> Iterator[Problem]:
    """A word that is none, or one that can decide nothing."""
    known = [*WORDS, *sorted(automation.connections)]
    given: list[tuple[Place, str]] = [(("authority",), file.authority)]
    given += [
        (("exchange", index, "authority"), line.authority)
        for index, line in enumerate(file.exchange)
        if line.authority is not None
    ]
    nature = nature_of(file.do.action, around.manifest_of(file.do.connection))
    for place, word in given:
        if word not in known:
            yield Problem(place, _unknown(word, known), closest(word, known))
        elif word != SOURCE and nature not in {Nature.SET, None}:
            yield Problem(place, _decides_nothing(file.do.action))


@dataclass(frozen=True, slots=True)
class Moved:
    """A line: the field it reads, the one it writes, and who wins there: a word, or a connection."""

    automation: str
    place: Place
    source: Touch
    target: Touch
    winner: str

    def mirrors(self, other: "Moved") -> bool:
        return self.source == other.target and self.target == other.source


def moved_by(automation: Automation) -> Iterator[Moved]:
    for step in automation.steps:
        for index, line in enumerate(step.lines):
            source, target = read_by(automation, line), written_by(automation, step, line)
            if source is not None and target is not None:
                winner = source.connection if line.authority == SOURCE else line.authority
                yield Moved(automation.name, step.line_place(index, "authority"), source, target, winner)


def claims(automations: Mapping[str, Automation]) -> Iterator[tuple[str, Problem]]:
    """Two automations that move one pair of fields in opposite directions and do not name the same winner, told at the
    second by name.
    """
    for one, other in _mirrored(automations):
        if one.winner != other.winner:
            yield other.automation, Problem(other.place, _both_claim(one, other))


def pairs(automations: Mapping[str, Automation]) -> set[tuple[str, Touch]]:
    """Which automation keeps which field the same as that of another one, the winner being agreed: its writes are known
    for what they are, and wake nobody.
    """
    agreed = [pair for pair in _mirrored(automations) if pair[0].winner == pair[1].winner]
    return {(one.automation, one.target) for pair in agreed for one in pair}


def _mirrored(automations: Mapping[str, Automation]) -> Iterator[tuple[Moved, Moved]]:
    for one, other in combinations(sorted(automations), 2):
        for first in moved_by(automations[one]):
            for second in moved_by(automations[other]):
                if first.mirrors(second):
                    yield first, second


def _unknown(word: str, known: list[str]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"« {word} » ne dit pas qui l'emporte.{choice.fr}",
        en=f'"{word}" does not say who wins.{choice.en}',
    )


def _decides_nothing(action: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » n'écrit pas sur une fiche qui existe : il n'y a rien à départager. Retirez "
        "« authority ».",
        en=f'The action "{action}" does not write to a record that exists: there is nothing to decide. Remove '
        '"authority".',
    )


def _both_claim(one: Moved, other: Moved) -> Sentence:
    return Sentence(
        fr=f"« {one.automation} » et « {other.automation} » écrivent chacune ce que l'autre lit ({one.target.field}, "
        f"{other.target.field}), et ne disent pas de même qui l'emporte ({one.winner}, {other.winner}). Donnez aux "
        f"deux la même « authority » : {one.source.connection}, {one.target.connection}, latest ou person.",
        en=f'"{one.automation}" and "{other.automation}" each write what the other one reads ({one.target.field}, '
        f"{other.target.field}), and do not name the same winner ({one.winner}, {other.winner}). Give both the same "
        f'"authority": {one.source.connection}, {one.target.connection}, latest or person.',
    )
