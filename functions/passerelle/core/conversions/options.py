"""The options that a line of the exchange gives to its conversion, read with their types when the file is loaded."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from passerelle.core.conversions.model import InvalidConversion
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Options:
    conversion: str
    given: Mapping[str, Any]

    def flag(self, key: str) -> bool:
        value = self.given.get(key, False)
        if not isinstance(value, bool):
            raise self.invalid(key, Sentence(fr="`true` ou `false`", en="`true` or `false`"))
        return value

    def positive(self, key: str) -> int | None:
        value = self.given.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise self.invalid(key, Sentence(fr="un nombre entier d'au moins 1", en="a whole number of at least 1"))
        return value

    def text(self, key: str) -> str | None:
        value = self.given.get(key)
        if value is not None and (not isinstance(value, str) or not value):
            raise self.invalid(key, Sentence(fr="un texte", en="a text"))
        return value

    def one_of(self, key: str, accepted: Iterable[str], expected: Sentence | None = None) -> str | None:
        value = self.given.get(key)
        words = tuple(accepted)
        if value is None or (isinstance(value, str) and value in words):
            return value
        raise self.not_among(key, value, words, expected)

    def not_among(
        self, key: str, value: Any, accepted: Iterable[str], expected: Sentence | None = None
    ) -> InvalidConversion:
        """`expected` speaks for words that are too many to be listed."""
        words = tuple(accepted)
        listed = ", ".join(f"`{word}`" for word in words)
        either = Sentence(fr=f"l'une des valeurs {listed}", en=f"one of {listed}")
        return self.invalid(key, expected or either, closest(str(value), words))

    def invalid(self, key: str, expected: Sentence, suggestion: str | None = None) -> InvalidConversion:
        return InvalidConversion(
            Sentence(
                fr=f"L'option `{key}` de la conversion « {self.conversion} » doit être {expected.fr}.",
                en=f'The option `{key}` of the conversion "{self.conversion}" must be {expected.en}.',
            ),
            suggestion,
        )

    def exclude(self, key: str, others: Iterable[str]) -> None:
        """Refuse the others: `key` alone says how the value is read."""
        for other in others:
            if self.given.get(other) is not None:
                raise InvalidConversion(
                    Sentence(
                        fr=f"La conversion « {self.conversion} » ne peut pas avoir à la fois `{key}` et `{other}` : "
                        "retirez l'une des deux options.",
                        en=f'The conversion "{self.conversion}" cannot have both `{key}` and `{other}`: '
                        "remove one of the two options.",
                    )
                )


def closest(word: str, accepted: Iterable[str]) -> str | None:
    """The accepted word that was perhaps meant, whatever its case."""
    by_lower_case = {candidate.lower(): candidate for candidate in accepted}
    found = difflib.get_close_matches(word.lower(), by_lower_case, n=1)
    return by_lower_case[found[0]] if found else None
