"""The half of the proof that needs nothing running: millions of calls to the outside, in memory."""

from tests.faults.chance import Seeded
from tests.faults.far_side import EVERYTHING
from tests.faults.simulation import Simulation, total


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
