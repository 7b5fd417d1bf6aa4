"""An automation, compiled: trigger, reads, steps and exchange, ready to be matched and mapped."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from passerelle.core.conversions import Conversion
from passerelle.core.expressions import Expression, merged_needs
from passerelle.core.privacy import Privacy
from passerelle.core.sentences import Sentence
from passerelle.core.templates import Template

Place = tuple[str | int, ...]
"""Where something stands in an automation's file: keys and indexes."""

EXCHANGE: Final[Place] = ("exchange",)


class Stage(StrEnum):
    """Which of its values a version uses: the dedicated test template, or the real one."""

    TEST = "test"
    LIVE = "live"


class Again(StrEnum):
    """What happens when the trigger is met again for a record that already had its effect."""

    IGNORE = "ignore"
    UPDATE = "update"
    CREATE = "create"


class Missing(StrEnum):
    """What happens when a required value is missing."""

    PARK = "park"
    DEFAULT = "default"
    SKIP = "skip"


class UnknownFormer(StrEnum):
    """What happens when nothing tells which value a field had before."""

    PARK = "park"
    MATCH = "match"
    IGNORE = "ignore"


class AfterUnknown(StrEnum):
    """What happens to a message that may have been sent, where nothing can tell."""

    REPEAT = "repeat"
    GIVE_UP = "give_up"


class Several(StrEnum):
    """What happens when several records are associated and one is wanted."""

    PARK = "park"
    FIRST = "first"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    CONTAINS = "contains"
    EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on what was read. `operand` is a tuple for IS and IS_NOT, a scalar for the others."""

    path: Expression
    operator: Operator
    operand: Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`to` and `former` list texts; None means any value. Values are compared as texts: 5 and "5" are alike."""

    field: str
    to: tuple[str, ...] | None
    former: tuple[str, ...] | None
    unknown_former: UnknownFormer


@dataclass(frozen=True, slots=True)
class Trigger:
    """`event` is the canonical kind; `change` goes with `changed` and narrows it to one field.

    `again` is None when the file does not say: then what creates or notifies is not done twice for a record, and what
    only sets values is done each time.
    """

    connection: str
    record: str
    event: str
    change: FieldChange | None
    conditions: tuple[Condition, ...]
    again: Again | None


@dataclass(frozen=True, slots=True)
class Read:
    """A record that the event does not carry, by association with another one, by our link, or by an id of its own."""

    name: str
    connection: str
    record: str
    of: str | None = None
    linked: bool = False
    id: Template | None = None
    several: Several = Several.PARK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the exchange. `authority` tells who wins where the target was changed too: see core/authority.py."""

    to: str
    path: Expression
    conversion: Conversion
    required: bool
    default: Any
    authority: str = "source"
    privacy: Privacy = Privacy.INTERNAL


@dataclass(frozen=True, slots=True)
class Step:
    """One outgoing action. `record` names the read record that it works on, where it works on one.

    `lines_at` tells where the automation's file gives the lines: what is found about one is told there.
    `privacy` is the class of what the parameters carry.
    """

    name: str
    connection: str
    action: str
    record: str | None
    params: Template
    lines: tuple[Line, ...]
    after_unknown: AfterUnknown = AfterUnknown.REPEAT
    lines_at: Place = EXCHANGE
    privacy: Privacy = Privacy.INTERNAL

    @property
    def place(self) -> Place:
        return ("do",) if self.lines_at == EXCHANGE else self.lines_at[:2]

    @property
    def record_place(self) -> Place:
        return ("do", "record") if self.lines_at == EXCHANGE else (*self.lines_at[:-1], "record")

    def line_place(self, index: int, part: str) -> Place:
        """Where a part of a line stands. What is set is one key for each line."""
        return (*EXCHANGE, index, part) if self.lines_at == EXCHANGE else (*self.lines_at, self.lines[index].to)


@dataclass(frozen=True, slots=True)
class TestRecords:
    """On which records a version that is being tested runs: those listed, and those that meet every condition."""

    __test__ = False  # pytest takes the name for a test's

    ids: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Automation:
    """One version of an automation, at one stage."""

    name: str
    version: int
    want: Sentence
    stage: Stage
    trigger: Trigger
    reads: tuple[Read, ...]
    steps: tuple[Step, ...]
    missing: Missing
    test_records: TestRecords = TestRecords()

    @property
    def keeps_both(self) -> bool:
        """Whether it looks at the target before it writes, for a field that people may change on both sides."""
        return any(line.authority != "source" for step in self.steps for line in step.lines)

    @property
    def sensitive(self) -> bool:
        """Whether it exchanges a value that must not be kept longer than it takes to act."""
        return any(Privacy.SENSITIVE in {step.privacy, *(line.privacy for line in step.lines)} for step in self.steps)

    @property
    def connections(self) -> frozenset[str]:
        return frozenset(
            {self.trigger.connection, *(one.connection for one in self.reads), *(one.connection for one in self.steps)}
        )

    def needs(self) -> dict[str, frozenset[str]]:
        """The fields used of each root, over all expressions of the automation."""
        return merged_needs(
            [
                *(condition.path for condition in self.trigger.conditions),
                *(path for read in self.reads if read.id for path in read.id.expressions()),
                *(line.path for step in self.steps for line in step.lines),
                *(path for step in self.steps for path in step.params.expressions()),
            ]
        )
