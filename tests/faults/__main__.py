"""`make faults`: the promise put to the proof, with every count and the seed printed.

python -m tests.faults [--seed N] [--steps N] [--events N] [--only memory|deployed]
"""

import argparse
import sys
import time

import boto3

from local import demo, embedded_aws, processes
from local.embedded_aws import CREDENTIAL, REGION
from passerelle.journal.bodies import Bodies
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from tests.faults.chance import Seeded
from tests.faults.deployed import EVERYTHING as ALL_DEPLOYED
from tests.faults.deployed import FAULTS, Harness
from tests.faults.far_side import EVERYTHING
from tests.faults.simulation import Simulation, total


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Never lost, never twice: the proof.")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a story (default: the time)")
    parser.add_argument("--steps", type=int, default=2_000_000, help="calls to the outside of all stories in memory")
    parser.add_argument("--events", type=int, default=1000, help="events of each round against the deployed stack")
    parser.add_argument("--only", choices=["memory", "deployed"], help="one half of it")
    parser.add_argument("--fault", action="append", help="only these rounds against the deployed stack")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    holds = True
    if options.only != "deployed":
        holds &= in_memory(options.seed, options.steps)
    if options.only != "memory":
        holds &= on_the_stack(options.seed, options.events, options.fault or [*FAULTS, ALL_DEPLOYED])
    sys.exit(0 if holds else 1)


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


def on_the_stack(seed: int, events: int, faults: list[str]) -> bool:
    """On an embedded AWS and simulators started for it, with the real template deployed."""
    try:
        installation = demo.start()
        session = boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)
        table, s3 = (session.client(service, endpoint_url=installation.aws.url) for service in ("dynamodb", "s3"))
        bodies = Bodies(lambda: s3, installation.stack.bucket_name)
        harness = Harness(installation, Journal(Table(table, installation.stack.table_name), bodies), seed)
        print(
            f"\n{'deployed':26}{'accepted':>9}{'effects':>9}{'lost':>6}{'doubled':>9}{'unexplained':>13}{'killed':>8}{'s':>8}"
        )
        holds = True
        for fault in faults:
            done = harness.round(fault, events)
            holds &= done.holds
            print(
                f"{done.fault:26}{done.accepted:9}{done.contracts:9}{done.lost:6}{done.doubled:9}"
                f"{done.unexplained:13}{done.killed:8}{done.settled_s:8}",
                flush=True,
            )
    finally:
        processes.stop(demo.SIMULATORS)
        embedded_aws.stop()
    return holds


if __name__ == "__main__":
    main()
