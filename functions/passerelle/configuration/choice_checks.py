"""The values that a trigger or a condition waits for, held against those that a field can have at all."""

from collections.abc import Iterator, Mapping

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import Surroundings, choose
from passerelle.core.automation import Automation, Condition, Operator
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence


def choice_problems(file: AutomationFile, automation: Automation, around: Surroundings) -> Iterator[Problem]:
    """Only of fields whose values the manifest lists."""
    trigger = automation.trigger
    known = _choices(around, trigger.connection, trigger.record)
    change = trigger.change
    if change is not None and change.field in known:
        short = file.when.status is not None
        for key, values in (("to", change.to), ("from", change.former)):
            place: Place = ("when", "status") if short else ("when", "change", key)
            yield from _unknown(place, change.field, values or (), known[change.field])
    roots = {trigger.record: known}
    roots |= {read.name: _choices(around, read.connection, read.record) for read in automation.reads}
    conditions = (("when", trigger.conditions), ("test", automation.test_records.conditions))
    for key, those in conditions:
        for index, condition in enumerate(those):
            yield from _condition_problems((key, "where", index), condition, roots)


def _choices(around: Surroundings, connection: str, kind: str) -> Mapping[str, list[str]]:
    manifest = around.manifest_of(connection)
    record = manifest.records.get(kind) if manifest else None
    return record.choices if record else {}


def _condition_problems(
    place: Place, condition: Condition, roots: Mapping[str, Mapping[str, list[str]]]
) -> Iterator[Problem]:
    root, _, field = condition.path.text.partition(".")
    choices = roots.get(root, {}).get(field)
    if choices is not None and condition.operator in {Operator.IS, Operator.IS_NOT}:
        values = [as_text(value) for value in condition.operand]
        yield from _unknown((*place, condition.operator.value), field, values, choices)


def _unknown(place: Place, field: str, values: tuple[str, ...] | list[str], choices: list[str]) -> Iterator[Problem]:
    for value in values:
        if value not in {*choices, ""}:
            yield Problem(place, _never(field, value, choices), closest(value, choices))


def _never(field: str, value: str, choices: list[str]) -> Sentence:
    choice = choose(choices)
    return Sentence(
        fr=f"« {field} » ne vaut jamais « {value} ».{choice.fr} Une nouvelle valeur s'ajoute sous « choices » dans le "
        "manifeste de la plateforme.",
        en=f'"{field}" is never "{value}".{choice.en} A new value is added under "choices" in the platform\'s '
        "manifest.",
    )
