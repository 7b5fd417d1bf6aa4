"""The formula as a form: one question after the other, offering what exists, and the file that the answers make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from passerelle.configuration.automation_file import AutomationFile
from passerelle.console.access import Role
from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.console.routes import Route, asking
from passerelle.core.sentences import Language, Sentence
from passerelle.drafting.draft import Draft, Schemas, Unasked
from passerelle.drafting.interview import answered, next_question
from passerelle.drafting.making import document, made
from passerelle.drafting.question import Question
from passerelle.drafting.yaml_text import file_text
from passerelle.errors import InvalidPayload, Rejected
from passerelle.operations.comparing import Comparing
from passerelle.operations.online.drafting import LiveSchemas
from passerelle.telling.told import tell

LANGUAGES: Final[Mapping[str, Language]] = {"fr": "fr", "en": "en"}


@dataclass(frozen=True, slots=True)
class DraftRoom:
    desk: Desk

    def routes(self) -> Sequence[Route]:
        return (asking("drafts", self.draft, Role.OPERATE),)

    def draft(self, request: Request) -> Mapping[str, Any]:
        """`answers` are pairs of a slot and a text, in the order in which they were given. The next question comes
        back, or the file when nothing is left to ask; nothing is kept here: the file is for the folder.
        """
        schemas: Schemas = LiveSchemas(self.desk.connect) if request.flag("online") else Unasked()
        draft = Draft({}, self.desk.surroundings(), schemas, self._others())
        given: list[Mapping[str, Any]] = []
        for slot, answer in _answers(request):
            question = next_question(draft)
            if question is None or question.slot != slot:
                return _asked(given, question, refused=_OUT_OF_ORDER)
            try:
                draft = answered(draft, question, answer)
            except Rejected as error:
                return _asked(given, question, refused=error.sentence)
            given.append(_given(question, draft.answers[slot]))
        question = next_question(draft)
        if question is not None:
            return _asked(given, question)
        file = made(draft)
        lang = LANGUAGES.get(request.text("lang"), "en")
        return {
            "done": True,
            "answered": given,
            "yaml": file_text(document(draft), lang),
            "told": tell(file, self.desk.surroundings(), schemas.labels(file)).to_json(),
            "path": f"config/automations/{file.name}.yaml",
        }

    def _others(self) -> Mapping[str, AutomationFile]:
        comparing = Comparing(self.desk.versions)
        names = self.desk.versions.active(consistent=True).automations
        return {
            name: AutomationFile.model_validate(comparing.document(name, number))
            for name, one in names.items()
            if (number := one.test or one.live) is not None
        }


def _answers(request: Request) -> list[tuple[str, str]]:
    try:
        return _PAIRS.validate_python(request.body.get("answers", []))
    except ValidationError as error:
        raise InvalidPayload(_BAD_ANSWERS, code="bad_argument") from error


def _asked(
    given: Sequence[Mapping[str, Any]], question: Question | None, refused: Sentence | None = None
) -> Mapping[str, Any]:
    return {
        "done": False,
        "answered": given,
        "question": _question(question) if question else None,
        "refused": refused.to_json() if refused else None,
    }


def _given(question: Question, answer: str) -> Mapping[str, Any]:
    """Question and answer as people read them."""
    labels = {one.value: one.label for one in question.choices}
    shown = labels.get(answer, Sentence(fr=answer, en=answer))
    return {"slot": question.slot, "text": question.text.to_json(), "answer": shown.to_json()}


def _question(question: Question) -> Mapping[str, Any]:
    return {
        "slot": question.slot,
        "text": question.text.to_json(),
        "form": question.form,
        "choices": [{"value": one.value, **one.label.to_json()} for one in question.choices],
        "suggestion": question.suggestion,
        "several": question.several,
    }


_PAIRS: Final = TypeAdapter(list[tuple[str, str]])
_OUT_OF_ORDER: Final = Sentence(
    fr="Une réponse plus haut a changé la suite : reprenez à cette question.",
    en="An earlier answer has changed what follows: go on from this question.",
)
_BAD_ANSWERS: Final = Sentence(
    fr="« answers » doit être une liste de paires de textes.", en='"answers" must be a list of pairs of texts.'
)
