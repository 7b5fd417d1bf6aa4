"""The grammar that the sentences need: articles, elisions, agreement, lists, quotation marks - in both languages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from passerelle.core.sentences import Sentence

AND: Final = Sentence(fr="et", en="and")
OR: Final = Sentence(fr="ou", en="or")
EMPTY: Final = Sentence(fr="", en="")


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing, by the name that people give it."""

    fr: str
    en: str
    feminine: bool = False

    def the(self) -> Sentence:
        article = "l'" if elides(self.fr) else "la " if self.feminine else "le "
        return Sentence(fr=f"{article}{self.fr}", en=f"the {self.en}")

    def of_the(self) -> Sentence:
        article = "de l'" if elides(self.fr) else "de la " if self.feminine else "du "
        return Sentence(fr=f"{article}{self.fr}", en=f"of the {self.en}")

    def to_the(self) -> Sentence:
        article = "à l'" if elides(self.fr) else "à la " if self.feminine else "au "
        return Sentence(fr=f"{article}{self.fr}", en=f"to the {self.en}")

    def one(self) -> Sentence:
        english = "an" if self.en[:1].lower() in {"a", "e", "i", "o"} else "a"
        return Sentence(fr=f"{'une' if self.feminine else 'un'} {self.fr}", en=f"{english} {self.en}")

    def same(self) -> Sentence:
        return Sentence(fr=f"{'la' if self.feminine else 'le'} même {self.fr}", en=f"the same {self.en}")

    def agreed(self, participle: str) -> str:
        """A French participle as the noun wants it."""
        return f"{participle}e" if self.feminine else participle


def elides(word: str) -> bool:
    """Whether le, la, de and que lose their vowel before this word. The h of the nouns of business is mute."""
    first = unicodedata.normalize("NFD", word[:1]).lower()[:1]
    return first in set("aeiouh")


def of_name(name: str) -> Sentence:
    """Of a proper name, whose h is not mute: d'Airtable, de HubSpot."""
    elided = elides(name) and name[:1] not in {"h", "H"}
    return Sentence(fr=f"d'{name}" if elided else f"de {name}", en=f"of {name}")


def quoted(text: str) -> Sentence:
    return Sentence(fr=f"« {text} »", en=f'"{text}"')


def joined(items: Sequence[Sentence], last: Sentence) -> Sentence:
    """a, b et c."""
    return Sentence(fr=_joined([item.fr for item in items], last.fr), en=_joined([item.en for item in items], last.en))


def _joined(items: list[str], last: str) -> str:
    if len(items) < 2:  # noqa: PLR2004 - one item is joined to nothing
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def semicolons(items: Sequence[Sentence]) -> Sentence:
    """For items that hold commas themselves."""
    return Sentence(fr=" ; ".join(item.fr for item in items), en="; ".join(item.en for item in items))


def capitalised(sentence: Sentence) -> Sentence:
    return Sentence(
        fr=sentence.fr[:1].upper() + sentence.fr[1:],
        en=sentence.en[:1].upper() + sentence.en[1:],
    )


def uncapitalised(sentence: Sentence) -> Sentence:
    return Sentence(
        fr=sentence.fr[:1].lower() + sentence.fr[1:],
        en=sentence.en[:1].lower() + sentence.en[1:],
    )


def number(value: float) -> Sentence:
    """1 000,5 and 1,000.5."""
    english = f"{value:,.10g}"
    return Sentence(fr=english.replace(",", " ").replace(".", ","), en=english)
