"""Automations that would trigger each other for ever: what one writes is what the next one waits for, and back."""

from collections.abc import Iterable, Iterator, Mapping

from passerelle.configuration.authority_checks import pairs
from passerelle.configuration.compiling import Problem
from passerelle.configuration.touches import listens, writes
from passerelle.core.automation import Automation
from passerelle.core.sentences import Sentence


def cycle_problems(automations: Mapping[str, Automation]) -> Iterator[tuple[str, Problem]]:
    """Each cycle once, told at its first automation by name. A pair that keeps a field the same is none."""
    paired = pairs(automations)
    wakes = {
        name: [
            other
            for other, waiting in automations.items()
            if listens(waiting) in set(writes(automation)) and (name, listens(waiting)) not in paired
        ]
        for name, automation in automations.items()
    }
    told: set[frozenset[str]] = set()
    for name in sorted(automations):
        cycle = _way_back(name, wakes)
        if cycle is not None and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            yield name, Problem(("when",), _cycle(cycle))


def _way_back(start: str, wakes: Mapping[str, Iterable[str]]) -> list[str] | None:
    """The shortest way from an automation to itself."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for woken in wakes[way[-1]]:
            if woken == start:
                return way
            if woken not in seen:
                seen.add(woken)
                ways.append([*way, woken])
    return None


def _cycle(names: list[str]) -> Sentence:
    way = " → ".join([*names, names[0]])
    return Sentence(
        fr=f"Ces automatisations se déclencheraient l'une l'autre sans fin : {way}. Retirez un champ écrit, "
        "changez un déclencheur, ou, si elles tiennent un même champ à jour des deux côtés, dites qui l'emporte "
        "(« authority »).",
        en=f"These automations would trigger each other for ever: {way}. Remove a written field, change a trigger, or, "
        'if they keep one field the same on both sides, say who wins ("authority").',
    )
