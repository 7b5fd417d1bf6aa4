"""A line of the exchange against both fields: what it takes, what its conversion makes of it, where that goes."""

from collections.abc import Iterator, Mapping
from typing import Final

from passerelle.core.automation import Line, Step
from passerelle.core.checking.choices import choice_faults
from passerelle.core.checking.fault import Fault, listed, nearest_field
from passerelle.core.checking.sources import SourceSchemas
from passerelle.core.conversions import Conversion, Kind
from passerelle.core.schema import Field, FieldType, TargetSchema, folded
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

AS_IT_IS: Final = "unspecified"
"""The conversion of a line without `as`."""


def line_faults(step: Step, index: int, line: Line, sources: SourceSchemas, target: TargetSchema) -> Iterator[Fault]:
    yield from _source_faults(step, index, line, sources)
    place = step.line_place(index, "to")
    name = target.name_of(line.to)
    if line.to in target.ambiguous:
        yield Fault("ambiguous_field", place, _ambiguous(line.to))
        return
    if name is None:
        if target.complete:
            suggestion = nearest_field(line.to, target.fields.values())
            yield Fault("unknown_target", place, _no_target(line.to), suggestion)
        return
    field = target.fields[name]
    if not field.writable:
        yield Fault("read_only_target", place, _read_only(field))
        return
    if target.shown is not None and name not in target.shown:
        yield Fault("not_shown", place, _not_shown(field), None, Severity.WARNING)
    unfit = list(_fit_faults(step, index, line, sources, field))
    yield from unfit or choice_faults(step, index, line, sources.field_of(line.path), field)
    yield from _column_faults(step, index, line, field)


def _source_faults(step: Step, index: int, line: Line, sources: SourceSchemas) -> Iterator[Fault]:
    refused = _REFUSES.get(line.conversion.name, frozenset())
    for field in sources.fields_of(line.path):
        if field.type in refused:
            sentence = _cannot_read(line.conversion.name, field)
            yield Fault("wrong_type", step.line_place(index, "as"), sentence, _BY_TYPE.get(field.type))


def _fit_faults(step: Step, index: int, line: Line, sources: SourceSchemas, field: Field) -> Iterator[Fault]:
    taken = _TAKES.get(field.type)
    if taken is None:
        return
    for kind in _produced(line, sources):
        if kind not in taken:
            place = step.line_place(index, "as")
            yield Fault("wrong_target_type", place, _does_not_fit(line, field), _SUITABLE[field.type])
            return


def _column_faults(step: Step, index: int, line: Line, field: Field) -> Iterator[Fault]:
    """Each column of the rows goes into one of the table."""
    known = {folded(column.title): column for column in field.columns}
    place = step.line_place(index, "as")
    for name, conversion in (line.conversion.columns or {}).items() if known else ():
        column = known.get(folded(name))
        if column is None:
            yield Fault("unknown_target", place, _no_column(name, field), nearest_field(name, field.columns))
        elif conversion.name != AS_IT_IS and conversion.kind not in _TAKES.get(column.type, {conversion.kind}):
            yield Fault("wrong_target_type", place, _column_does_not_fit(column, conversion), _SUITABLE[column.type])


def _produced(line: Line, sources: SourceSchemas) -> list[str]:
    """What the conversion gives; without one, what the field it is taken from holds, where that is known."""
    if line.conversion.name != AS_IT_IS:
        return [line.conversion.kind]
    return [_AS_IT_IS.get(field.type, Kind.ANY) for field in sources.fields_of(line.path)]


_MOMENT: Final = "moment"
"""A date with its time, as it is: no date field takes it without a zone to tell the day."""

