"""The questions in the order of the sentence, one at a time, and the answers judged as they come."""

from collections.abc import Iterator
from typing import Final

import yaml
from pydantic import TypeAdapter, ValidationError

from passerelle.configuration.model import Name
from passerelle.core.checking.fault import nearest_field
from passerelle.core.conversions import InvalidConversion, compile_conversion
from passerelle.core.expressions import InvalidExpression, compile_expression
from passerelle.core.sentences import Sentence
from passerelle.drafting import offered
from passerelle.drafting.about_cases import case_questions, following_questions, telling_questions
from passerelle.drafting.about_exchange import NONE, TABLES, exchange_questions
from passerelle.drafting.about_need import action_questions, trigger_questions, where_questions
from passerelle.drafting.draft import Draft
from passerelle.drafting.question import Form, Question, refused
from passerelle.drafting.reads import schemas
from passerelle.errors import Rejected

UNASKED: Final = frozenset({"test.records"})
"""What only a person who knows it beforehand gives."""


def next_question(draft: Draft) -> Question | None:
    """The first one without an answer; None when everything is known."""
    return next((one for one in _questions(draft) if one.slot not in draft.answers), None)


def answered(draft: Draft, question: Question, answer: str) -> Draft:
    """Raises Rejected for an answer that cannot be right, with what was perhaps meant."""
    settled = question.settle(answer)
    if settled or question.form is Form.NAME:
        match question.form:
            case Form.PATH:
                _check_path(draft, question, settled)
            case Form.TARGET:
                settled = _target(draft, question, settled)
            case Form.CONDITIONS:
                _check_conditions(draft, question, settled)
            case Form.CONVERSION:
                _check_conversion(question, settled)
            case Form.NAME:
                _check_name(question, settled)
            case _:
                pass
    return draft.with_answer(question.slot, settled)


def missing_parts(draft: Draft) -> list[Sentence]:
    """Which parts of the formula have no answer yet, by their names."""
    manifest, action = draft.manifest("do"), draft.answer("do.action")
    without = (
        manifest is not None and bool(action) and action in _known(draft) and not offered.exchanges(manifest, action)
    )
    return [
        name for slot, name in _PARTS.items() if not draft.answer(slot) and not (slot == "exchange.0.to" and without)
    ]


def _known(draft: Draft) -> set[str]:
    manifest = draft.manifest("do")
    return {one.value for one in offered.actions(manifest)} if manifest is not None else set()


def _questions(draft: Draft) -> Iterator[Question]:
    yield from action_questions(draft)
    yield from trigger_questions(draft)
    yield from where_questions(draft)
    yield from exchange_questions(draft)
    yield from following_questions(draft)
    yield from case_questions(draft)
    yield from telling_questions(draft)


def _check_path(draft: Draft, question: Question, path: str) -> None:
    try:
        paths = compile_expression(path).paths()
    except InvalidExpression as error:
        raise Rejected(error.sentence, code="bad_argument") from error
    known = schemas(draft, *(".".join(below) for _, *below in paths))
    for root, *below in paths:
        if root == "event":
            continue
        if root not in known:
            raise Rejected(refused(question.option, root, sorted(known)), code="bad_argument")
        schema = known[root]
        if schema is not None and below and not schema.knows(below):
            near = nearest_field(".".join(below), schema.fields.values())
            raise Rejected(_no_field(root, ".".join(below), near), code="bad_argument")


def _check_conditions(draft: Draft, question: Question, text: str) -> None:
    for line in text.splitlines():
        path, equals, _ = line.partition("=")
        if not equals:
            raise Rejected(_no_equals(question.option), code="bad_argument")
        _check_path(draft, question, path.strip())


def _target(draft: Draft, question: Question, to: str) -> str:
    """By its name, or by what people see."""
    target = draft.target(to)
    if target is None:
        return to
    for one in (to, f"field.{to}"):
        name = target.name_of(one)
        if name is not None:
            if not target.fields[name].writable:
                raise Rejected(_read_only(name), code="bad_argument")
            return name
    if not target.complete:
        return to
    near = nearest_field(to, target.fields.values())
    raise Rejected(refused(question.option, to, [near] if near else list(target.fields)), code="bad_argument")


def _check_conversion(question: Question, text: str) -> None:
    if text == NONE or text in TABLES:
        return
    try:
        compile_conversion(yaml.safe_load(text))
    except InvalidConversion as error:
        raise Rejected(error.sentence, code="bad_argument") from error
    except yaml.YAMLError as error:
        raise Rejected(_unreadable(question.option), code="bad_argument") from error


def _check_name(question: Question, name: str) -> None:
    try:
        _NAME.validate_python(name)
    except ValidationError as error:
        raise Rejected(_bad_name(question.option), code="bad_argument") from error


_NAME: Final = TypeAdapter(Name)


def _no_field(root: str, name: str, near: str | None) -> Sentence:
    fr = f" Vouliez-vous dire « {root}.{near} » ?" if near else ""
    en = f' Do you mean "{root}.{near}"?' if near else ""
    return Sentence(
        fr=f"« {root} » n'a pas de champ « {name} » dans ce compte.{fr}",
        en=f'"{root}" has no field "{name}" in this account.{en}',
    )


def _read_only(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » ne peut pas être écrit : la plateforme le calcule. Choisissez un autre champ.",
        en=f'"{name}" cannot be written: the platform works it out. Choose another field.',
    )


def _no_equals(option: str) -> Sentence:
    return Sentence(
        fr=f"{option} : une condition s'écrit CHEMIN=VALEUR, comme deal.pipeline=default.",
        en=f"{option}: a condition is written PATH=VALUE, such as deal.pipeline=default.",
    )


def _unreadable(option: str) -> Sentence:
    return Sentence(
        fr=f"{option} : cette conversion n'est pas lisible. Écrivez par exemple {{money: EUR}}.",
        en=f"{option}: this conversion cannot be read. Write for example {{money: EUR}}.",
    )


def _bad_name(option: str) -> Sentence:
    return Sentence(
        fr=f"{option} : un nom s'écrit en minuscules, chiffres et tirets, et commence par une lettre.",
        en=f"{option}: a name has lower-case letters, digits and dashes, and begins with a letter.",
    )


_PARTS: Final = {
    "when.event": Sentence(fr="le déclencheur (--event, ou --change)", en="the trigger (--event, or --change)"),
    "when.connection": Sentence(
        fr="la plateforme du déclencheur (--trigger-connection)",
        en="the platform of the trigger (--trigger-connection)",
    ),
    "do.action": Sentence(fr="l'action (--action)", en="the action (--action)"),
    "do.connection": Sentence(
        fr="la plateforme de l'action (--action-connection)", en="the platform of the action (--action-connection)"
    ),
    "exchange.0.to": Sentence(
        fr="au moins une information échangée, avec son sens (--map CIBLE=SOURCE)",
        en="at least one item of data with its direction (--map TARGET=SOURCE)",
    ),
}
