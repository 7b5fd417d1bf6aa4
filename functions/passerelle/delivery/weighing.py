"""Compare before writing: what an update would write, what the target holds, and who wins where both have changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from passerelle.core import authority
from passerelle.core.authority import SOURCE, Conflict, Side, Verdict
from passerelle.core.automation import Line, Step
from passerelle.core.events import Event
from passerelle.core.history import Seen, fingerprint
from passerelle.core.records import Key, RecordState
from passerelle.core.steps import Nature, Request
from passerelle.core.values import at, roots, same
from passerelle.core.weighed import Source, Weighed
from passerelle.delivery.ports import Platforms
from passerelle.delivery.reading import Gathered
from passerelle.platforms.platform import NamedAction


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of records. `agreeing` names the connections between which some automation keeps fields the
    same: only there an agreement is worth keeping.
    """

    state: Callable[[Key], RecordState]
    agreeing: Callable[[], frozenset[str]]


NO_MEMORY = Memory(lambda _: RecordState(), frozenset)


@dataclass(slots=True)
class Weighing:
    platforms: Platforms
    memory: Memory
    gathered: Gathered
    event: Event
    data: Mapping[str, Any]
    keep: str | None
    _states: dict[Key, RecordState] = field(default_factory=dict)

    def weigh(self, step: Step, actions: Sequence[NamedAction], target: Key, request: Request) -> Weighed | None:
        """None where an action does more than set fields that can be read, or compares by itself and nobody else has a
        word: it then gets all its values.
        """
        self._states.clear()  # an earlier step of the run may have written
        lines = {line.to: line for line in step.lines}
        platform = self.platforms(target.connection)
        sets = all(named.writes and named.action.nature is Nature.SET for named in actions)
        if (
            not sets
            or not request.values
            or request.params.keys() - {"record"}
            or not platform.reads(target.record.kind)
        ):
            return None
        shared = any(line.authority != SOURCE for line in step.lines)
        if not shared and any(named.compares for named in actions):
            return None
        field_of = actions[-1].field_of
        record = platform.read(target.record, roots(field_of(one.to) for one in request.values))
        present = {one.to: at(record, field_of(one.to)) for one in request.values}
        differing = [one for one in request.values if not same(one.value, present[one.to], lines[one.to].conversion)]
        found = {one.to: self._verdict(lines[one.to], target, field_of(one.to), present[one.to]) for one in differing}
        agreed = tuple(one for one in request.values if found.get(one.to) in {None, Verdict.WRITE})
        lost = [self._lost(lines[one.to], target, present[one.to]) for one in request.values if shared]
        conflicts = [one for one in (*found.values(), *lost) if isinstance(one, Conflict)]
        differing_ones = tuple(one for one in agreed if one.to in found)
        whole = any(named.whole for named in actions)
        return Weighed(
            values=agreed if differing_ones and whole else differing_ones,
            agreed=agreed,
            shared=shared,
            kept=tuple(to for to, one in found.items() if one is Verdict.KEEP),
            conflicts=tuple(conflicts),
            present=present,
        )

    def sources(self, step: Step, connection: str) -> dict[str, Source | None]:
        """Where each line takes its value from, None where it makes one; for those whose agreement is worth keeping."""
        agreeing = self.memory.agreeing()
        if not {connection, self.event.connection} <= agreeing:
            return {}
        return {line.to: self._source(line) for line in step.lines}

    def _verdict(self, line: Line, target: Key, field: str, present: Any) -> Verdict | Conflict:
        if line.authority == SOURCE and self.keep is None:
            return Verdict.WRITE
        source = self._source(line)
        shown = line.path.search(self.data)
        one = self._side(source.key, source.field, shown) if source else Side(self.event.connection, shown)
        other = self._side(target, field, present)
        found = authority.verdict(line.authority, one, other, self.keep)
        return Conflict(line.to, one, other) if found is Verdict.CONFLICT else found

    def _lost(self, line: Line, target: Key, present: Any) -> Conflict | None:
        """An edit that this event tells of, and that a write of ours replaced before it could be seen."""
        source = self._source(line)
        if line.authority == SOURCE or self.keep or source is None:
            return None
        change = next((one for one in self.event.changes if one.field == source.field), None)
        if change is None or source.key != Key(self.event.connection, self.event.record):
            return None
        seen, edited_at = self._seen(source.key), self.event.occurred_at
        if not authority.is_lost(source.field, change.value, edited_at, source.shown, seen):
            return None
        edit = Side(source.key.connection, change.value, changed_at=edited_at)
        return Conflict(line.to, edit, Side(target.connection, present), lost=True)

    def _source(self, line: Line) -> Source | None:
        """The very field that a line takes its value from, where it takes one as it is."""
        shown = line.path.search(self.data)
        for root, *below in line.path.gives():
            key = self.gathered.refs.get(root)
            if key and below and at(self.data[root], ".".join(below)) == shown:
                return Source(key, ".".join(below), shown)
        return None

    def _side(self, key: Key, field: str, value: Any) -> Side:
        seen = self._seen(key)
        return Side(key.connection, value, authority.agreed(field, seen), self._since(key, field, value, seen))

    def _seen(self, key: Key) -> Mapping[str, Seen]:
        """Read once for all lines of a step."""
        if key not in self._states:
            self._states[key] = self.memory.state(key)
        return self._states[key].seen

    def _since(self, key: Key, field: str, value: Any, seen: Mapping[str, Seen]) -> datetime | None:
        """Since when the field has that value: as we were told, else by the platform's own history."""
        last = seen.get(field)
        if last is not None and not last.ours and last.fingerprint == fingerprint(value):
            return last.at
        versions = self.platforms(key.connection).versions(key.record, field)
        return versions[0].at if versions else None
