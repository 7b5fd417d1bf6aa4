"""The keys of a file that people write, as tables of Markdown made from its pydantic models: see local/docs.py."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from passerelle.platforms.strict import Jmespath

Model = type[BaseModel]

_PLAIN: Mapping[Any, str] = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", Any: "any"}
_NAME = re.compile(r"(?<![`\w.{/])\{[\w.]+\}(?!`)")
_IS_A_PATH = get_args(Jmespath)[1]


@dataclass(frozen=True, slots=True)
class Section:
    """The models that may stand at one place of the file; its title is the path of keys that leads there."""

    title: str
    models: Sequence[Model]


def models_below(annotation: Any) -> Iterator[Model]:
    """The models that an annotation holds, through lists, mappings and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not None:
        for part in get_args(annotation):
            yield from models_below(part)


def keys_of(model: Model) -> dict[str, FieldInfo]:
    """The keys of a model as a file writes them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def sections(roots: Mapping[str, Model]) -> list[Section]:
    """A section by place, in the order of the file. A model that stands at two places is told at the first."""
    found: list[Section] = []
    told: set[Model] = set()

    def visit(title: str, prefix: str, models: list[Model]) -> None:
        fresh = [model for model in models if model not in told]
        if not fresh:
            return
        told.update(fresh)
        found.append(Section(title, fresh))
        for model in fresh:
            for key, field in keys_of(model).items():
                visit(prefix + key, f"{prefix}{key}.", list(models_below(field.annotation)))

    for title, root in roots.items():
        visit(title, "", [root])
    return found


def reference(roots: Mapping[str, Model]) -> str:
    """Every section, with a row a key."""
    all_sections = sections(roots)
    places = {model: section.title for section in all_sections for model in section.models}
    return "\n\n".join(_section(section, places) for section in all_sections)


def _section(section: Section, places: Mapping[Model, str]) -> str:
    about = [text for model in section.models if (text := _about(model, alone=len(section.models) == 1))]
    rows: dict[str, list[tuple[Model, FieldInfo]]] = {}
    for model in section.models:
        for key, field in keys_of(model).items():
            rows.setdefault(key, []).append((model, field))
    lines = [_row(key, fields, len(section.models), places) for key, fields in rows.items()]
    head = ["| key | type | when absent | meaning |", "| --- | --- | --- | --- |"]
    blank = [""] if about else []
    return "\n".join([f"## `{section.title}`", "", *about, *blank, *head, *lines])


def _row(key: str, fields: Sequence[tuple[Model, FieldInfo]], models: int, places: Mapping[Model, str]) -> str:
    """A key that several models share is one row; one that only some of them have says which."""
    types = _once(_type(field.annotation, field.metadata, places) for _, field in fields)
    absent = _once(_absent(field) for _, field in fields)
    meaning = _once(_words(field.description or "") for _, field in fields)
    of = [] if len(fields) == models else [name for model, _ in fields if (name := _kind(model))]
    whose = [f"({', '.join(of)})"] if of else []
    told = [*whose, *(text for text in meaning if text)] or ["Which of these it is."]
    cells = [f"`{key}`", " or ".join(types), " or ".join(absent), " ".join(told)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _about(model: Model, *, alone: bool) -> str:
    """What the model itself says, not what it inherits."""
    text = _words(vars(model).get("__doc__") or "")
    kind = _kind(model)
    return text if alone or not text else f"- {kind}: {text}" if kind else f"- {text}"


def _kind(model: Model) -> str | None:
    """What a model is called in the file, where one of its keys has a single value."""
    for field in model.model_fields.values():
        if get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1:
            return f"`{get_args(field.annotation)[0]}`"
    return None


def _type(annotation: Any, metadata: Sequence[Any], places: Mapping[Model, str]) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if _is_a_path(metadata):
        text = "path"
    elif origin is Annotated:
        text = _type(parts[0], parts[1:], places)
    elif origin in {Union, UnionType}:
        text = " or ".join(_once(_type(part, (), places) for part in parts if part is not type(None)))
    elif origin is Literal:
        text = ", ".join(f"`{value}`" for value in parts)
    elif origin is list:
        text = f"list: {_type(parts[0], (), places)}"
    elif origin is dict:
        text = f"by name: {_type(parts[1], (), places)}"
    elif issubclass(annotation, BaseModel):
        text = f"[{places[annotation].rpartition('.')[2]}](#{_anchor(places[annotation])})"
    elif issubclass(annotation, Enum):
        text = ", ".join(f"`{one.value}`" for one in annotation)
    else:
        text = _PLAIN[annotation]
    return text


def _is_a_path(metadata: Sequence[Any]) -> bool:
    return any(isinstance(one, AfterValidator) and one == _IS_A_PATH for one in metadata)


def _absent(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default if field.default is not PydanticUndefined else None
    if isinstance(value, BaseModel):
        return "those of its keys"
    if value is None or value in ("", [], {}, ()):
        return "none"
    return f"`{json.dumps(value)}`" if not isinstance(value, str) else f"`{value}`"


def _once(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _words(text: str) -> str:
    """On one line, with the names that texts know as code."""
    return _NAME.sub(r"`\g<0>`", " ".join(text.split()))


def _anchor(title: str) -> str:
    """As GitHub makes it of the heading."""
    return "".join(one for one in title.lower() if one.isalnum() or one in "_-")
