"""The journal of a rehearsal: the same answers as the table's, from memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from passerelle.core.history import Seen
from passerelle.core.keeping import as_kept
from passerelle.core.ledger import Certainty, Entry
from passerelle.core.records import Effect, Key, Link, RecordState
from passerelle.core.runs import Run, RunState
from passerelle.core.trials import Trial, tells_something, trial_of
from passerelle.journal.items import Journaled
from passerelle.journal.journal import LostLease


@dataclass
class RehearsalJournal:
    """`writes` counts what the table would have been sent."""

    events: dict[str, Journaled] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    seen: dict[Key, dict[str, Seen]] = field(default_factory=dict)
    links: dict[tuple[Key, Key], Link] = field(default_factory=dict)
    effects: dict[tuple[Key, str], Effect] = field(default_factory=dict)
    held: dict[str, Run] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    ledger: dict[str, Entry] = field(default_factory=dict)
    trials: dict[str, Trial] = field(default_factory=dict)
    writes: int = 0

    def record_state(self, key: Key) -> RecordState:
        return RecordState(
            dict(self.seen.get(key, {})),
            tuple(link for (one, _), link in self.links.items() if one == key),
            {effect.automation: effect for (of, _), effect in self.effects.items() if of == key},
            self._held_of(key),
        )

    def accept(self, journaled: Journaled, runs: Sequence[Run], seen: Mapping[str, Seen], now: datetime) -> bool:
        del now  # nothing expires here
        self.writes += 1
        if journaled.event.id in self.events:
            return False
        self.events[journaled.event.id] = journaled
        self.runs |= {run.id: run for run in runs}
        self._try(*runs)
        self.held |= {run.id: run for run in runs if run.state is RunState.HELD}
        self.seen.setdefault(Key(journaled.event.connection, journaled.event.record), {}).update(seen)
        return True

    def event(self, event_id: str) -> tuple[Journaled, list[Run]] | None:
        if event_id not in self.events:
            return None
        runs = sorted((run for run in self.runs.values() if run.event_id == event_id), key=lambda run: run.automation)
        return self.events[event_id], runs

    def run(self, run_id: str) -> Run | None:
        return self.runs.get(run_id)

    def claim(self, run: Run, now: datetime, lease: timedelta) -> Run | None:
        self.writes += 1
        stored = self.runs[run.id]
        if stored.fence != run.fence or (stored.lease_until and stored.lease_until >= now):
            return None
        claimed = replace(run, state=RunState.RUNNING, fence=run.fence + 1, lease_until=now + lease, updated_at=now)
        self.runs[run.id] = claimed
        return claimed

    def save(
        self,
        run: Run,
        *,
        links: Sequence[Link] = (),
        seen: Mapping[Key, Mapping[str, Seen]] | None = None,
        effect: Effect | None = None,
        no_effect: bool = False,
        held: bool | None = None,
        ledger: Entry | None = None,
    ) -> None:
        self.writes += 1
        if self.runs[run.id].fence != run.fence:
            raise LostLease(run.id)
        self.runs[run.id] = as_kept(run)
        self._forget_values(run)
        for link in links:
            self.links[link.one, link.other] = link
            self.links[link.other, link.one] = link.reversed()
        for key, fields in (seen or {}).items():
            self.seen.setdefault(key, {}).update(fields)
        key = Key(run.connection, run.record)
        if effect is not None:
            self.effects[key, effect.automation] = effect
        if no_effect:
            self.effects.pop((key, run.effect_name), None)
        if held is not None:
            self.held.pop(run.id, None)
        if held:
            self.held[run.id] = run
        if ledger is not None:
            self._note(ledger)
        self._try(run)

    def count_failure(self, event_id: str, now: datetime) -> int:
        del now
        self.failures[event_id] += 1
        return self.failures[event_id]

    def _forget_values(self, run: Run) -> None:
        """Once all runs of an event that carries sensitive values are over."""
        known = self.event(run.event_id)
        if run.sensitive and known and all(one.state.over for one in known[1]):
            self.events[run.event_id] = replace(known[0], event=known[0].event.without_values())

    def _held_of(self, key: Key) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for run in sorted(self.held.values(), key=lambda run: (run.created_at, run.event_id)):
            if Key(run.connection, run.record) == key:
                found[run.automation] = (*found.get(run.automation, ()), run.id)
        return found

    def _note(self, entry: Entry) -> None:
        self.ledger.pop(entry.order, None)
        if entry.certainty is not Certainty.NO:
            self.ledger[entry.order] = entry

    def _try(self, *runs: Run) -> None:
        self.trials |= {run.id: trial_of(run) for run in runs if tells_something(run)}
