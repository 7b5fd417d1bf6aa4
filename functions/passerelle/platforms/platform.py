"""What deliver, poll and check ask of a platform, whether a manifest or Python answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from passerelle.core.events import Event, RecordRef
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Action, Json
from passerelle.streaming import SourceFile

if TYPE_CHECKING:
    from passerelle.platforms.subscribing import Subscriber

CURSOR_EXPIRED: Final = "cursor_expired"
"""The code of the refusal by which a platform tells that it no longer knows a cursor of its own."""


@dataclass(frozen=True, slots=True)
class NamedAction:
    """One effect of an action. Its result is known to the automation's paths as `name`.

    `makes` is the kind of record that it creates and that our link joins to the trigger's record; `updated_by` is the
    action that brings such a record up to date. `works_on` is the kind of linked record that it changes when the step
    names none. `may_make` is a kind of record that it finds or creates on the way: its result says which (`created`).
    `writes` tells that its values go to the fields of the record it works on or makes, and must not come back as a
    trigger; `compares`, that it sends only what differs by itself; `whole`, that what is
    left out may be emptied. `field_of` gives the name that a trigger knows such
    a field by. One that both `makes` and `works_on` a kind works on the linked record where there is one. `quote`
    escapes a text that an automation takes from its data, for a message.
    """

    name: str
    action: Action
    makes: str | None = None
    may_make: str | None = None
    updated_by: str | None = None
    works_on: str | None = None
    writes: bool = False
    compares: bool = False
    whole: bool = False
    field_of: Callable[[str], str] = str
    quote: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Version:
    """One value that a field had, and since when."""

    value: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found of one record. Everything that happened before `known_until` is known with it: the next poll
    may begin there, or at the `cursor` that the platform gave.
    """

    known_until: datetime
    events: tuple[Event, ...]
    cursor: str | None = None


class Rest(StrEnum):
    """What is left of an effect: nothing, something to tell once, or something to look at again."""

    NOTHING = "nothing"
    TOLD = "told"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Undoing:
    """What can be done about an effect of a test, and what is left then. `call` is for `undo`: None when there is
    nothing to do (any more). `leaves` holds the values that fields will have: they are no news when they come back.
    """

    told: Sentence
    call: Json | None = None
    rest: Rest = Rest.NOTHING
    leaves: Mapping[str, Any] = field(default_factory=dict)


class RunPlatform(Protocol):
    """What a run asks. Every method raises the tree of passerelle.errors."""

    def reads(self, kind: str) -> bool:
        """Whether records of this kind can be read back; if not, the event's data is all there is."""

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        """The record's fields (those asked for at least), with `id` and `url`."""

    def told_by(self, event: Event) -> Any:
        """The record as its own event tells it, where it cannot be read."""

    def related(self, record: RecordRef, kind: str) -> Sequence[str]:
        """The ids of the associated records of that kind."""

    def versions(self, record: RecordRef, field: str) -> Sequence[Version]:
        """The values a field had, newest first; empty when the platform has no history."""

    def url(self, record: RecordRef) -> str | None:
        """The page where a person sees the record."""

    def actions(self, name: str) -> Sequence[NamedAction]:
        """The effects, in order, that an automation's action consists of."""


class Lock(Protocol):
    """Lets one run at a time create what has a given name, where nothing else keeps names apart."""

    def take(self, name: str, owner: str) -> None:
        """Raises Busy while another owner has it. It ends by itself, for an owner may die."""

    def release(self, name: str, owner: str) -> None:
        """Before its end: nothing was created."""


class Platform(RunPlatform, Protocol):
    """What polls, checks and purges ask besides."""

    def changes(
        self, kind: str, since: datetime, watched: frozenset[str], cursor: str | None = None
    ) -> Iterator[Polled]:
        """What happened to records of that kind since then, oldest record first, for a platform that is polled. Raises
        RemoteRefused (CURSOR_EXPIRED) where the platform no longer knows the cursor that it gave.
        """

    def files(self, record: RecordRef) -> Sequence[SourceFile]:
        """The files that the platform gives of a record, in an order that stays; none while there is none."""

    def probe(self) -> datetime | None:
        """A harmless read: it raises when the key does not work. Gives the platform's own clock, where it tells."""

    def webhooks(self) -> Sequence[str] | None:
        """The addresses that the platform calls; None where our key cannot ask."""

    def subscriptions(self) -> Mapping[str, "Subscriber"]:
        """Webhooks that a request makes and that end by themselves, by name."""

    def record_schema(self, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        """The fields of that kind of record today, with the options of those that are wanted at least; None where the
        platform cannot tell.
        """

    def target_schema(
        self, action: str, params: Mapping[str, Any], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        """What that action can be given, with these parameters, on a record of that kind; `wanted` are `to`s."""

    def retiring(self, record: RecordRef, besides: frozenset[str]) -> Undoing:
        """How a record that a test made goes away. Records with the ids `besides` go as well."""

    def clearing(self, record: RecordRef, written: Mapping[str, str]) -> Undoing:
        """How the values that a test wrote, known by their fingerprints, are taken back where they still stand."""

    def undo(self, call: Json) -> None:
        """Do what one of the two has told."""
