"""Pause, resume, promote and roll back an automation. Asking for the same thing twice is harmless."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from passerelle.core.deployment import Deployment, Hold
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.delivery.holding import first_of_each_record, send
from passerelle.delivery.ports import Door, JournalPort
from passerelle.errors import Rejected
from passerelle.journal.versions import Active, Move, PublishConflict, What

ATTEMPTS = 3
ALL = 100_000


class VersionPort(Protocol):
    def active(self, *, consistent: bool = False) -> Active: ...

    def activate(self, active: Active, now: datetime, moves: Sequence[Move] = ()) -> None: ...


class RunsPort(JournalPort, Protocol):
    def runs_in(self, state: RunState, limit: int) -> list[Run]: ...


@dataclass(frozen=True, slots=True)
class StageOperations:
    """`by` is who asks, for the history."""

    versions: VersionPort
    journal: RunsPort
    queue: Door
    clock: Callable[[], datetime]
    by: str

    def pause(self, name: str, why: str) -> Deployment:
        """From now on the automation's events are held, in their order; nothing is lost."""
        return self._move(name, What.PAUSED, why, lambda now: replace(now, hold=Hold.PAUSED))

    def resume(self, name: str, why: str) -> int:
        """The held events go, each record's in their order. Gives the number of records that wait for it."""
        self._move(name, What.RESUMED, why, lambda now: replace(now, hold=None))
        return self.let_go(name)

    def let_go(self, name: str) -> int:
        """Send the first held run of each record; each makes the next one follow."""
        held = [run for run in self.journal.runs_in(RunState.HELD, ALL) if run.automation == name]
        first = first_of_each_record(held)
        for run in first:
            send(self.journal, self.queue, run.id, self.clock)
        return len(first)

    def rollback(self, name: str, why: str) -> Deployment:
        """The former version is live again within a minute. Raises Rejected when there is none."""
        if self._known(name).former is None:
            raise Rejected(_no_former(name), code="no_former", automation=name)
        return self._move(name, What.ROLLED_BACK, why, Deployment.rolled_back)

    def tested(self, name: str) -> int:
        """The version in test. Raises Rejected when no version is being tested."""
        number = self._known(name).test
        if number is None:
            raise Rejected(_nothing_to_promote(name), code="nothing_to_promote", automation=name)
        return number

    def promote(self, name: str, why: str) -> Deployment:
        """The tested version becomes the live one. Raises Rejected when no version is being tested."""
        self.tested(name)
        return self._move(name, What.PROMOTED, why, Deployment.promoted)

    def open_to(self, name: str, share: int, why: str) -> Deployment:
        """The tested version counts as live for that share of the records, in percent. Raises Rejected when no version
        is being tested, or none is live beside it.
        """
        self.tested(name)
        if self._known(name).live is None:
            raise Rejected(_nothing_beside(name), code="nothing_beside", automation=name)
        return self._move(name, What.CANARY, why, lambda now: now.opened_to(share))

    def shadow(self, name: str, why: str, *, on: bool) -> Deployment:
        """What the live version does is planned with the tested one too, and compared. Raises Rejected when there are
        not two versions.
        """
        if not on:
            return self._move(name, What.UNSHADOWED, why, lambda now: now.shadowed(on=False))
        self.tested(name)
        if self._known(name).live is None:
            raise Rejected(_nothing_to_shadow(name), code="nothing_beside", automation=name)
        return self._move(name, What.SHADOWED, why, lambda now: now.shadowed(on=True))

    def take_back(self, name: str, why: str, change: Callable[[Deployment], Deployment]) -> Deployment:
        """What the system does by itself when a version fails."""
        return self._move(name, What.ROLLED_BACK, why, change)

    def hold_back(self, name: str, why: str) -> Deployment:
        """A platform has changed, and every run would fail: the events are held until that is mended. What a person
        paused stays paused.
        """
        return self._move(name, What.HELD, why, lambda now: now if now.hold else replace(now, hold=Hold.DRIFT))

    def release(self, name: str, why: str) -> int:
        """What was held back for a drift goes. What a person paused stays paused."""
        if self._known(name).hold is not Hold.DRIFT:
            return 0
        return self.resume(name, why)

    def in_test(self) -> list[str]:
        """The automations of which a version is being tested."""
        automations = self.versions.active(consistent=True).automations
        return sorted(name for name, deployment in automations.items() if deployment.test is not None)

    def _known(self, name: str) -> Deployment:
        return _deployment(self.versions.active(consistent=True), name)

    def _move(self, name: str, what: What, why: str, change: Callable[[Deployment], Deployment]) -> Deployment:
        """Again when someone else changes something at the same moment."""
        for _ in range(ATTEMPTS):
            active = self.versions.active(consistent=True)
            before = _deployment(active, name)
            after = change(before)
            if after == before:
                return after
            now = self.clock()
            automations = {**active.automations, name: after}
            move = Move(name, what, now, self.by, why, before, after)
            try:
                self.versions.activate(Active(active.generation + 1, automations, active.connections), now, [move])
            except PublishConflict:
                continue
            return after
        raise Rejected(_CONFLICT, code="publish_conflict", automation=name)


def _deployment(active: Active, name: str) -> Deployment:
    if name not in active.automations:
        raise Rejected(_unknown(name, sorted(active.automations)), code="unknown_automation", automation=name)
    return active.automations[name]


def _unknown(name: str, known: list[str]) -> Sentence:
    names = ", ".join(known) or "-"
    return Sentence(
        fr=f"Aucune automatisation « {name} » n'a été publiée ici. Il y a : {names}.",
        en=f'No automation "{name}" was pushed here. There is: {names}.',
    )


def _no_former(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » n'a pas de version antérieure. Pour l'arrêter : « passerelle pause {name} ».",
        en=f'"{name}" has no former version. To stop it: "passerelle pause {name}".',
    )


def _nothing_to_promote(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {name} » n'est en test. Publiez-en une avec « passerelle push ».",
        en=f'No version of "{name}" is being tested. Push one with "passerelle push".',
    )


def _nothing_beside(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {name} » n'est en service : il n'y a rien à comparer à la nouvelle. Mettez-la en "
        "service sans --canary.",
        en=f'No version of "{name}" is live: there is nothing to compare the new one with. Promote it without '
        "--canary.",
    )


def _nothing_to_shadow(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {name} » n'est en service : il n'y a rien à quoi comparer la nouvelle.",
        en=f'No version of "{name}" is live: there is nothing to compare the new one with.',
    )


_CONFLICT = Sentence(
    fr="Quelqu'un d'autre change l'installation au même moment : rien n'a été fait. Relancez la commande.",
    en="Someone else is changing the installation at the same moment: nothing was done. Run the command again.",
)
