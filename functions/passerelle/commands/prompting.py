"""The questions of a draft, put to a person: what can be chosen, what is proposed, and again after a wrong answer."""

from collections.abc import Mapping
from typing import Final

import typer

from passerelle.commands.shared import err
from passerelle.core.sentences import Language, Sentence
from passerelle.drafting.draft import Draft
from passerelle.drafting.interview import UNASKED, answered, missing_parts, next_question
from passerelle.drafting.making import WRITE_BACK
from passerelle.drafting.question import Question
from passerelle.errors import Rejected


def complete(draft: Draft, given: Mapping[str, str], lang: Language, *, asks: bool) -> Draft:
    """Every question answered: by what was given, by what is proposed where nobody is asked, else by the person."""
    if not asks:
        missing = missing_parts(Draft(given, draft.around, draft.schemas, draft.others))
        if missing:
            raise Rejected(_incomplete(missing), code="bad_argument")
    for slot in UNASKED & given.keys():
        draft = draft.with_answer(slot, given[slot])
    while (question := next_question(draft)) is not None:
        if question.slot in given:
            draft = answered(draft, question, given[question.slot])
        elif asks:
            draft = _asked(draft, question, lang)
        else:
            draft = answered(draft, question, "")
    return _with_the_rest(draft, given)


def _with_the_rest(draft: Draft, given: Mapping[str, str]) -> Draft:
    """More may be written back than is asked for; anything else that no question was about is a mistake."""
    for slot in given.keys() - draft.answers.keys():
        if not slot.startswith(WRITE_BACK):
            raise Rejected(_without_use(slot), code="bad_argument")
        draft = draft.with_answer(slot, given[slot])
    return draft


def _asked(draft: Draft, question: Question, lang: Language) -> Draft:
    _show(question, lang)
    while True:
        try:
            said = typer.prompt(
                question.text.in_language(lang),
                default=question.suggestion or "",
                show_default=bool(question.suggestion),
                err=True,
            )
        except typer.Abort:
            return answered(draft, question, "")
        try:
            return answered(draft, question, str(said))
        except Rejected as error:
            err.print(error.sentence.in_language(lang), style="red", markup=False)


def _show(question: Question, lang: Language) -> None:
    for one in question.choices[:_SHOWN]:
        label = one.label.in_language(lang)
        err.print(f"  {one.value}{f' ({label})' if label != one.value else ''}", style="dim", markup=False)
    more = len(question.choices) - _SHOWN
    if more > 0:
        err.print(f"  ... +{more}", style="dim", markup=False)


_SHOWN: Final = 40


def _incomplete(missing: list[Sentence]) -> Sentence:
    return Sentence(
        fr=f"Le besoin n'est pas complet. Il manque : {' ; '.join(one.fr for one in missing)}.",
        en=f"The need is not complete. What is missing: {'; '.join(one.en for one in missing)}.",
    )


def _without_use(slot: str) -> Sentence:
    return Sentence(
        fr=f"« {slot} » n'a pas de sens pour ce déclencheur et cette action. Retirez l'option qui le donne.",
        en=f'"{slot}" makes no sense with this trigger and this action. Remove the option that gives it.',
    )
