"""The half of the proof that needs nothing running: millions of calls to the outside, in memory."""

from tests.faults import natures
from tests.faults.chance import Seeded
from tests.faults.far_side import EVERYTHING
from tests.faults.natures import PROMISES, OneNature
from tests.faults.simulation import Simulation, total

STEPS_OF_ALL = 30_000
"""For so many steps in all, a story of each nature."""


def in_memory(seed: int, steps: int) -> bool:
    """A share of the steps for each kind of fault alone, for all together, and for overlapping workers."""
    singles = {name: {"none": 80, name: 20} for name in EVERYTHING if name != "none"}
    kinds = {**singles, "everything": EVERYTHING, "everything, two workers": EVERYTHING}
    print(f"\n{'in memory':28}{'accepted':>9}{'effects':>9}{'lost':>6}{'doubled':>9}{'unexplained':>13}{'steps':>10}")
    holds = True
    for name, weights in kinds.items():
        accounts = []
        while sum(account.steps for account in accounts) < steps / len(kinds):
            story = Seeded(seed + len(accounts))
            accounts.append(Simulation(story, weights, events=10, interleave=name.endswith("workers")).run())
        account = total(accounts)
        holds &= account.balances
        print(
            f"{name:28}{account.accepted:9}{account.contracts:9}{account.lost:6}{account.doubled:9}"
            f"{account.unexplained:13}{account.steps:10}",
            flush=True,
        )
    return holds


def natures_in_memory(seed: int, steps: int) -> bool:
    """Everything at once and two workers, for one step of each nature: stories of twenty events."""
    stories = max(1, steps // STEPS_OF_ALL)
    columns = ("accepted", "effects", "lost", "doubled", "unexplained", "unknown", "asked", "steps")
    print(f"\n{'one step of each nature':28}" + "".join(f"{name:>12}" for name in columns))
    holds = True
    for promise in PROMISES:
        told = [
            OneNature(Seeded(seed + story), EVERYTHING, events=20, interleave=True, promise=promise).books()
            for story in range(stories)
        ]
        books = natures.total(told)
        holds &= books.keep(promise)
        print(f"{promise.about:28}" + "".join(f"{getattr(books, name):12}" for name in columns), flush=True)
    return holds
