"""Automations that would trigger each other for ever: what one writes is what the next one waits for, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from passerelle.configuration.compiling import Problem
from passerelle.core.automation import Automation, Step
from passerelle.core.sentences import Sentence

CREATED = "@created"
_CREATES = {"create_contract": "contract", "create_counterparty": "counterparty", "sync_counterparty": "counterparty"}
_STATUS_ACTIONS = frozenset({"send_for_signature", "cancel_contract"})


@dataclass(frozen=True, slots=True)
class Touch:
    """A field of a kind of record on a connection, as something that is written or waited for."""

    connection: str
    record: str
    field: str


def cycle_problems(automations: Mapping[str, Automation]) -> Iterator[tuple[str, Problem]]:
    """Each cycle once, told at its first automation by name."""
    wakes = {
        name: [other for other, waiting in automations.items() if listens(waiting) in set(writes(automation))]
        for name, automation in automations.items()
    }
    told: set[frozenset[str]] = set()
    for name in sorted(automations):
        cycle = _way_back(name, wakes)
        if cycle is not None and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            yield name, Problem(("when",), _cycle(cycle))


def listens(automation: Automation) -> Touch:
    trigger = automation.trigger
    field = trigger.change.field if trigger.change else f"@{trigger.event}"
    return Touch(trigger.connection, trigger.record, field)


def writes(automation: Automation) -> Iterator[Touch]:
    for step in automation.steps:
        yield from _written(automation, step)


def _written(automation: Automation, step: Step) -> Iterator[Touch]:
    if step.action in _CREATES:
        yield Touch(step.connection, _CREATES[step.action], CREATED)
    elif step.action in _STATUS_ACTIONS:
        yield Touch(step.connection, "contract", "status")
    elif step.record is not None:
        kinds = {read.name: read.record for read in automation.reads}
        for line in step.lines:
            yield Touch(step.connection, kinds.get(step.record, step.record), line.to)


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
        fr=f"Ces automatisations se déclencheraient l'une l'autre sans fin : {way}. Retirez un champ écrit, ou changez "
        "un déclencheur.",
        en=f"These automations would trigger each other for ever: {way}. Remove a written field, or change a trigger.",
    )
