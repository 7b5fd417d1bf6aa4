"""What a conversion is, what it says of a value it refuses, and of a file that asks for it wrongly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from passerelle.core.conversions.received import Unfit, is_blank
from passerelle.core.sentences import Sentence


class Kind(StrEnum):
    """What a conversion produces, to be checked against the type of the field it fills."""

    ANY = "any"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"
    ROWS = "rows"
    RICH_TEXT = "rich_text"
    EMAIL = "email"
    PHONE = "phone"


class InvalidConversion(ValueError):
    """An `as` that cannot be understood, found when the file is loaded. `suggestion` is what was perhaps meant."""

    def __init__(self, sentence: Sentence, suggestion: str | None = None) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
        self.suggestion = suggestion


class ValueRefused(Exception):
    """A value that has no right form here. It never holds the value, only its kind: the value may be personal.

    `kind` completes "the value received ...", `expected` completes "it must be ...", and `advice`, when there is one,
    completes "correct the record, or ...".
    """

    def __init__(self, kind: Sentence, expected: Sentence, advice: Sentence | None = None) -> None:
        super().__init__(f"the value received {kind.en}, but it must be {expected.en}")
        self.kind = kind
        self.expected = expected
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Conversion:
    """`rule` gets a value that is not blank; it gives the right value or raises Unfit.

    `table` is that of a choice, from what is received to labels, and `otherwise` its label for any other value;
    `columns` are those of rows, by their names.
    """

    name: str
    kind: Kind
    form: Sentence
    rule: Callable[[Any], Any]
    table: Mapping[str, str] | None = None
    otherwise: str | None = None
    columns: "Mapping[str, Conversion] | None" = None

    def convert(self, value: Any) -> Any:
        """The right value as plain JSON, None for an absent one, or ValueRefused: never a guess."""
        if is_blank(value):
            return None
        try:
            return self.rule(value)
        except Unfit as unfit:
            # Without the cause: the messages of libraries quote the value.
            raise ValueRefused(unfit.kind, self.form, unfit.advice) from None

    def describe(self) -> Sentence:
        """The form that is expected, as a noun phrase."""
        return self.form
