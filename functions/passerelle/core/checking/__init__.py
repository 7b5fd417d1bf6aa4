"""An automation held against what both platforms say of themselves today: what does not fit, and how to mend it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from passerelle.core.automation import Automation
from passerelle.core.checking.fault import Fault
from passerelle.core.checking.lines import line_faults
from passerelle.core.checking.mandatory import mandatory_faults
from passerelle.core.checking.params import param_faults
from passerelle.core.checking.sources import SourceSchemas, path_faults, trigger_faults
from passerelle.core.schema import RecordSchema, TargetSchema

__all__ = ["Fault", "Surveyed", "automation_faults"]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What could be learnt: schemas by the name that paths begin with, targets by the name of the step.

    What is not there could not be asked, or has no schema: nothing is said of it.
    """

    records: Mapping[str, RecordSchema]
    targets: Mapping[str, TargetSchema]


def automation_faults(automation: Automation, surveyed: Surveyed) -> Iterator[Fault]:
    sources = SourceSchemas(surveyed.records)
    yield from trigger_faults(automation.trigger, sources)
    yield from path_faults(automation, sources)
    for step in automation.steps:
        target = surveyed.targets.get(step.name)
        if target is not None:
            yield from param_faults(step, target)
            for index, line in enumerate(step.lines):
                yield from line_faults(step, index, line, sources, target)
            yield from mandatory_faults(step, target)
