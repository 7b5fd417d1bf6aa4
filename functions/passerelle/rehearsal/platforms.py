"""The platforms of a rehearsal: real ones are read, and nothing is ever sent to them that would leave a trace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from passerelle.core.events import Event, RecordRef
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Effect, Unavailable
from passerelle.platforms.platform import NamedAction, Platform, Version

INVENTED: Final = "rehearsal-"
"""Ids of what only a rehearsal made begin so: no real platform is asked about them."""


@dataclass(slots=True)
class Script:
    """What is different from the real world: fields that hold something else, by connection, kind and name, and the
    connection that does not answer the first time, to a read and to each effect.
    """

    values: Mapping[tuple[str, str, str], Any] = field(default_factory=dict)
    silent: str | None = None
    failed: set[str] = field(default_factory=set)

    def fails(self, connection: str, what: str) -> bool:
        if connection != self.silent or what in self.failed:
            return False
        self.failed.add(what)
        return True


@dataclass(slots=True)
class Effects:
    """What would have been done, by the action's place and our mark."""

    done: list[tuple[str, str, Json]] = field(default_factory=list)

    def note(self, place: str, mark: str, result: Json, *, repeatable: bool) -> None:
        """To set the same again is the same effect."""
        if repeatable:
            self.done = [one for one in self.done if one[:2] != (place, mark)]
        self.done.append((place, mark, result))

    def of(self, where: str) -> int:
        return sum(place == where for place, _, _ in self.done)

    def places(self) -> set[str]:
        return {place for place, _, _ in self.done}


@dataclass(slots=True)
class RehearsalPlatforms:
    """`reads` remembers real answers, so that a platform is asked once for all scenes."""

    real: Callable[[str], Platform]
    script: Script
    effects: Effects
    reads: dict[tuple[Any, ...], Any]

    def __call__(self, connection: str, /) -> "RehearsalPlatform":
        return RehearsalPlatform(connection, self.real(connection), self)

    def once(self, key: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        if key not in self.reads:
            self.reads[key] = ask()
        return self.reads[key]


@dataclass(frozen=True, slots=True)
class RehearsalPlatform:
    connection: str
    real: Platform
    stage: RehearsalPlatforms

    def reads(self, kind: str) -> bool:
        return self.real.reads(kind)

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        if self.stage.script.fails(self.connection, "read"):
            raise Unavailable(_SILENT)
        if record.id.startswith(INVENTED):
            return {"id": record.id, "url": None}
        key = (self.connection, record, fields)
        found: dict[str, Any] = dict(self.stage.once(key, lambda: self.real.read(record, fields)))
        for (connection, kind, name), value in self.stage.script.values.items():
            if (connection, kind) == (self.connection, record.kind):
                found[name] = value
        return found

    def told_by(self, event: Event) -> Any:
        return self.real.told_by(event)

    def related(self, record: RecordRef, kind: str) -> Sequence[str]:
        key = (self.connection, record, "related", kind)
        ids: Sequence[str] = self.stage.once(key, lambda: self.real.related(record, kind))
        return ids

    def versions(self, record: RecordRef, field: str) -> Sequence[Version]:
        return self.real.versions(record, field)

    def url(self, record: RecordRef) -> str | None:
        return self.real.url(record)

    def actions(self, name: str) -> Sequence[NamedAction]:
        return [self._noted(named) for named in self.real.actions(name)]

    def _noted(self, named: NamedAction) -> NamedAction:
        action = RehearsalAction(f"{self.connection}.{named.name}", self.connection, named, self.stage)
        return replace(named, action=action)


@dataclass(frozen=True, slots=True)
class RehearsalAction:
    """The real one prepares the very call, which is then not made."""

    place: str
    connection: str
    named: NamedAction
    stage: RehearsalPlatforms

    @property
    def nature(self) -> Nature:
        return self.named.action.nature

    def prepare(self, request: Request) -> Json:
        about_invented = (request.linked_id or "").startswith(INVENTED)
        real = None if about_invented else self.named.action.prepare(request)
        return {"mark": request.mark, "id": request.linked_id, "real": real}

    def perform(self, call: Json) -> Json:
        silent = self.stage.script.fails(self.connection, self.place)
        if silent and self.nature is Nature.NOTIFY:  # a message could not be looked for: it would come twice
            raise Unavailable(_SILENT, effect=Effect.NOT_DONE)
        result = self._result(call)
        self.stage.effects.note(self.place, call["mark"], result, repeatable=self.nature is Nature.SET)
        if silent:
            raise Unavailable(_SILENT, effect=Effect.UNKNOWN)
        return result

    def find(self, call: Json, since: datetime) -> Json | None:
        del since
        mine = (self.place, call["mark"])
        return next((result for place, mark, result in self.stage.effects.done if (place, mark) == mine), None)

    def _result(self, call: Json) -> Json:
        """What may be there already is looked for, which only reads; what would be new gets an invented id."""
        if self.named.may_make and call["real"] is not None:
            known = self.named.action.find(call["real"], _LONG_AGO)
            if known is not None:
                return known
        number = f"{INVENTED}{len(self.stage.effects.done) + 1}"
        return {"id": call["id"] or number, "url": None, "name": number, "status": "draft", "created": True}


_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_SILENT = Sentence(
    fr="Panne imaginée pour l'essai : la plateforme ne répond pas.",
    en="A failure made up for the rehearsal: the platform does not answer.",
)
