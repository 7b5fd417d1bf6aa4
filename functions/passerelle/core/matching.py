"""Does this event meet that trigger? Yes, or no with the reason that a person can read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelle.core.automation import Automation, Condition, FieldChange, Operator, UnknownFormer
from passerelle.core.events import Change, Event
from passerelle.core.history import Novelty, Seen, as_text, changes_of, fingerprint, former_fingerprint, novelty
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Met:
    """The trigger is met by `change`."""

    change: Change


@dataclass(frozen=True, slots=True)
class NotMet:
    """`code` is stable; `reason` answers "why did my deal not make a contract?"."""

    code: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Undecided:
    """The trigger depends on a former value that nothing tells: it goes the way the automation chose."""

    change: Change
    way: UnknownFormer


Decision = Met | NotMet | Undecided


def concerns(automation: Automation, event: Event) -> bool:
    """Whether the automation listens to this kind of record on this connection at all."""
    trigger = automation.trigger
    return trigger.connection == event.connection and trigger.record == event.record.kind


def decide(
    automation: Automation, event: Event, seen: Mapping[str, Seen], told: Mapping[str, str] | None = None
) -> Decision:
    """`told` holds former values (fingerprints by field) that the platform's own history gave, when it was asked."""
    trigger = automation.trigger
    if event.kind != trigger.event:
        return NotMet("other_event", _other_event(trigger.event, event.kind))
    if event.ours:
        return _ECHO
    changes = changes_of(event)
    if trigger.change is not None:
        changes = tuple(change for change in changes if change.field == trigger.change.field)
        if not changes:
            return NotMet("other_field", _other_field(trigger.change.field))
    return _decide_change(trigger.change, changes[0], event, seen, told or {})


def needs_history(automation: Automation, event: Event, seen: Mapping[str, Seen]) -> Change | None:
    """The change whose former value has to be asked of the platform, because it decides and nobody told it."""
    change = automation.trigger.change
    if change is None or change.former is None:
        return None
    match decide(automation, event, seen):
        case Undecided(change=undecided):
            return undecided
        case _:
            return None


def _decide_change(  # noqa: PLR0911 - one line a reason reads better than nesting
    wanted: FieldChange | None, change: Change, event: Event, seen: Mapping[str, Seen], told: Mapping[str, str]
) -> Decision:
    match Novelty.NEW if event.tries else novelty(change, event.occurred_at, seen):
        case Novelty.SAME:
            return _ECHO if seen[change.field].ours else NotMet("same_change", _SAME_CHANGE)
        case Novelty.STALE:
            return NotMet("stale", _STALE)
    if wanted is None:
        return Met(change)
    if wanted.to is not None and as_text(change.value) not in wanted.to:
        return NotMet("other_value", _other_value(wanted))
    if wanted.former is None:
        return Met(change)
    former = former_fingerprint(change, seen) or told.get(change.field)
    if former is None:
        return Undecided(change, wanted.unknown_former)
    if former not in {fingerprint(value) for value in wanted.former}:
        return NotMet("other_former", _other_former(wanted))
    return Met(change)


def unmet_condition(conditions: tuple[Condition, ...], data: Mapping[str, Any]) -> NotMet | None:
    """The first condition on the data read that does not hold."""
    for condition in conditions:
        if not _holds(condition, condition.path.search(data)):
            return NotMet("condition", _condition(condition))
    return None


def _holds(condition: Condition, value: Any) -> bool:
    match condition.operator:
        case Operator.IS:
            return as_text(value) in {as_text(item) for item in condition.operand}
        case Operator.IS_NOT:
            return as_text(value) not in {as_text(item) for item in condition.operand}
        case Operator.EXISTS:
            return (as_text(value) != "") is condition.operand
        case Operator.CONTAINS:
            wanted = as_text(condition.operand)
            return wanted in (map(as_text, value) if isinstance(value, list) else as_text(value))
        case Operator.AT_LEAST:
            return (number := _number(value)) is not None and number >= condition.operand
        case Operator.AT_MOST:
            return (number := _number(value)) is not None and number <= condition.operand


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return None if isinstance(number, float) and not math.isfinite(number) else number


_ECHO = NotMet(
    "echo",
    Sentence(
        fr="C'est ce que nous avons écrit nous-mêmes qui nous revient : cela ne déclenche rien.",
        en="What comes back to us is what we wrote ourselves: it triggers nothing.",
    ),
)
_SAME_CHANGE = Sentence(
    fr="Ce changement nous a déjà été signalé : une seule exécution lui correspond.",
    en="This change was already reported to us: it has one run only.",
)
_STALE = Sentence(
    fr="Un changement plus récent de ce champ a déjà été pris en compte.",
    en="A more recent change of this field was already taken into account.",
)


def _other_event(wanted: str, got: str) -> Sentence:
    return Sentence(
        fr=f"L'automatisation attend l'événement « {wanted} » ; celui-ci est « {got} ».",
        en=f'The automation waits for the event "{wanted}"; this one is "{got}".',
    )


def _other_field(field: str) -> Sentence:
    return Sentence(
        fr=f"Le champ « {field} » n'a pas changé dans cet événement.",
        en=f'The field "{field}" did not change in this event.',
    )


def _other_value(wanted: FieldChange) -> Sentence:
    values = ", ".join(wanted.to or ())
    return Sentence(
        fr=f"Le champ « {wanted.field} » n'a pas pris la valeur attendue ({values}).",
        en=f'The field "{wanted.field}" did not take the expected value ({values}).',
    )


def _other_former(wanted: FieldChange) -> Sentence:
    values = ", ".join(wanted.former or ())
    return Sentence(
        fr=f"Avant ce changement, le champ « {wanted.field} » n'avait pas une des valeurs attendues ({values}).",
        en=f'Before this change, the field "{wanted.field}" did not have one of the expected values ({values}).',
    )


def _condition(condition: Condition) -> Sentence:
    return Sentence(
        fr=f"La condition sur « {condition.path.text} » n'est pas remplie.",
        en=f'The condition on "{condition.path.text}" does not hold.',
    )
