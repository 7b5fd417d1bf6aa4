"""What the connections offer to somebody who drafts an automation: each thing asked once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.errors import PasserelleError
from passerelle.operations.online.labelling import labels_of
from passerelle.operations.online.surveying import Surveyor
from passerelle.platforms.platform import Platform
from passerelle.telling.labels import Labels

_Schema = TypeVar("_Schema", RecordSchema, TargetSchema)


@dataclass(slots=True)
class LiveSchemas:
    """Of a connection that does not answer, its manifest is all that is known: `failures` says why."""

    connect: Callable[[str], Platform]
    failures: dict[str, PasserelleError] = field(default_factory=dict)
    _records: dict[tuple[str, str, frozenset[str]], RecordSchema | None] = field(default_factory=dict)
    _targets: dict[tuple[object, ...], TargetSchema | None] = field(default_factory=dict)

    def record(self, connection: str, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        key = (connection, kind, wanted)
        if key not in self._records:
            self._records[key] = self._asked(connection, lambda platform: platform.record_schema(kind, wanted))
        return self._records[key]

    def target(
        self, connection: str, action: str, params: Mapping[str, str], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        key = (connection, action, tuple(sorted(params.items())), kind, wanted)
        if key not in self._targets:
            self._targets[key] = self._asked(
                connection, lambda platform: platform.target_schema(action, params, kind, wanted)
            )
        return self._targets[key]

    def labels(self, file: AutomationFile) -> Labels:
        return labels_of(compile_automation(file, 0, Stage.LIVE), Surveyor(self.connect, self.failures))

    def _asked(self, connection: str, ask: Callable[[Platform], _Schema | None]) -> _Schema | None:
        if connection in self.failures:
            return None
        try:
            return ask(self.connect(connection))
        except PasserelleError as error:
            self.failures[connection] = error
            return None
