"""Undo what the tests of an automation made, the last first, and give a receipt. Twice is harmless."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle.core.history import Seen, fingerprint
from passerelle.core.ledger import Deed, Entry
from passerelle.core.receipts import Line, Outcome, Receipt
from passerelle.core.records import Key
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import PasserelleError
from passerelle.platforms.platform import Platform, Rest, Undoing


class LedgerPort(Protocol):
    def entries(self, automation: str) -> list[Entry]: ...

    def settle(self, entry: Entry) -> None: ...

    def forget(self, entry: Entry) -> None: ...

    def foresee(self, key: Key, seen: dict[str, Seen]) -> None: ...

    def keep_receipt(self, automation: str, at: datetime, receipt: Json) -> None: ...


@dataclass(frozen=True, slots=True)
class _Planned:
    entry: Entry
    undoing: Undoing
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Purge:
    """`watched` gives the fields of a kind of record, on a connection, that trigger something; `by` is who asks."""

    ledger: LedgerPort
    platforms: Callable[[str], Platform]
    watched: Callable[[str, str], frozenset[str]]
    clock: Callable[[], datetime]
    by: str

    def preview(self, automation: str) -> list[Line]:
        """What would be done, in that order. Only reads."""
        return [_line(planned, Outcome.TO_DO) for planned in self._plans(automation)]

    def carry_out(self, automation: str) -> Receipt:
        """Each effect is undone, looked at again, and only then taken out of the ledger."""
        made = _made(self.ledger.entries(automation))
        lines = tuple(self._undo(planned, made) for planned in self._plans(automation))
        receipt = Receipt(automation, self.clock(), self.by, lines)
        if lines:
            self.ledger.keep_receipt(automation, receipt.at, receipt.to_json())
        return receipt

    def _plans(self, automation: str) -> Iterator[_Planned]:
        """Of values that several runs wrote to one field, only the last can still stand there."""
        entries = self.ledger.entries(automation)
        made = _made(entries)
        rewritten: set[tuple[Key | None, str]] = set()
        for entry in reversed(entries):
            fresh = {name: value for name, value in entry.written.items() if (entry.record, name) not in rewritten}
            rewritten |= {(entry.record, name) for name in fresh}
            if entry.written and not fresh:
                yield _Planned(entry, Undoing(_REWRITTEN))
            else:
                yield self._plan(entry, fresh, made)

    def _plan(self, entry: Entry, written: dict[str, str], made: frozenset[Key]) -> _Planned:
        if entry.deed is Deed.SAID:
            return _Planned(entry, Undoing(_SAID, rest=Rest.TOLD))
        if entry.record is None:
            return _Planned(entry, Undoing(_unsettled(entry), rest=Rest.KEPT))
        if entry.deed is Deed.CHANGED and entry.record in made:
            return _Planned(entry, Undoing(_GOES_WITH_IT))
        try:
            platform = self.platforms(entry.record.connection)
            if entry.deed is Deed.CHANGED:
                return _Planned(entry, platform.clearing(entry.record.record, written))
            return _Planned(entry, platform.retiring(entry.record.record, _besides(entry, made)))
        except PasserelleError as error:
            return _Planned(entry, Undoing(error.sentence, rest=Rest.KEPT), error.code)

    def _undo(self, planned: _Planned, made: frozenset[Key]) -> Line:
        entry, undoing = planned.entry, planned.undoing
        if undoing.call is not None and entry.record is not None:
            planned = self._done(entry, entry.record, undoing, made)
        rest = planned.undoing.rest
        if rest is not Rest.KEPT:
            self.ledger.settle(entry)
        elif entry.record is not None and planned.code is None:  # put aside, hence the record is free for another test
            self.ledger.forget(entry)
        return _line(planned, Outcome.DONE if rest is Rest.NOTHING else Outcome.REMAINS)

    def _done(self, entry: Entry, record: Key, undoing: Undoing, made: frozenset[Key]) -> _Planned:
        """What a second look shows is what is told: nobody's word is taken for it."""
        try:
            self._foresee(record, undoing)
            self.platforms(record.connection).undo(undoing.call or {})
        except PasserelleError as error:
            return _Planned(entry, Undoing(error.sentence, rest=Rest.KEPT), error.code)
        again = self._plan(entry, dict(entry.written), made)
        if again.undoing.call is not None:
            return _Planned(entry, Undoing(_NOT_DONE, rest=Rest.KEPT), "not_done")
        return again

    def _foresee(self, record: Key, undoing: Undoing) -> None:
        watched = self.watched(record.connection, record.record.kind)
        now = self.clock()
        seen = {
            name: Seen(fingerprint(value), now, ours=True) for name, value in undoing.leaves.items() if name in watched
        }
        self.ledger.foresee(record, seen)


def _made(entries: list[Entry]) -> frozenset[Key]:
    return frozenset(entry.record for entry in entries if entry.deed is Deed.MADE and entry.record is not None)


def _besides(entry: Entry, made: frozenset[Key]) -> frozenset[str]:
    """The ids of what goes as well, on the same connection."""
    return frozenset(key.record.id for key in made if entry.record and key.connection == entry.record.connection)


def _line(planned: _Planned, outcome: Outcome) -> Line:
    return Line(planned.entry, outcome, planned.undoing.told, planned.code)


def _unsettled(entry: Entry) -> Sentence:
    return Sentence(
        fr="Nous n'avons jamais su si cela a été fait. Réglez d'abord l'exécution (« passerelle show "
        f"{entry.run_id} ») ; la référence à chercher est {entry.mark}.",
        en=f'We never learned whether this was done. Settle the run first ("passerelle show {entry.run_id}"); the '
        f"reference to look for is {entry.mark}.",
    )


_SAID = Sentence(
    fr="Un message envoyé ne se reprend pas ; supprimez-le vous-même là où il est, s'il gêne.",
    en="A message that was sent cannot be taken back; delete it yourself where it is, if it disturbs.",
)
_GOES_WITH_IT = Sentence(fr="Part avec ce que les tests ont créé.", en="Goes with what the tests made.")
_REWRITTEN = Sentence(
    fr="Réécrit par un test suivant, traité ci-dessus.", en="Written again by a later test, dealt with above."
)
_NOT_DONE = Sentence(
    fr="Demandé, mais une relecture ne le montre pas encore. Relancez « passerelle purge » un peu plus tard.",
    en='Asked for, but another look does not show it yet. Run "passerelle purge" again a little later.',
)
