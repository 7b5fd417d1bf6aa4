"""Where a path may begin, and what has to be read for it: records that are associated, or joined by our link."""

import json
from collections.abc import Iterable
from typing import Any

from passerelle.core.automation import Several
from passerelle.core.expressions import compile_expression
from passerelle.core.schema import Field, RecordSchema
from passerelle.core.templates import compile_template
from passerelle.drafting.draft import Draft
from passerelle.platforms.tomorro.offers import POLLED


def readable(draft: Draft) -> dict[str, dict[str, Any]]:
    """By the name that paths begin with, what stands under `read`. The trigger's record is not read."""
    connection, kind = draft.answer("when.connection"), draft.answer("when.record")
    manifest = draft.around.manifest_of(connection)
    record = manifest.records.get(kind) if manifest else None
    found: dict[str, dict[str, Any]] = {}
    for other in record.related if record else ():
        found[other] = {"record": other, "of": kind, "several": Several.PARK.value}
    return {**_linked(draft), **found}


def _linked(draft: Draft) -> dict[str, dict[str, Any]]:
    """Our link joins a record of Tomorro and one of another platform. What the action makes is not there yet."""
    there = draft.answer("do.connection")
    manifest = draft.around.manifest_of(there)
    if manifest is None or there == draft.answer("when.connection"):
        return {}
    offer = draft.offer()
    if offer is not None:
        kind = None if offer.makes else offer.works_on
        return {kind: {"connection": there, "record": kind, "linked": True}} if kind else {}
    if draft.is_tomorro("when") and draft.answer("when.record") in POLLED:
        return {kind: {"connection": there, "record": kind, "linked": True} for kind in manifest.records}
    return {}


def reads_of(draft: Draft, paths: Iterable[str], texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What these paths, these texts and the action need to be read."""
    expressions = [compile_expression(path) for path in paths]
    expressions += [found for text in texts for found in compile_template(text).expressions()]
    roots = {root for one in expressions for root in one.needs()} | {draft.answer("do.record")}
    return {name: read for name, read in readable(draft).items() if name in roots}


def schemas(draft: Draft, *wanted: str) -> dict[str, RecordSchema | None]:
    """What each name that a path may begin with has, as far as the platforms tell."""
    where = draft.answer("when.connection")
    found = {draft.answer("when.record"): draft.trigger_schema(*wanted)}
    for name, read in readable(draft).items():
        found[name] = draft.schemas.record(read.get("connection", where), read["record"], frozenset(wanted))
    return found


def field_of(draft: Draft, path: str) -> Field | None:
    """The field whose value the path gives as it is, where it is one."""
    gives = compile_expression(path).gives()
    if len(gives) != 1 or len(gives[0]) == 1:
        return None
    root, *below = gives[0]
    schema = schemas(draft, ".".join(below)).get(root)
    return schema.field(below) if schema is not None else None


def path_to(root: str, name: str) -> str:
    """What stands below a group has its own name, whatever characters are in it."""
    parts = (root, *name.split(".", 1))
    return ".".join(part if part.isidentifier() and part.isascii() else json.dumps(part) for part in parts)
