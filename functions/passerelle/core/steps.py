"""What a run does to the outside: steps, their nature, and what an action has to offer.

Every step follows the same course, whatever the platform: *prepare* (reads only, gives the exact call as JSON), the
journal keeps that intent, *perform* (the effect), the journal keeps the result. After an unknown outcome, *find* is
asked first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef

Json = dict[str, Any]


UPDATE_RECORD: Final = "update_record"
"""The action that writes values to a record has this name on every platform that can do so."""


class Nature(StrEnum):
    """CREATE is not repeatable; SET is; NOTIFY is not, and cannot be read back."""

    CREATE = "create"
    SET = "set"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Value:
    """One line of the exchange, evaluated and converted. `to` is the file's spelling, such as `field.SIRET`."""

    to: str
    value: Any


@dataclass(frozen=True, slots=True)
class Origin:
    """The record that a run is on: where a contract comes from, as its link shows it, and whose files are stored."""

    platform: str
    record: RecordRef
    url: str | None = None
    connection: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What an action is asked for. `params` are the keys of the automation's step, their expressions already evaluated.

    `mark` is ours alone and stays the same over every attempt of a run: an action leaves it on what it creates, so that
    `find` recognises it. `linked_id` is the id of the record that the step works on (a contract, a deal), when there is
    one. `results` holds the results of the run's earlier steps, by step name. When a run is only planned, nothing came
    yet of the steps named in `planned`: their results are placeholders, and their records cannot be read.
    """

    params: Mapping[str, Any]
    values: tuple[Value, ...]
    mark: str
    stage: Stage
    origin: Origin | None = None
    linked_id: str | None = None
    results: Mapping[str, Json] = field(default_factory=dict)
    planned: frozenset[str] = frozenset()


class Action(Protocol):
    """`prepare` and `find` only read. All three raise the tree of passerelle.errors, never anything of a library."""

    @property
    def nature(self) -> Nature:
        """Read only: an action is a frozen value."""

    def prepare(self, request: Request) -> Json:
        """The exact call to make, as plain JSON that the journal can keep: its values are already right."""

    def perform(self, call: Json) -> Json:
        """Make the call; give the result: at least `id` for what was created or changed, `url` where it has one."""

    def find(self, call: Json, since: datetime) -> Json | None:
        """The result of this very call if its effect is there, else None. `since` is when the intent was written."""
