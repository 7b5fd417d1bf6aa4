"""Where a simulation takes its decisions from."""

import random
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st


@dataclass
class Seeded:
    """Repeats itself: the seed tells the whole story."""

    seed: int
    source: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.source = random.Random(self.seed)  # noqa: S311 - a story, not a secret

    def pick(self, weights: dict[str, int]) -> str:
        return self.source.choices(list(weights), list(weights.values()))[0]

    def below(self, number: int) -> int:
        return self.source.randrange(number)


@dataclass
class Drawn:
    """Hypothesis decides, and finds the shortest story that goes wrong."""

    data: Any

    def pick(self, weights: dict[str, int]) -> str:
        return self.data.draw(st.sampled_from([name for name, weight in weights.items() for _ in range(weight)]))

    def below(self, number: int) -> int:
        return self.data.draw(st.integers(0, number - 1))
