"""The exchange: from what was read to the values that the action gets, or one sentence why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelle.core.automation import Line, Missing
from passerelle.core.conversions import Place, ValueRefused, refusal_sentence
from passerelle.core.expressions import Expression
from passerelle.core.labels import label
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Value


class Refused(Exception):
    """A value is missing or cannot be converted. `skip` tells that the automation asked to skip the run then."""

    def __init__(self, code: str, sentence: Sentence, *, skip: bool = False) -> None:
        super().__init__(sentence.en)
        self.code = code
        self.sentence = sentence
        self.skip = skip


@dataclass(frozen=True, slots=True)
class Sources:
    """Which connection each root of the data was read from, to name it in sentences."""

    connections: Mapping[str, str]

    def place(self, path: Expression) -> Place:
        """The first record that the path names, wherever in it."""
        root = next(iter(path.needs()), path.text)
        return Place(record=root, connection=self.connections.get(root, ""))


def map_lines(
    lines: tuple[Line, ...], data: Mapping[str, Any], missing: Missing, sources: Sources
) -> tuple[Value, ...]:
    """Raises Refused at the first line that cannot be honoured; a missing optional value is left out."""
    values = []
    for line in lines:
        value = _convert(line, data, sources)
        if value is None:
            value = line.default
        if value is not None:
            values.append(Value(line.to, value))
        elif line.required and missing is not Missing.DEFAULT:
            raise Refused("missing_value", missing_sentence(line, sources), skip=missing is Missing.SKIP)
    return tuple(values)


def _convert(line: Line, data: Mapping[str, Any], sources: Sources) -> Any:
    try:
        return line.conversion.convert(line.path.search(data))
    except ValueRefused as error:
        sentence = refusal_sentence(label(line.to), sources.place(line.path), error)
        raise Refused("value_refused", sentence) from error


def missing_sentence(line: Line, sources: Sources) -> Sentence:
    place, named = sources.place(line.path), label(line.to)
    where = Sentence(fr=f" dans {place.connection}", en=f" in {place.connection}") if place.connection else _NOWHERE
    return Sentence(
        fr=f"Le champ « {named.fr} » est obligatoire, mais « {line.path.text} » est vide. "
        f"Complétez la fiche « {place.record} »{where.fr}, puis rejouez l'exécution.",
        en=f'The field "{named.en}" is required, but "{line.path.text}" is empty. '
        f"Fill in the {place.record} record{where.en}, then replay the run.",
    )


_NOWHERE = Sentence(fr="", en="")
