"""Who wins where a field is kept the same on both sides: what is decided before a value replaces another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from passerelle.core.conversions.received import is_blank
from passerelle.core.history import Seen
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.core.values import print_of, prints

SOURCE: Final = "source"
"""The value goes over as it is, whatever is there: what an automation does where nothing else is said."""

LATEST: Final = "latest"
PERSON: Final = "person"
WORDS: Final = (SOURCE, LATEST, PERSON)

_AGREED: Final = "@@agreed."
_REPLACED: Final = "@@replaced."
_WRITTEN: Final = "@@written."

_LONGEST_CALL: Final = timedelta(seconds=90)
"""A worker is dead after that."""


class Verdict(StrEnum):
    WRITE = "write"
    KEEP = "keep"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Side:
    """A field as one of the two tools shows it now. `agreed` is the fingerprint of what both last held, where that is
    known, and `changed_at` since when the field has its value.
    """

    connection: str
    value: Any
    agreed: str | None = None
    changed_at: datetime | None = None

    @property
    def changed(self) -> bool:
        """Since both held the same. Where nothing was ever agreed, what is there is somebody's."""
        return not is_blank(self.value) if self.agreed is None else self.agreed not in prints(self.value)

    def to_json(self) -> Json:
        return {
            "connection": self.connection,
            "value": self.value,
            "changed_at": self.changed_at.isoformat() if self.changed_at else None,
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that changed on both sides. `lost` tells that what the source's side was changed to was replaced by our
    own write, which did not know of it: `source` then shows what is gone.
    """

    to: str
    source: Side
    target: Side
    lost: bool = False

    def to_json(self) -> Json:
        return {"to": self.to, "source": self.source.to_json(), "target": self.target.to_json(), "lost": self.lost}


def verdict(authority: str, source: Side, target: Side, keep: str | None = None) -> Verdict:
    """For two values that differ. `keep` names the connection whose value a person has chosen."""
    if keep in {source.connection, target.connection}:
        return Verdict.WRITE if keep == source.connection else Verdict.KEEP
    if not target.changed or authority in {SOURCE, source.connection}:
        return Verdict.WRITE
    if authority == target.connection or not source.changed:
        return Verdict.KEEP
    if authority == LATEST and source.changed_at and target.changed_at and source.changed_at != target.changed_at:
        return Verdict.WRITE if source.changed_at > target.changed_at else Verdict.KEEP
    return Verdict.CONFLICT


def agreement(field: str, value: Any, now: datetime) -> dict[str, Seen]:
    """What is remembered of a field that holds the same as the other side."""
    return {_AGREED + field: Seen(print_of(value), now, ours=True)}


def replacement(field: str, before: Any, value: Any, read_at: datetime) -> dict[str, Seen]:
    """What a write of ours knows to be there when it replaces it. Until `written`, it may take as long as any call."""
    return {
        _REPLACED + field: Seen(print_of(before), read_at, ours=True),
        **written(field, value, read_at + _LONGEST_CALL),
    }


def written(field: str, value: Any, now: datetime) -> dict[str, Seen]:
    """The call has returned."""
    return {_WRITTEN + field: Seen(print_of(value), now, ours=True)}


def agreed(field: str, seen: Mapping[str, Seen]) -> str | None:
    known = seen.get(_AGREED + field)
    return known.fingerprint if known else None


def is_lost(field: str, edited: Any, edited_at: datetime, present: Any, seen: Mapping[str, Seen]) -> bool:
    """Whether an edit was replaced by our own write: made after that had read, and before its call had returned."""
    ours, replaced = seen.get(_WRITTEN + field), seen.get(_REPLACED + field)
    if ours is None or replaced is None or ours.fingerprint not in prints(present):
        return False
    during = replaced.at <= edited_at <= ours.at
    return during and not prints(edited) & {ours.fingerprint, replaced.fingerprint}


def conflict_sentence(names: Sentence, conflict: Conflict) -> Sentence:
    """About the first of the fields; the values are shown with the run, and stand in no sentence."""
    one, other = conflict.source, conflict.target
    since = (_since(one), _since(other))
    if conflict.lost:
        return Sentence(
            fr=f"Le champ « {names.fr} » a été modifié dans {one.connection} ({since[0].fr}) au moment même où nous y "
            f"écrivions : cette modification n'y est plus. « passerelle show » la montre : remettez-la s'il le faut, "
            "puis écartez l'exécution.",
            en=f'The field "{names.en}" was changed in {one.connection} ({since[0].en}) at the very moment when we '
            'wrote to it: that change is no longer there. "passerelle show" shows it: put it back if need be, then '
            "dismiss the run.",
        )
    return Sentence(
        fr=f"Le champ « {names.fr} » a changé des deux côtés : {one.connection} ({since[0].fr}) et "
        f"{other.connection} ({since[1].fr}), et rien ne dit lequel l'emporte. « passerelle show » montre les deux "
        f"valeurs ; rejouez avec --keep {one.connection} ou --keep {other.connection}.",
        en=f'The field "{names.en}" changed on both sides: {one.connection} ({since[0].en}) and {other.connection} '
        f'({since[1].en}), and nothing tells which one wins. "passerelle show" shows both values; replay with '
        f"--keep {one.connection} or --keep {other.connection}.",
    )


def _since(side: Side) -> Sentence:
    if side.changed_at is None:
        return Sentence(fr="on ne sait quand", en="nobody knows when")
    return Sentence(fr=f"{side.changed_at:%Y-%m-%d %H:%M:%S}Z", en=f"{side.changed_at:%Y-%m-%d %H:%M:%S}Z")
