"""A message for a person, in the two languages of the people who read it."""

from dataclasses import dataclass
from typing import Literal, Self

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    fr: str
    en: str

    def __str__(self) -> str:
        return self.en

    def in_language(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def to_json(self) -> dict[str, str]:
        return {"fr": self.fr, "en": self.en}

    @classmethod
    def from_json(cls, value: dict[str, str]) -> Self:
        return cls(fr=value["fr"], en=value["en"])
