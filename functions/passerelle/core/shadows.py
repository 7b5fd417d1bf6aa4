"""A tested version beside the live one, on real events: what it would have done otherwise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from passerelle.core.plans import Comparison


@dataclass(frozen=True, slots=True)
class Shadow:
    """What was found of one event. It holds names and codes, and nothing of what was exchanged."""

    event_id: str
    at: datetime
    found: Comparison


@dataclass(frozen=True, slots=True)
class ShadowTally:
    """`endings` counts the events that would have ended otherwise, by both endings; `names` the lines and parameters
    that differed.
    """

    compared: int
    same: int
    endings: Mapping[tuple[str, str], int]
    names: Mapping[str, int]


def tally(shadows: Iterable[Shadow]) -> ShadowTally:
    found = [shadow.found for shadow in shadows]
    return ShadowTally(
        compared=len(found),
        same=sum(one.same for one in found),
        endings=Counter((one.before, one.after) for one in found if one.before != one.after),
        names=Counter(name for one in found for name in one.names),
    )
