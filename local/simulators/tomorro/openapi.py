"""The project's OpenAPI file of Tomorro: the operations it names, and whether a call keeps to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from local.simulators.chassis.calls import Call, Json, RefusedError

FILE = Path(__file__).with_name("openapi.yaml")

_INTEGER = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    validator: Draft202012Validator
    integer: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """`body` is None when the operation takes none."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Draft202012Validator | None
    body_required: bool

    def check(self, call: Call) -> None:
        """Raises RefusedError(400) naming what does not fit, never the values."""
        faults = [fault for parameter in self.parameters for fault in _parameter_faults(parameter, call)]
        if self.body is not None and (call.raw or self.body_required):
            faults += [_sentence(error) for error in self.body.iter_errors(call.json())]
        if faults:
            raise RefusedError(400, sorted(set(faults)))


@cache
def document() -> Json:
    loaded: Json = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def operations() -> Iterator[Operation]:
    for path, item in document()["paths"].items():
        shared = item.get("parameters", [])
        for method, operation in item.items():
            if method != "parameters":
                yield _operation(path, method, operation, shared)


def _operation(path: str, method: str, operation: Json, shared: Sequence[Json]) -> Operation:
    body = operation.get("requestBody")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        parameters=tuple(_parameter(_resolved(one)) for one in [*shared, *operation.get("parameters", [])]),
        body=_validator(body["content"]["application/json"]["schema"]) if body else None,
        body_required=bool(body and body.get("required")),
    )


def _parameter(parameter: Json) -> Parameter:
    schema = parameter["schema"]
    return Parameter(parameter["name"], parameter["in"], _validator(schema), schema.get("type") == "integer")


def _resolved(node: Json) -> Json:
    if "$ref" not in node:
        return node
    found: Any = document()
    for key in node["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    resolved: Json = found
    return resolved


def _validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document()["components"]}, validate_formats=True)


def _parameter_faults(parameter: Parameter, call: Call) -> list[str]:
    text = call.headers.get(parameter.name.lower()) if parameter.place == "header" else call.one(parameter.name)
    if text is None or parameter.place == "path":
        return []
    value = int(text) if parameter.integer and _INTEGER.fullmatch(text) else text
    return [f"{parameter.name}: {_sentence(error)}" for error in parameter.validator.iter_errors(value)]


def _sentence(error: Any) -> str:
    place = ".".join(str(step) for step in error.instance_path)
    rule = [step for step in error.schema_path if isinstance(step, str)][-1]
    return f"{place or 'value'} does not meet the rule '{rule}'"
