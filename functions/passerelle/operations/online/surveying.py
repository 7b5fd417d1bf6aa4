"""What an automation needs to know of its platforms, asked of them: each thing once for all automations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from passerelle.core.automation import Automation, Step
from passerelle.core.checking import Surveyed
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.errors import PasserelleError
from passerelle.platforms.platform import Platform

_Schema = TypeVar("_Schema", RecordSchema, TargetSchema)


@dataclass(slots=True)
class Surveyor:
    """`failures` are by connection: what one did not answer is told once, and nothing is said of it."""

    connect: Callable[[str], Platform]
    failures: dict[str, PasserelleError] = field(default_factory=dict)
    _records: dict[tuple[str, str, frozenset[str]], RecordSchema | None] = field(default_factory=dict)

    def survey(self, automation: Automation, silent: frozenset[str] = frozenset()) -> Surveyed:
        """`silent` connections are known not to answer, and are not asked."""
        kinds = kinds_of(automation)
        records = {
            name: self._record(connection, kind, _below(automation, name))
            for name, (connection, kind) in kinds.items()
            if connection not in silent
        }
        targets = {step.name: self._target(step, kinds) for step in automation.steps if step.connection not in silent}
        return Surveyed(
            {name: schema for name, schema in records.items() if schema is not None},
            {name: schema for name, schema in targets.items() if schema is not None},
        )

    def _record(self, connection: str, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        asked = (connection, kind, wanted)
        if asked not in self._records:
            self._records[asked] = self._asked(connection, lambda platform: platform.record_schema(kind, wanted))
        return self._records[asked]

    def _target(self, step: Step, kinds: Mapping[str, tuple[str, str]]) -> TargetSchema | None:
        params: dict[str, Any] = {name: value for name, value in step.params.tree.items() if isinstance(value, str)}
        _, kind = kinds.get(step.record or "", (None, None))
        wanted = frozenset(line.to for line in step.lines)
        return self._asked(step.connection, lambda platform: platform.target_schema(step.action, params, kind, wanted))

    def _asked(self, connection: str, ask: Callable[[Platform], _Schema | None]) -> _Schema | None:
        if connection in self.failures:
            return None
        try:
            return ask(self.connect(connection))
        except PasserelleError as error:
            self.failures[connection] = error
            return None


def kinds_of(automation: Automation) -> dict[str, tuple[str, str]]:
    """What the names that paths begin with stand for: connection and kind of record."""
    trigger = automation.trigger
    kinds = {trigger.record: (trigger.connection, trigger.record)}
    return kinds | {read.name: (read.connection, read.record) for read in automation.reads}


def connections_of(automation: Automation) -> set[str]:
    return {connection for connection, _ in kinds_of(automation).values()} | {
        step.connection for step in automation.steps
    }


def _below(automation: Automation, name: str) -> frozenset[str]:
    """The fields of a record whose options matter: those that paths and the trigger name."""
    paths = [
        *(condition.path for condition in automation.trigger.conditions),
        *(condition.path for condition in automation.test_records.conditions),
        *(line.path for step in automation.steps for line in step.lines),
    ]
    found = {".".join(below) for path in paths for root, *below in path.paths() if root == name and below}
    change = automation.trigger.change
    return frozenset(found | ({change.field} if change is not None and name == automation.trigger.record else set()))
