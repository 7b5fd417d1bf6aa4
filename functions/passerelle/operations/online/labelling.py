"""What the platforms call the ids of an automation, where they could be asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from passerelle.core.automation import Automation
from passerelle.core.schema import Field, RecordSchema, TargetSchema
from passerelle.operations.online.surveying import Surveyor, kinds_of


@dataclass(frozen=True, slots=True)
class SchemaLabels:
    """`records` by connection and kind; `targets` with the connection of each."""

    records: Mapping[tuple[str, str], RecordSchema]
    targets: tuple[tuple[str, TargetSchema], ...]

    def field(self, connection: str, record: str, name: str) -> str | None:
        known = self._field(connection, record, name)
        return known.title if known is not None else None

    def option(self, connection: str, record: str, field: str, value: str) -> str | None:
        known = self._field(connection, record, field)
        option = known.option(value) if known is not None else None
        return option.label if option is not None else None

    def parameter(self, connection: str, name: str, value: str) -> str | None:
        """With its id where several have the same label: Tomorro's templates may have no name but their language."""
        for owner, target in self.targets:
            options = target.params.get(name, ()) if owner == connection else ()
            known = next((option for option in options if option.value == value), None)
            if known is not None:
                alone = sum(option.label == known.label for option in options) == 1
                return known.label if alone else f"{known.label} ({value})"
        return None

    def _field(self, connection: str, record: str, name: str) -> Field | None:
        schema = self.records.get((connection, record))
        return schema.field(name.split(".")) if schema is not None else None


def labels_of(automation: Automation, surveyor: Surveyor) -> SchemaLabels:
    """What a platform does not answer is without a label; `surveyor.failures` tells why."""
    surveyed = surveyor.survey(automation)
    kinds = kinds_of(automation)
    return SchemaLabels(
        records={kinds[root]: schema for root, schema in surveyed.records.items()},
        targets=tuple(
            (step.connection, surveyed.targets[step.name]) for step in automation.steps if step.name in surveyed.targets
        ),
    )
