"""The third part of the formula: the data exchanged, each with what gives it its form."""

from collections.abc import Iterator
from typing import Any, Final

from passerelle.core.conversions.registry import CONVERSIONS
from passerelle.core.labels import label
from passerelle.core.schema import WITH_OPTIONS, Field, folded
from passerelle.core.sentences import Sentence
from passerelle.drafting import offered
from passerelle.drafting.draft import Draft, LineAnswers
from passerelle.drafting.question import Choice, Form, Question
from passerelle.drafting.reads import field_of, path_to, schemas
from passerelle.drafting.suggesting import suggest
from passerelle.drafting.yaml_text import flow
from passerelle.platforms.tomorro.targets import COUNTERPARTY_NAME

NONE: Final = "-"
"""The answer for a line that needs no conversion."""

TABLES: Final = ("choice", "choices")


def exchange_questions(draft: Draft) -> Iterator[Question]:
    """What must be filled is proposed first; an empty answer ends the list."""
    manifest, action = draft.manifest("do"), draft.answer("do.action")
    if manifest is None or not action or not offered.exchanges(manifest, action):
        return
    number = 0
    while True:
        slot = f"exchange.{number}.to"
        if slot not in draft.answers:
            yield _to_question(draft, slot)
        if not draft.answer(slot):
            break
        yield from _line_questions(draft, draft.lines()[number])
        number += 1
    if draft.lines():
        given = [line.to for line in draft.lines()]
        choices = tuple(Choice(to, label(to)) for to in given)
        suggestion = ",".join(to for to in given if to in mandatory(draft))
        yield Question("required", _REQUIRED, "--required", choices=choices, suggestion=suggestion, several=True)


def mandatory(draft: Draft) -> list[str]:
    target = draft.target()
    if target is not None:
        return [name for name, one in target.fields.items() if one.required]
    offer = draft.offer()
    return list(offer.required[:1]) if offer is not None else []


def _to_question(draft: Draft, slot: str) -> Question:
    given = {line.to for line in draft.lines()}
    target = draft.target()
    known = [one for one in target.fields.values() if one.writable and one.name not in given] if target else []
    left = [to for to in mandatory(draft) if to not in given]
    suggestion = left[0] if left else "" if given else None
    return Question(slot, _TO if not given else _MORE, "--map", Form.TARGET, offered.fields(iter(known)), suggestion)


def _line_questions(draft: Draft, line: LineAnswers) -> Iterator[Question]:
    slot = f"{line.slot}.from"
    if slot not in draft.answers:
        known = _sources(draft)
        named = target_field(draft, line.to)
        yield Question(slot, _source(line.to), f"--map {line.to}=", Form.PATH, known, _alike(line.to, named, known))
    source, target = field_of(draft, line.source) if line.source else None, target_field(draft, line.to)
    slot = f"{line.slot}.as"
    if slot not in draft.answers:
        suggestion = _suggestion(line.to, source, target)
        choices = tuple(Choice.plain(name) for name in CONVERSIONS)
        yield Question(slot, _conversion(line.to), f"--as {line.to}=", Form.CONVERSION, choices, suggestion)
    if draft.answer(slot) in TABLES and source is not None and target is not None:
        yield from _option_questions(line, source, target)


def target_field(draft: Draft, to: str) -> Field | None:
    target = draft.target(to)
    return target.field(to) if target is not None else None


def _suggestion(to: str, source: Field | None, target: Field | None) -> str:
    spec = suggest(to, source, target)
    if spec in TABLES and not (source is not None and source.options and source.type in WITH_OPTIONS):
        return NONE
    return NONE if spec is None else spec if isinstance(spec, str) else flow(spec)


def _option_questions(line: LineAnswers, source: Field, target: Field) -> Iterator[Question]:
    """Each thing that people may choose has its counterpart, or what was chosen would get lost."""
    known = [one for one in target.options if not one.archived]
    choices = tuple(Choice.plain(one.label if target.takes_labels else one.value, one.label) for one in known)
    for option in source.options:
        if option.archived:
            continue
        same = next((one for one in known if any(one.is_called(word) for word in (option.value, *option.labels))), None)
        suggestion = None if same is None else same.label if target.takes_labels else same.value
        text = _option(option.label, target.title)
        yield Question(
            f"{line.slot}.as.{option.value}",
            text,
            f"--option {line.to}={option.value}:",
            Form.CHOICE,
            choices,
            suggestion,
        )


def table_of(draft: Draft, line: LineAnswers) -> dict[str, Any]:
    prefix = f"{line.slot}.as."
    return {slot.removeprefix(prefix): value for slot, value in draft.answers.items() if slot.startswith(prefix)}


def _sources(draft: Draft) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for root, schema in schemas(draft).items():
        known = schema.fields.values() if schema is not None else ()
        found += [Choice.plain(path_to(root, one.name), one.title) for one in known]
    return tuple(found)


def _alike(to: str, target: Field | None, known: tuple[Choice, ...]) -> str | None:
    """The one field that people call like the target."""
    words = {folded(to.rpartition(".")[2]), folded(target.title if target is not None else to)}
    found = [
        one.value for one in known if folded(one.label.fr) in words or folded(one.value.rpartition(".")[2]) in words
    ]
    others = [value for value in found if not value.startswith("contact.")] if to == COUNTERPARTY_NAME else found
    return others[0] if len(others) == 1 else None


def _source(to: str) -> Sentence:
    name = label(to)
    return Sentence(
        fr=f"D'où vient « {name.fr} » ? Un chemin, comme deal.amount.",
        en=f'Where does "{name.en}" come from? A path, such as deal.amount.',
    )


def _conversion(to: str) -> Sentence:
    name = label(to)
    return Sentence(
        fr=f"Comment convertir « {name.fr} » ? {NONE} : aucune conversion.",
        en=f'How is "{name.en}" converted? {NONE}: no conversion.',
    )


def _option(option: str, field: str) -> Sentence:
    return Sentence(
        fr=f"« {option} » : que devient ce choix dans « {field} » ?",
        en=f'"{option}": what does it become in "{field}"?',
    )


_TO: Final = Sentence(fr="Informations échangées : que remplir ?", en="Data exchanged: what is to be filled?")
_MORE: Final = Sentence(
    fr="Que remplir encore ? Rien : la liste est finie.", en="What else? Nothing: the list is done."
)
_REQUIRED: Final = Sentence(
    fr="Sans lesquelles faut-il s'arrêter ? Les autres peuvent manquer.",
    en="Without which of them is it to stop? The others may be missing.",
)
