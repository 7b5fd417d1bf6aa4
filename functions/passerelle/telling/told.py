"""An automation told from its file, whole: the sentence first, then all that a person approves with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from passerelle.configuration.automation_file import AutomationFile, ReadFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.sentences import Language, Sentence
from passerelle.telling.actions import action_words, following, parameters
from passerelle.telling.cases import special_cases
from passerelle.telling.conditions import conditions_told, only_if, test_records
from passerelle.telling.exchange import LineTold, direction, lines_told
from passerelle.telling.labels import Labels, NoLabels
from passerelle.telling.scene import Scene, scene_of
from passerelle.telling.texts import text_words
from passerelle.telling.triggers import trigger_words
from passerelle.telling.words import AND, joined, of_name


@dataclass(frozen=True, slots=True)
class Told:
    """`sentence` is the formula; `details` the action's parameters and what is read; `cases` the special cases."""

    name: str
    sentence: Sentence
    conditions: tuple[Sentence, ...]
    details: tuple[Sentence, ...]
    direction: Sentence
    lines: tuple[LineTold, ...]
    follows: tuple[Sentence, ...]
    cases: tuple[Sentence, ...]

    def text(self, lang: Language) -> str:
        """As a terminal shows it."""
        colon = " :" if lang == "fr" else ":"
        parts = [self.name, "", self.sentence.in_language(lang), *(one.in_language(lang) for one in self.details)]
        for title, items in self.lists():
            parts += ["", f"{title.in_language(lang)}{colon}", *(f"- {item.in_language(lang)}" for item in items)]
        return "\n".join(parts)

    def lists(self) -> Iterator[tuple[Sentence, tuple[Sentence, ...]]]:
        """What the sentence leads to, each under its title; nothing of what there is not."""
        exchanged = tuple(line.sentence() for line in self.lines)
        conditions = self.conditions if len(self.conditions) > INLINE else ()
        lists = (
            (CONDITIONS, conditions),
            (self.direction, exchanged),
            (THEN, self.follows),
            (CASES, self.cases),
        )
        for title, items in lists:
            if items:
                yield title, items

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "sentence": self.sentence.to_json(),
            "conditions": [one.to_json() for one in self.conditions],
            "details": [one.to_json() for one in self.details],
            "exchange": [line.to_json() for line in self.lines],
            "then": [one.to_json() for one in self.follows],
            "cases": [one.to_json() for one in self.cases],
        }


def tell(file: AutomationFile, around: Surroundings, labels: Labels | None = None) -> Told:
    """The file must be one that `check` accepts."""
    scene = scene_of(file, around, labels or NoLabels())
    conditions = conditions_told(file.when.where, scene)
    return Told(
        name=file.name,
        sentence=_formula(scene, conditions),
        conditions=conditions,
        details=tuple(_details(scene)),
        direction=direction(scene),
        lines=lines_told(scene),
        follows=following(scene),
        cases=(*special_cases(scene), test_records(file.test, scene)),
    )


def _formula(scene: Scene, conditions: tuple[Sentence, ...]) -> Sentence:
    action, when = action_words(scene.file.do, scene), trigger_words(scene)
    if conditions:
        only = only_if(conditions) if len(conditions) <= INLINE else _ONLY_IF_ALL
        when = Sentence(fr=f"{when.fr}, {only.fr}", en=f"{when.en}, {only.en}")
    return Sentence(fr=f"Je souhaite {action.fr} {when.fr}.", en=f"I want to {action.en} {when.en}.")


def _details(scene: Scene) -> Iterator[Sentence]:
    for one in parameters(scene.file.do, scene):
        yield Sentence(fr=f"{one.fr}.", en=f"{one.en}.")
    if scene.file.read:
        read = joined([_read(name, read, scene) for name, read in scene.file.read.items()], AND)
        yield Sentence(fr=f"Passerelle lit aussi {read.fr}.", en=f"Passerelle also reads {read.en}.")


def _read(name: str, read: ReadFile, scene: Scene) -> Sentence:
    noun = scene.noun(name)
    the = noun.the()
    connection = read.connection or scene.file.when.connection
    if connection != scene.file.when.connection:
        where = scene.platform(connection)
        the = Sentence(fr=f"{the.fr} {of_name(where).fr}", en=f"{the.en} in {where}")
    if read.of is not None:
        owner = scene.noun(read.of)
        return Sentence(
            fr=f"{the.fr} {noun.agreed('associé')} {owner.to_the().fr}",
            en=f"{the.en} associated with {owner.the().en}",
        )
    if read.id is not None:
        text = text_words(read.id, scene)
        return Sentence(fr=f"{the.fr} dont l'identifiant est {text.fr}", en=f"{the.en} whose id is {text.en}")
    trigger = scene.trigger()
    return Sentence(
        fr=f"{the.fr} {noun.agreed('lié')} {trigger.to_the().fr}", en=f"{the.en} linked to {trigger.the().en}"
    )


INLINE: Final = 2
"""More conditions than this have a list of their own: the sentence stays one that can be read aloud."""

_ONLY_IF_ALL: Final = Sentence(
    fr="et seulement si toutes les conditions ci-dessous sont remplies",
    en="and only if all of the conditions below hold",
)
CONDITIONS: Final = Sentence(fr="Conditions", en="Conditions")
THEN: Final = Sentence(fr="Ensuite", en="Then")
CASES: Final = Sentence(fr="Cas particuliers", en="Special cases")
