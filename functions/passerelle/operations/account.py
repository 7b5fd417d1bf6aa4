"""The balance: every accepted event is in a run that is somewhere, started none for a reason, or is in the queue."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.journal.depths import Depth

DEADLINES: Final = {
    RunState.RUNNING: timedelta(minutes=15),  # held by a lease of seconds: after that, by nobody
    RunState.WAITING: timedelta(hours=13),  # tried at least that often: the queue holds a message for twelve hours
}
"""By when a run in that state has moved, or its state no longer explains where it is. The others wait for a person."""

OLDEST: Final = timedelta(days=3, hours=13)
"""A message waits no longer: after three days of trying, its runs are parked."""

LIMIT: Final = 100_000
"""Runs looked at in each state; beyond it, the newest of them."""


class JournalPort(Protocol):
    def runs_in(self, state: RunState, limit: int) -> list[Run]: ...

    def tally(self, state: RunState, limit: int) -> Counter[tuple[str, str]]: ...

    def tally_ignored(self, limit: int) -> Counter[str]: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that no state explains, and what to do about it."""

    code: str
    sentence: Sentence


@dataclass(slots=True)
class Balance:
    """Runs by automation and connection, and by state; events that started none, by connection.

    `unexplained` are runs past the deadline of their state, `faults` what is wrong besides; `in_part` tells that a
    state holds more than was looked at.
    """

    runs: dict[tuple[str, str], Counter[RunState]] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    queue: Depth = field(default_factory=lambda: Depth(0, 0))
    unexplained: list[Run] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    in_part: bool = False

    @property
    def balanced(self) -> bool:
        return not self.unexplained and not self.faults

    @property
    def ignored_events(self) -> int:
        return self.ignored.total()

    def add(self, state: RunState, tally: Counter[tuple[str, str]]) -> None:
        for of, number in tally.items():
            self.runs.setdefault(of, Counter())[state] += number


def is_overdue(run: Run, now: datetime) -> bool:
    """Whether a run should have moved by now."""
    deadline = DEADLINES.get(run.state)
    return deadline is not None and now - run.updated_at > deadline


def balance(journal: JournalPort, depth: Callable[[], Depth], now: datetime, limit: int = LIMIT) -> Balance:
    """Runs that are not over are read, the others only counted. The queue is looked at before and after: a message
    that arrives or is settled meanwhile is not missed.
    """
    before = depth()
    unfinished = {state: journal.runs_in(state, limit) for state in DEADLINES}
    after = depth()
    found = Balance(queue=after, ignored=journal.tally_ignored(limit))
    for state in RunState:
        runs = unfinished.get(state)
        tally = (
            journal.tally(state, limit) if runs is None else Counter((run.automation, run.connection) for run in runs)
        )
        found.add(state, tally)
        found.in_part |= tally.total() >= limit
    found.in_part |= found.ignored_events >= limit
    all_unfinished = [run for runs in unfinished.values() for run in runs]
    found.unexplained = [run for run in all_unfinished if is_overdue(run, now)]
    events = {run.event_id for run in all_unfinished}
    found.faults = _faults(after, len(events) - max(before.messages, after.messages))
    return found


def _faults(queue: Depth, missing: int) -> list[Fault]:
    faults = []
    if missing > 0:
        faults.append(Fault("missing_messages", _missing(missing)))
    if queue.dead:
        faults.append(Fault("dead_letters", _dead(queue.dead)))
    if queue.oldest_s is not None and queue.oldest_s > OLDEST.total_seconds():
        faults.append(Fault("old_message", _old(queue.oldest_s)))
    return faults


def _missing(number: int) -> Sentence:
    return Sentence(
        fr=f"{number} exécution(s) en cours ou en attente n'ont plus de message dans la file : rien ne les reprendra. "
        "Relancez cette commande dans deux minutes, car AWS compte avec retard ; si le nombre reste, lisez le journal "
        "de deliver.",
        en=f"{number} run(s) in flight or waiting have no message in the queue any more: nothing will take them up. "
        "Run this command again in two minutes, for AWS counts late; if the number stays, read the log of deliver.",
    )


def _dead(number: int) -> Sentence:
    return Sentence(
        fr=f"{number} message(s) sont dans la file des messages abandonnés. La fonction watch les reprend à son "
        "prochain passage et met leurs exécutions de côté ; s'ils restent, lisez son journal.",
        en=f"{number} message(s) are in the dead-letter queue. The function watch takes them at its next turn and "
        "parks their runs; if they stay, read its log.",
    )


def _old(seconds: float) -> Sentence:
    days = seconds / 86_400
    return Sentence(
        fr=f"Un message est dans la file depuis {days:.1f} jours, plus longtemps que tout essai ne dure. Lisez les "
        "erreurs de deliver ; SQS supprime un message après 14 jours.",
        en=f"A message has been in the queue for {days:.1f} days, longer than anything is tried. Read the errors of "
        "deliver; SQS deletes a message after 14 days.",
    )
