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
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableFile(mark.line + 1 if mark else 1, Problem((), _not_yaml(error.problem or ""))) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableFile(1, Problem((), _not_yaml("encoding"))) from error
    lines: dict[Place, int] = {}
    if node is None:
        return YamlFile(path, None, lines)
    _walk(node, (), lines)
    return YamlFile(path, yaml.SafeLoader("").construct_document(node), lines)


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
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[*place, index] = item.start_mark.line + 1
            _walk(item, (*place, index), lines)


def _not_yaml(detail: str) -> Sentence:
    return Sentence(
        fr=f"Le fichier n'est pas du YAML lisible ({detail}). Vérifiez les retraits, les guillemets et les "
        "deux-points.",
        en=f"The file is not readable YAML ({detail}). Check indentation, quotes and colons.",
    )


def _twice(name: str) -> Sentence:
    return Sentence(
        fr=f"La clé « {name} » figure deux fois au même endroit : une des deux serait perdue. Gardez-en une.",
        en=f'The key "{name}" stands twice in the same place: one of the two would be lost. Keep one.',
    )
