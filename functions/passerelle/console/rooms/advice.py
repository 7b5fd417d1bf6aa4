"""Which way of connecting fits a need, before anything is drafted: one question after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from passerelle.console.requests import Request
from passerelle.console.routes import Route, asking
from passerelle.core.advice import advise
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.operations.need_questions import ACTION, DIRECTION, EVENT, TOOL, Question, need_from, unanswered
from passerelle.shown.advice import advice_json


class AdviceRoom:
    """It knows nothing of the installation."""

    def routes(self) -> Sequence[Route]:
        return (asking("advice", self.advice),)

    def advice(self, request: Request) -> Mapping[str, Any]:
        """The next question, or the advice when nothing is left to ask."""
        given = {question.name: _answer(request, question) for question in (TOOL, DIRECTION, EVENT, ACTION)}
        question = unanswered(given)
        if question is not None:
            return {"question": _question(question), "advice": None}
        return {"question": None, "advice": advice_json(advise(need_from(given)))}


def _answer(request: Request, question: Question) -> str:
    given = request.text(question.name)
    if given and question.choices and given not in question.choices:
        raise InvalidPayload(_no_choice(given, question), code="bad_argument")
    return given


def _question(question: Question) -> Mapping[str, Any]:
    choices = [{"value": value, **label.to_json()} for value, label in question.choices.items()]
    return {"name": question.name, "text": question.text.to_json(), "choices": choices}


def _no_choice(given: str, question: Question) -> Sentence:
    known = ", ".join(question.choices)
    return Sentence(
        fr=f"« {given} » n'est pas une réponse possible. Il y a : {known}.",
        en=f'"{given}" is no possible answer. There is: {known}.',
    )
