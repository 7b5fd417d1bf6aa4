"""What a round found, as a line of a table and as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

COLUMNS = ("accepted", "effects", "lost", "doubled", "unexplained", "parked", "met", "killed", "seconds", "seed")


@dataclass(frozen=True, slots=True)
class Round:
    """`met` counts the calls that a fault met, `killed` the processes; `seconds` is the time from the first event to
    the last run's end; `middle` and `end` are balances.
    """

    fault: str
    accepted: int
    effects: int
    lost: int
    doubled: int
    unexplained: int
    parked: int
    met: int
    killed: int
    seconds: float
    seed: int
    middle: str = ""
    end: str = ""

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.unexplained)


@dataclass(frozen=True, slots=True)
class Count:
    """Effects, held against the ids that should have one each."""

    effects: int
    lost: int
    doubled: int

    @classmethod
    def of(cls, ids: Iterable[str], effects: Mapping[str, int]) -> "Count":
        counts = [effects.get(one, 0) for one in ids]
        return cls(sum(counts), counts.count(0), sum(count > 1 for count in counts))


def head(title: str) -> str:
    return f"\n{title:26}" + "".join(f"{column:>13}" for column in COLUMNS)


def line(done: Round) -> str:
    told = asdict(done)
    return f"{done.fault:26}" + "".join(f"{told[column]:>13}" for column in COLUMNS)


def lines(done: Round) -> Sequence[str]:
    balances = [f"  {when}: {text}" for when, text in (("middle", done.middle), ("end", done.end)) if text]
    return [line(done), *balances]


def keep(done: Round, file: Path | None) -> None:
    """One line of JSON a round, as they come: an interrupted proof keeps what it found."""
    if file is not None:
        with file.open("a") as results:
            results.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")


def told(counts: Mapping[str, int], waiting: int, held: int) -> str:
    """A balance in a line."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(Counter(counts).items()) if count)
    return f"{states or 'no run yet'}; in the queue {waiting} to take, {held} held"