_AS_IT_IS: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: Kind.TEXT,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.DATE: Kind.DATE,
    FieldType.DATETIME: _MOMENT,
    FieldType.BOOLEAN: Kind.BOOLEAN,
    FieldType.CHOICE: Kind.CHOICE,
    FieldType.CHOICES: Kind.CHOICES,
}
_WORDS: Final = frozenset({Kind.ANY, Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.CHOICE, Kind.NUMBER})
_TAKES: Final[Mapping[FieldType, frozenset[str]]] = {
    FieldType.TEXT: _WORDS | {Kind.DATE, _MOMENT},
    FieldType.NUMBER: frozenset({Kind.ANY, Kind.NUMBER}),
    FieldType.DATE: frozenset({Kind.ANY, Kind.DATE}),
    FieldType.DATETIME: frozenset({Kind.ANY, Kind.DATE, _MOMENT}),
    FieldType.BOOLEAN: frozenset({Kind.ANY, Kind.BOOLEAN}),
    FieldType.CHOICE: _WORDS,
    FieldType.CHOICES: _WORDS | {Kind.CHOICES, Kind.LIST},
    FieldType.RICH_TEXT: frozenset({Kind.ANY, Kind.RICH_TEXT}),
    FieldType.ROWS: frozenset({Kind.ROWS}),
}
_SUITABLE: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: "as: text",
    FieldType.NUMBER: "as: number",
    FieldType.DATE: "as: {date: {zone: Europe/Paris}}",
    FieldType.DATETIME: "as: {datetime: {zone: Europe/Paris}}",
    FieldType.BOOLEAN: "as: boolean",
    FieldType.CHOICE: "as: {choice: {...}}",
    FieldType.CHOICES: "as: {choices: {...}}",
    FieldType.RICH_TEXT: "as: rich_text",
    FieldType.ROWS: "as: {rows: {columns: {...}}}",
}
_BY_TYPE: Final[Mapping[FieldType, str]] = {
    FieldType.DATE: "as: date",
    FieldType.DATETIME: "as: {date: {zone: Europe/Paris}}",
    FieldType.BOOLEAN: "as: boolean",
    FieldType.CHOICE: "as: {choice: {...}}",
    FieldType.CHOICES: "as: {choices: {...}}",
}
_NO_WORD: Final = frozenset(
    {FieldType.DATE, FieldType.DATETIME, FieldType.BOOLEAN, FieldType.CHOICES, FieldType.RICH_TEXT}
)
_NO_MOMENT: Final = frozenset({FieldType.BOOLEAN, FieldType.CHOICE, FieldType.CHOICES, FieldType.RICH_TEXT})
_NO_YES_OR_NO: Final = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.CHOICES, FieldType.RICH_TEXT})
_REFUSES: Final[Mapping[str, frozenset[FieldType]]] = {
    **dict.fromkeys(("number", "money", "siret", "siren", "vat", "phone", "email", "country"), _NO_WORD),
    **dict.fromkeys(("date", "datetime"), _NO_MOMENT),
    "boolean": _NO_YES_OR_NO,
}
_TYPES: Final[Mapping[FieldType, Sentence]] = {
    FieldType.TEXT: Sentence(fr="un texte", en="a text"),
    FieldType.NUMBER: Sentence(fr="un nombre", en="a number"),
    FieldType.DATE: Sentence(fr="une date", en="a date"),
    FieldType.DATETIME: Sentence(fr="une date avec l'heure", en="a date with a time"),
    FieldType.BOOLEAN: Sentence(fr="une valeur vrai ou faux", en="a true or false value"),
    FieldType.CHOICE: Sentence(fr="un choix dans une liste", en="one choice of a list"),
    FieldType.CHOICES: Sentence(fr="plusieurs choix dans une liste", en="several choices of a list"),
    FieldType.RICH_TEXT: Sentence(fr="un texte mis en forme", en="a formatted text"),
    FieldType.ROWS: Sentence(fr="les lignes d'un tableau", en="the rows of a table"),
}


def type_in_words(kind: FieldType) -> Sentence:
    return _TYPES.get(kind, Sentence(fr="une valeur", en="a value"))


def _no_target(to: str) -> Sentence:
    return Sentence(
        fr=f"La destination « {to} » n'existe pas dans ce compte. Corrigez le nom, ou créez le champ.",
        en=f'The target "{to}" does not exist in this account. Correct the name, or create the field.',
    )


def _no_column(name: str, table: Field) -> Sentence:
    known = listed(column.title for column in table.columns)
    return Sentence(
        fr=f"Le tableau n'a pas de colonne « {name} ». Choisissez parmi : {known.fr}.",
        en=f'The table has no column "{name}". Choose one of: {known.en}.',
    )


def _column_does_not_fit(column: Field, conversion: Conversion) -> Sentence:
    kind = type_in_words(column.type)
    return Sentence(
        fr=f"La colonne « {column.title} » attend {kind.fr}, ce que la conversion « {conversion.name} » ne donne pas. "
        "Prenez-en une autre.",
        en=f'The column "{column.title}" takes {kind.en}, which the conversion "{conversion.name}" does not give. '
        "Choose another one.",
    )


def _read_only(field: Field) -> Sentence:
    return Sentence(
        fr=f"Le champ « {field.title} » ne peut pas être écrit : la plateforme le calcule. Retirez cette ligne.",
        en=f'The field "{field.title}" cannot be written: the platform works it out. Remove this line.',
    )


def _ambiguous(to: str) -> Sentence:
    return Sentence(
        fr=f"Plusieurs champs s'appellent « {to} ». Désignez le bon par son identifiant : field:IDENTIFIANT.",
        en=f'Several fields are called "{to}". Name the right one by its id: field:ID.',
    )


def _not_shown(field: Field) -> Sentence:
    return Sentence(
        fr=f"Le champ « {field.title} » existe, mais pas dans ce modèle : sa valeur n'apparaîtra pas dans le document.",
        en=f'The field "{field.title}" exists, but not in this template: its value will not show in the document.',
    )


def _cannot_read(conversion: str, field: Field) -> Sentence:
    kind = type_in_words(field.type)
    return Sentence(
        fr=f"« {field.title} » contient {kind.fr} : la conversion « {conversion} » ne peut pas la lire. Prenez un "
        "autre champ, ou une autre conversion.",
        en=f'"{field.title}" holds {kind.en}: the conversion "{conversion}" cannot read it. Take another field, or '
        "another conversion.",
    )


def _does_not_fit(line: Line, field: Field) -> Sentence:
    kind = type_in_words(field.type)
    if line.conversion.name == AS_IT_IS:
        return Sentence(
            fr=f"« {field.title} » attend {kind.fr}, et « {line.path.text} » n'a pas cette forme : dites avec « as » "
            "comment l'obtenir.",
            en=f'"{field.title}" takes {kind.en}, and "{line.path.text}" is not one: tell with "as" how to convert it.',
        )
    names = listed([line.conversion.name])
    return Sentence(
        fr=f"« {field.title} » attend {kind.fr}, ce que la conversion {names.fr} ne donne pas. Prenez-en une autre.",
        en=f'"{field.title}" takes {kind.en}, which the conversion {names.en} does not give. Choose another one.',
    )
