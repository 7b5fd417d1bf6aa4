"""The paths and the trigger of an automation against the records that they look into."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from passerelle.core.automation import Automation, Condition, Operator, Place, Trigger
from passerelle.core.checking.fault import (
    Fault,
    listed,
    nearest_field,
    nearest_option,
)
from passerelle.core.expressions import Expression
from passerelle.core.history import as_text
from passerelle.core.schema import WITH_OPTIONS, Field, RecordSchema
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity


@dataclass(frozen=True, slots=True)
class SourceSchemas:
    """Schemas by the name that paths begin with."""

    schemas: Mapping[str, RecordSchema]

    def field_of(self, path: Expression) -> Field | None:
        """The field whose value the path gives as it is, where it is one and known."""
        given = path.gives()
        if len(given) != 1:
            return None
        root, *below = given[0]
        schema = self.schemas.get(root)
        return schema.field(below) if schema is not None and below else None

    def fields_of(self, path: Expression) -> list[Field]:
        """Every field of which the path may give the value as it is, known ones only."""
        found = [(self.schemas.get(root), below) for root, *below in path.gives()]
        fields = [schema.field(below) for schema, below in found if schema is not None and below]
        return [one for one in fields if one is not None]


def trigger_faults(trigger: Trigger, sources: SourceSchemas) -> Iterator[Fault]:
    schema = sources.schemas.get(trigger.record)
    if schema is None or trigger.change is None:
        return
    field = schema.fields.get(trigger.change.field)
    if field is None:
        if not schema.knows(trigger.change.field.split(".")):
            place = ("when", "change", "field")
            yield Fault(
                "unknown_field",
                place,
                _no_field(schema, trigger.change.field),
                nearest_field(trigger.change.field, schema.fields.values()),
            )
        return
    yield from value_faults(field, trigger.change.former or (), ("when", "change", "from"))
    yield from value_faults(field, trigger.change.to or (), ("when", "change", "to"))


def path_faults(automation: Automation, sources: SourceSchemas) -> Iterator[Fault]:
    for index, condition in enumerate(automation.trigger.conditions):
        yield from _faults(condition.path, ("when", "where", index, "path"), sources)
        yield from _operand_faults(condition, ("when", "where", index), sources)
    for index, condition in enumerate(automation.test_records.conditions):
        yield from _faults(condition.path, ("test", "where", index, "path"), sources)
        yield from _operand_faults(condition, ("test", "where", index), sources)
    for read in automation.reads:
        for path in read.id.expressions() if read.id else ():
            yield from _faults(path, ("read", read.name, "id"), sources)
    for step in automation.steps:
        for index, line in enumerate(step.lines):
            yield from _faults(line.path, step.line_place(index, "from"), sources)
        for path in step.params.expressions():
            yield from _faults(path, step.place, sources)


def value_faults(field: Field, values: Sequence[str], place: Place) -> Iterator[Fault]:
    """Values that a record is compared with: those that the platform stores, not what people see."""
    if field.type not in WITH_OPTIONS or not field.options:
        return
    stored = {one.value: one for one in field.options}
    for value in values:
        option = stored.get(value)
        if option is None:
            known = [one for one in field.options if not one.archived]
            suggestion = nearest_option(value, known, by_label=False)
            yield Fault("unknown_option", place, _no_option(field, value), suggestion)
        elif option.archived:
            yield Fault("archived_option", place, archived(field, value), None, Severity.WARNING)


def archived(field: Field, value: str) -> Sentence:
    return Sentence(
        fr=f"Dans « {field.title} », l'option « {value} » est archivée : plus personne ne peut la choisir.",
        en=f'In "{field.title}", the option "{value}" is archived: nobody can choose it any more.',
    )


def _faults(path: Expression, place: Place, sources: SourceSchemas) -> Iterator[Fault]:
    for root, *below in path.paths():
        schema = sources.schemas.get(root)
        if schema is None or not below or schema.knows(below):
            continue
        name = ".".join(below)
        whole = next((one for one in (schema.field(below[:size]) for size in range(len(below))) if one), None)
        if whole is not None:
            yield Fault("path_too_deep", place, _too_deep(root, whole.name, name))
            continue
        near = nearest_field(name, schema.fields.values())
        yield Fault("unknown_field", place, _no_field(schema, name), f"{root}.{_spelled(near)}" if near else None)


def _spelled(name: str) -> str:
    """As JMESPath wants it: a part that is no plain word stands in double quotes."""
    group, dot, last = name.partition(".")
    plain = last.isidentifier() and last.isascii()
    if dot:
        return f"{group}.{last}" if plain else f'{group}."{last}"'
    return group if group.isidentifier() and group.isascii() else f'"{group}"'


def _operand_faults(condition: Condition, place: Place, sources: SourceSchemas) -> Iterator[Fault]:
    if condition.operator not in {Operator.IS, Operator.IS_NOT}:
        return
    field = sources.field_of(condition.path)
    if field is not None:
        values = [as_text(value) for value in condition.operand]
        yield from value_faults(field, values, (*place, condition.operator.value))


def _no_field(schema: RecordSchema, name: str) -> Sentence:
    return Sentence(
        fr=f"La fiche « {schema.kind} » n'a pas de champ « {name} » dans ce compte. Corrigez le nom, ou créez-le.",
        en=f'The record "{schema.kind}" has no field "{name}" in this account. Correct the name, or create the field.',
    )


def _too_deep(root: str, field: str, name: str) -> Sentence:
    return Sentence(
        fr=f"« {root}.{field} » est une valeur simple : elle n'a pas de partie « {name} ». Écrivez {root}.{field}.",
        en=f'"{root}.{field}" is a plain value: it has no part "{name}". Write {root}.{field}.',
    )


def _no_option(field: Field, value: str) -> Sentence:
    label = next((one for one in field.options if one.is_called(value)), None)
    if label is not None:
        return Sentence(
            fr=f"« {value} » est ce que les gens voient dans « {field.title} » ; la plateforme enregistre "
            f"« {label.value} ». Écrivez cette valeur.",
            en=f'"{value}" is what people see in "{field.title}"; the platform stores "{label.value}". '
            "Write that value.",
        )
    known = listed(one.value for one in field.options if not one.archived)
    return Sentence(
        fr=f"« {field.title} » n'a pas d'option « {value} », cela n'arriverait donc jamais. Options : {known.fr}.",
        en=f'"{field.title}" has no option "{value}", so this would never happen. Options: {known.en}.',
    )
