"""A question as data: a command prompts for it, a form shows it, and the answer is judged the same way."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from passerelle.configuration.sentences import closest
from passerelle.core.schema import folded
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected


class Form(StrEnum):
    """What an answer is. Only a CHOICE must be one of the choices; for the others they are proposals."""

    CHOICE = "choice"
    TEXT = "text"
    NAME = "name"
    PATH = "path"
    TARGET = "target"
    CONVERSION = "conversion"
    CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Sentence

    @classmethod
    def plain(cls, value: str, label: str | None = None) -> "Choice":
        """One whose label is the same in all languages."""
        return cls(value, Sentence(fr=label or value, en=label or value))


@dataclass(frozen=True, slots=True)
class Question:
    """`slot` is what the answer is kept under, `option` what says it on the command line.

    `suggestion` is what an empty answer stands for, which may be nothing; without a suggestion an answer is needed.
    Of `several`, an answer gives some, with commas between them.
    """

    slot: str
    text: Sentence
    option: str
    form: Form = Form.CHOICE
    choices: tuple[Choice, ...] = ()
    suggestion: str | None = None
    several: bool = False

    def settle(self, answer: str) -> str:
        """The answer as it is kept: choices by their value, though they may be given by what people see.

        Raises Rejected for one that is missing or is no choice, with what was perhaps meant.
        """
        given = answer.strip() or self.suggestion
        if given is None:
            raise Rejected(_needed(self), code="bad_argument")
        if self.form is not Form.CHOICE or not given:
            return given
        words = [word.strip() for word in given.split(",")] if self.several else [given]
        return ",".join(self._chosen(word) for word in words if word)

    def _chosen(self, word: str) -> str:
        """A label that several choices have tells none of them."""
        by_label = [one.value for one in self.choices if folded(word) in _words_of(one)]
        if any(one.value == word for one in self.choices):
            return word
        if len(by_label) == 1:
            return by_label[0]
        raise Rejected(refused(self.option, word, [one.value for one in self.choices]), code="bad_argument")


def _words_of(choice: Choice) -> set[str]:
    return {folded(choice.value), folded(choice.label.fr), folded(choice.label.en)}


def refused(option: str, word: str, known: Iterable[str]) -> Sentence:
    """A word that is none of those that there are."""
    words = list(known)
    meant = closest(word, words)
    more = len(words) - _SHOWN
    shown = ", ".join(words[:_SHOWN])
    fr = f" Vouliez-vous dire « {meant} » ?" if meant else f" Choisissez parmi : {shown}{' ...' if more > 0 else ''}."
    en = f' Do you mean "{meant}"?' if meant else f" Choose one of: {shown}{' ...' if more > 0 else ''}."
    return Sentence(fr=f"{option} : « {word} » n'existe pas.{fr}", en=f'{option}: there is no "{word}".{en}')


def _needed(question: Question) -> Sentence:
    words = ", ".join(one.value for one in question.choices[:_SHOWN])
    words = f" ({words})" if words else ""
    return Sentence(
        fr=f"Il manque {question.option}{words}. {question.text.fr}",
        en=f"{question.option}{words} is missing. {question.text.en}",
    )


_SHOWN: Final = 12
