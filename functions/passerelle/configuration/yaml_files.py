"""A YAML file as data, and where each of its keys stands: for a message that leads to the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from passerelle.configuration.compiling import Place, Problem
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class YamlFile:
    """`lines` gives the line (from 1) of each key and list item, by its place."""

    path: Path
    data: Any
    lines: Mapping[Place, int] = field(repr=False)

    def line_of(self, place: Place) -> int:
        """The line of a place, or of the nearest thing above it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


class UnreadableFile(Exception):
    """Not YAML, or ambiguous: `line` is where."""

    def __init__(self, line: int, problem: Problem) -> None:
        super().__init__(problem.sentence.en)
        self.line = line
        self.problem = problem


def read_yaml(path: Path) -> YamlFile:
    """Raises UnreadableFile for what is not YAML and for a key that stands twice: one of them would be lost."""
    lines: dict[Place, int] = {}
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
        if node is None:
            return YamlFile(path, None, lines)
        _walk(node, (), lines)
        return YamlFile(path, yaml.SafeLoader("").construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = _not_yaml(error.problem or "")
        raise UnreadableFile(mark.line + 1 if mark else 1, Problem((), sentence)) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(1, Problem((), _NOT_UTF8)) from error
    except OSError as error:
        raise UnreadableFile(1, Problem((), _NOT_A_FILE)) from error
    except RecursionError as error:
        raise UnreadableFile(1, Problem((), _TOO_DEEP)) from error
    except yaml.YAMLError as error:
        raise UnreadableFile(1, Problem((), _UNREADABLE)) from error


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen and key.tag != "tag:yaml.org,2002:merge":
                raise UnreadableFile(key.start_mark.line + 1, Problem((*place, name), _twice(name)))
            seen.add(name)
            lines[*place, name] = key.start_mark.line + 1
            _walk(value, (*place, name), lines)
    elif isinstance(node, yaml.ScalarNode):
        _check_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[*place, index] = item.start_mark.line + 1
            _walk(item, (*place, index), lines)


def _check_scalar(node: yaml.ScalarNode) -> None:
    try:
        yaml.SafeLoader("").construct_object(node)
    except ValueError as error:
        raise UnreadableFile(node.start_mark.line + 1, Problem((), _no_such_value(node.value))) from error


def _no_such_value(text: str) -> Sentence:
    return Sentence(
        fr=f"« {text} » ressemble à une date ou à un nombre, et n'en est pas. Mettez-le entre guillemets.",
        en=f'"{text}" looks like a date or a number, and is none. Put it in quotes.',
    )


def _not_yaml(detail: str) -> Sentence:
    """The parser speaks English to engineers; what people do wrong most is told in words that mend it."""
    return next((sentence for sign, sentence in _FAULTS if sign in detail), _UNREADABLE)


_UNREADABLE = Sentence(
    fr="Le fichier n'est pas lisible à partir d'ici. Vérifiez les retraits, les guillemets et les deux-points.",
    en="The file cannot be read from here on. Check indentation, quotes and colons.",
)
_NOT_UTF8 = Sentence(
    fr="Le fichier n'est pas enregistré en UTF-8. Enregistrez-le avec cet encodage.",
    en="The file is not saved as UTF-8. Save it with that encoding.",
)
_NOT_A_FILE = Sentence(
    fr="Ceci n'est pas un fichier lisible. Vérifiez que ce n'est pas un dossier, et vos droits de lecture.",
    en="This is not a readable file. Check that it is not a folder, and that you may read it.",
)
_TOO_DEEP = Sentence(
    fr="Le fichier est imbriqué trop profondément, ou une ancre (&) se contient elle-même. Simplifiez-le.",
    en="The file is nested too deeply, or an anchor (&) contains itself. Simplify it.",
)
_FAULTS = (
    (
        "'\\t'",
        Sentence(
            fr="Cette ligne commence par une tabulation. Mettez des espaces à la place.",
            en="This line begins with a tab. Put spaces instead.",
        ),
    ),
    (
        "mapping values are not allowed",
        Sentence(
            fr="Un deux-points est de trop ici, ou le retrait n'est pas le bon. Mettez le texte entre guillemets.",
            en="A colon is one too many here, or the indentation is wrong. Put the text in quotes.",
        ),
    ),
    (
        "expected ',' or",
        Sentence(
            fr="Une accolade ou un crochet n'est pas fermé, ici ou juste au-dessus.",
            en="A brace or a bracket is not closed, here or just above.",
        ),
    ),
    (
        "another document",
        Sentence(
            fr="Une ligne « --- » commence un second document. Faites-en un autre fichier.",
            en='A line "---" begins a second document. Make it another file.',
        ),
    ),
    (
        "expected <block end>",
        Sentence(
            fr="Le retrait de cette ligne ne correspond pas à celui des lignes du dessus.",
            en="The indentation of this line does not fit that of the lines above.",
        ),
    ),
    (
        "could not determine a constructor",
        Sentence(
            fr="Un mot qui commence par un point d'exclamation est une consigne pour YAML. Mettez-le entre guillemets.",
            en="A word that begins with an exclamation mark is an instruction to YAML. Put it in quotes.",
        ),
    ),
)


def _twice(name: str) -> Sentence:
    return Sentence(
        fr=f"La clé « {name} » figure deux fois au même endroit : une des deux serait perdue. Gardez-en une.",
        en=f'The key "{name}" stands twice in the same place: one of the two would be lost. Keep one.',
    )
