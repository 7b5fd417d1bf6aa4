"""The fields that an automation waits for, reads and writes, each by the name that a trigger knows it by."""

from collections.abc import Iterator
from dataclasses import dataclass

from passerelle.core.automation import Automation, Line, Step

CREATED = "@created"
_STATUS_ACTIONS = frozenset({"send_for_signature", "cancel_contract"})
_ON_CONTRACT = "update_contract"


@dataclass(frozen=True, slots=True)
class Touch:
    """A field of a kind of record on a connection, as something that is written, read or waited for."""

    connection: str
    record: str
    field: str


def listens(automation: Automation) -> Touch:
    trigger = automation.trigger
    field = trigger.change.field if trigger.change else f"@{trigger.event}"
    return Touch(trigger.connection, trigger.record, field)


def writes(automation: Automation) -> Iterator[Touch]:
    for step in automation.steps:
        if step.action == "create_contract":
            yield Touch(step.connection, "contract", CREATED)
        elif step.action in _STATUS_ACTIONS:
            yield Touch(step.connection, "contract", "status")
        else:
            yield from (touch for line in step.lines if (touch := written_by(automation, step, line)) is not None)


def written_by(automation: Automation, step: Step, line: Line) -> Touch | None:
    """Where a line of an update goes; None for one that makes something new."""
    if step.record is not None:
        kinds = {read.name: read.record for read in automation.reads}
        return Touch(step.connection, kinds.get(step.record, step.record), _told_as(line.to))
    return Touch(step.connection, "contract", _told_as(line.to)) if step.action == _ON_CONTRACT else None


def read_by(automation: Automation, line: Line) -> Touch | None:
    """Where a line takes its value from, where it takes one as it is."""
    paths = line.path.gives()
    if len(paths) != 1 or len(paths[0]) == 1:
        return None
    root, *below = paths[0]
    trigger = automation.trigger
    if root == trigger.record:
        return Touch(trigger.connection, trigger.record, ".".join(below))
    read = next((one for one in automation.reads if one.name == root), None)
    return Touch(read.connection, read.record, ".".join(below)) if read else None


def _told_as(to: str) -> str:
    """`field.SIREN` and `contract.name`, which fill a record of Tomorro, are told as `fields.SIREN` and `name`."""
    own = to.removeprefix("contract.").removeprefix("counterparty.")
    return f"fields.{own.removeprefix('field.')}" if own.startswith("field.") else own
