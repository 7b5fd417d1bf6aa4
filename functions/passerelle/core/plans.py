"""What a run would do, told before it does: what it read, each value, each call. And how two such plans differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from passerelle.core.automation import Stage
from passerelle.core.events import Event
from passerelle.core.history import as_text
from passerelle.core.privacy import Privacy, hidden
from passerelle.core.records import Key
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence


class Sent(StrEnum):
    """What becomes of a line: it is sent, left out because it is empty, or refused."""

    YES = "yes"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinePlan:
    """One line of the exchange: the value found, the conversion's name, and what is sent. `later` tells that it holds
    something that only an earlier call of the run will give.
    """

    to: str
    path: str
    found: Any
    conversion: str
    value: Any
    sent: Sent
    later: bool = False
    refusal: Reason | None = None
    privacy: Privacy = Privacy.INTERNAL


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that was not sent. `path` holds its query; its credentials are not in it."""

    method: str
    path: str
    body: Any


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One call of a step. `request` is None where there is nothing to send, or, when `later`, where it depends on a
    record that does not exist yet.
    """

    name: str
    request: Outgoing | None
    later: bool = False


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field of a record that exists: what it holds now, and then."""

    to: str
    before: Any
    after: Any

    @property
    def changes(self) -> bool:
        return as_text(self.before) != as_text(self.after)


@dataclass(frozen=True, slots=True)
class StepPlan:
    name: str
    connection: str
    params: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[LinePlan, ...] = ()
    calls: tuple[CallPlan, ...] = ()
    target: Key | None = None
    fields: tuple[FieldPlan, ...] = ()
    privacy: Privacy = Privacy.INTERNAL

    @property
    def sensitive(self) -> bool:
        return Privacy.SENSITIVE in {self.privacy, *(line.privacy for line in self.lines)}


@dataclass(frozen=True, slots=True)
class Plan:
    """`state` and `reason` tell how the run would end; WAITING: a platform does not answer now. `read` holds what was
    read, by the names that paths begin with.
    """

    automation: str
    version: int
    stage: Stage
    event: Event
    state: RunState
    reason: Reason | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepPlan, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    sensitive: bool = False

    @property
    def ending(self) -> str:
        """How it would end, with the reason's code: `parked:missing_value`."""
        return f"{self.state}:{self.reason.code}" if self.reason else str(self.state)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version would do otherwise: how it would end, and the lines and parameters of steps, by their names."""

    before: str
    after: str
    names: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return self.before == self.after and not self.names


def as_shown(plan: Plan) -> Plan:
    """Without what is sensitive. Where anything is, what was read is hidden whole, and so is what such a step sends:
    the value could stand anywhere in it.
    """
    if not plan.sensitive:
        return plan
    return replace(
        plan,
        event=plan.event.without_values(),
        read=hidden(dict(plan.read)),
        steps=tuple(_step_shown(step) if step.sensitive else step for step in plan.steps),
    )


def _step_shown(step: StepPlan) -> StepPlan:
    private = {line.to for line in step.lines if line.privacy is Privacy.SENSITIVE}
    return replace(
        step,
        params=hidden(dict(step.params)) if step.privacy is Privacy.SENSITIVE else step.params,
        lines=tuple(
            replace(line, found=hidden(line.found), value=hidden(line.value)) if line.to in private else line
            for line in step.lines
        ),
        calls=tuple(_call_shown(call) for call in step.calls),
        fields=tuple(
            replace(one, before=hidden(one.before), after=hidden(one.after)) if one.to in private else one
            for one in step.fields
        ),
    )


def _call_shown(call: CallPlan) -> CallPlan:
    request = call.request
    if request is None:
        return call
    return replace(call, request=replace(request, path=request.path.partition("?")[0], body=hidden(request.body)))


def compare(one: Plan, other: Plan) -> Comparison:
    """Both made of the same event, and of platforms as they were at the same moment. Values are compared as texts."""
    ours, theirs = dict(_values(one)), dict(_values(other))
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    return Comparison(one.ending, other.ending, tuple(names))


def _values(plan: Plan) -> Iterator[tuple[str, str]]:
    for step in plan.steps:
        for to, value in [*step.params.items(), *((line.to, line.value) for line in step.lines)]:
            if value is not None:
                yield f"{step.name}.{to}", as_text(value)
