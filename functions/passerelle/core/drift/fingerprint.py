"""What an automation uses of its schemas, and how: small, and without anything of a record."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from passerelle.core.automation import Automation, Line, Operator, Step
from passerelle.core.checking import Surveyed
from passerelle.core.form_rules import Rule
from passerelle.core.history import as_text
from passerelle.core.schema import Field, RecordSchema, TargetSchema

Json = dict[str, Any]

VERSION: Final = 1
"""Of the form of a fingerprint: one of another form is not compared."""

CREATES: Final = "create_contract"


def fingerprint(automation: Automation, surveyed: Surveyed, before: Json | None = None) -> Json:
    """`before` is the one that this will be compared with: where what it names is now called is noted."""
    known = before if before is not None and before.get("version") == VERSION else {}
    return {
        "version": VERSION,
        "records": {
            root: _record(automation, root, schema, known.get("records", {}).get(root, {}))
            for root, schema in sorted(surveyed.records.items())
        },
        "targets": {
            step.name: _target(step, surveyed.targets[step.name], known.get("targets", {}).get(step.name, {}))
            for step in automation.steps
            if step.name in surveyed.targets
        },
    }


def _record(automation: Automation, root: str, schema: RecordSchema, before: Json) -> Json:
    fields: dict[str, Json] = {}
    for path, use in _uses(automation, root):
        field = schema.field(path) or schema.holder(path)
        if field is not None:
            entry = fields.setdefault(field.name, {**_field(field), "feeds": [], "watched": [], "foreseen": None})
            entry["feeds"] += use.get("feeds", [])
            entry["watched"] += use.get("watched", [])
            entry["starts"] = entry.get("starts", False) or use.get("starts", False)
            entry["foreseen"] = use.get("foreseen", entry["foreseen"])
    return {
        "kind": schema.kind,
        "fields": dict(sorted(fields.items())),
        "moved": _moved(before.get("fields", {}), schema.fields),
    }


def _uses(automation: Automation, root: str) -> Iterator[tuple[list[str], Json]]:
    """Each field that is used, and for what."""
    trigger = automation.trigger
    if trigger.change is not None and trigger.record == root:
        watched = [*(trigger.change.former or ()), *(trigger.change.to or ())]
        yield trigger.change.field.split("."), {"watched": watched, "starts": True}
    for condition in trigger.conditions:
        compared = condition.operator in {Operator.IS, Operator.IS_NOT}
        watched = [as_text(value) for value in condition.operand] if compared else []
        for first, *below in condition.path.paths():
            if first == root and below:
                yield below, {"watched": watched}
    for step in automation.steps:
        for line in step.lines:
            for first, *below in line.path.paths():
                if first == root and below:
                    yield below, _fed(step, line)


def _fed(step: Step, line: Line) -> Json:
    alone = len(line.path.paths()) == 1
    feeds = [{"to": line.to, "required": line.required, "creates": step.action == CREATES, "alone": alone}]
    table = line.conversion.table
    if table is None or line.conversion.otherwise is not None:
        return {"feeds": feeds}
    return {"feeds": feeds, "foreseen": sorted(table)}


def _target(step: Step, schema: TargetSchema, before: Json) -> Json:
    filled = {line.to: (line, schema.field(line.to)) for line in step.lines}
    return {
        "creates": step.action == CREATES,
        "fields": {
            to: {**_field(field), "written": _written(line), "always": line.required or line.default is not None}
            for to, (line, field) in sorted(filled.items())
            if field is not None
        },
        "moved": _moved(before.get("fields", {}), schema.fields, schema),
        "mandatory": {name: field.title for name, field in sorted(schema.fields.items()) if field.required},
        "params": {
            name: {"value": value, **_choice(value, schema, name)}
            for name, value in sorted(step.params.tree.items())
            if name in schema.params and isinstance(value, str)
        },
        "rules": sorted(_rule(rule) for rule in schema.rules),
    }


def _field(field: Field) -> Json:
    return {
        "title": field.title,
        "type": field.type.value,
        "writable": field.writable,
        "id": field.id,
        "options": {one.value: {"labels": list(one.labels), "archived": one.archived} for one in field.options},
    }


def _written(line: Line) -> list[str] | None:
    """The labels that a table gives; None where anything may come."""
    table = line.conversion.table
    if table is None:
        return None
    return sorted({*table.values(), *([line.conversion.otherwise] if line.conversion.otherwise is not None else [])})


def _choice(value: str, schema: TargetSchema, name: str) -> Json:
    found = next((one for one in schema.params[name] if one.value == value), None)
    if found is None:
        return {"there": False, "label": value}
    return {"there": not found.archived, "label": found.label}


def _moved(before: Mapping[str, Json], fields: Mapping[str, Field], schema: TargetSchema | None = None) -> Json:
    """Where fields that are gone under their name are now: by their id, else by what people call them."""
    moved = {}
    for name, was in before.items():
        if name in fields or (schema is not None and schema.field(name) is not None):
            continue
        same = [one for one in fields.values() if was["id"] and one.id == was["id"]]
        same = same or [one for one in fields.values() if one.title == was["title"]]
        if len(same) == 1:
            moved[name] = same[0].name
    return moved


def _rule(rule: Rule) -> str:
    return json.dumps(
        {"when": rule.conditions, "needs": list(rule.needs), "unread": rule.unread}, sort_keys=True, ensure_ascii=False
    )
