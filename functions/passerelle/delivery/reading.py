"""The data that an automation's paths look into: the trigger's record, what it asks to read, and the results so far."""

from dataclasses import dataclass, field
from typing import Any

from passerelle.core.automation import Automation, Read, Several
from passerelle.core.events import Event, RecordRef
from passerelle.core.mapping import Sources
from passerelle.core.records import Key, RecordState
from passerelle.core.sentences import Sentence
from passerelle.delivery.ports import Platforms
from passerelle.errors import MappingFailed


@dataclass(slots=True)
class Gathered:
    """`refs` tells which record each root stands for, so that a step can work on it."""

    data: dict[str, Any]
    refs: dict[str, Key] = field(default_factory=dict)

    def sources(self) -> Sources:
        return Sources({root: key.connection for root, key in self.refs.items()})


def gather(automation: Automation, event: Event, state: RecordState, platforms: Platforms) -> Gathered:
    """Reads only what the automation's paths use. An associated record that does not exist is simply absent."""
    trigger = automation.trigger
    needs = automation.needs()
    gathered = Gathered({"event": {"id": event.id, "data": event.data, "occurred_at": event.occurred_at.isoformat()}})
    gathered.refs[trigger.record] = Key(event.connection, event.record)
    if trigger.record in needs:
        gathered.data[trigger.record] = read_trigger(event, needs[trigger.record], platforms)
    for read in automation.reads:
        ref = _find(read, gathered, event, state, platforms)
        if ref is None:
            continue
        gathered.refs[read.name] = Key(read.connection, ref)
        if read.name in needs:
            gathered.data[read.name] = platforms(read.connection).read(ref, needs[read.name])
    return gathered


def read_trigger(event: Event, fields: frozenset[str], platforms: Platforms) -> Any:
    platform = platforms(event.connection)
    if event.kind == "deleted" or not platform.reads(event.record.kind):
        return platform.told_by(event)
    return platform.read(event.record, fields)


def _find(read: Read, gathered: Gathered, event: Event, state: RecordState, platforms: Platforms) -> RecordRef | None:
    if read.linked:
        return state.linked(read.connection, read.record)
    if read.id is not None:
        found = read.id.fill(gathered.data)
        return RecordRef(read.record, str(found)) if found not in (None, "") else None
    origin = gathered.refs.get(read.of or event.record.kind)
    if origin is None:
        return None
    ids = platforms(origin.connection).related(origin.record, read.record)
    if len(ids) > 1 and read.several is Several.PARK:
        raise MappingFailed(_several(read, len(ids), origin), code="several_records", record=read.record)
    return RecordRef(read.record, ids[0]) if ids else None


def _several(read: Read, count: int, origin: Key) -> Sentence:
    return Sentence(
        fr=f"{count} fiches « {read.record} » sont associées à « {origin.record.kind} » dans "
        f"{origin.connection}, il en faut une. "
        "Gardez la bonne association (ou écrivez « several: first »), puis rejouez l'exécution.",
        en=f'{count} "{read.record}" records are associated with "{origin.record.kind}" in {origin.connection}, '
        "one is wanted. "
        'Keep the right association (or write "several: first"), then replay the run.',
    )
