"""A version that has just become live, or a canary, is watched: does it fail more than it may?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from passerelle.core.deployment import Deployment
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence

PROBATION = timedelta(hours=24)
"""How long a version that became live may be taken back by itself; a canary may at any time."""

LEAST_FAILURES = 3
"""Fewer say nothing of the version."""

MOST_FAILING = 0.2
"""The share of parked runs above which a version is taken back."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How the live runs of one version ended."""

    done: int = 0
    parked: int = 0

    @property
    def fails(self) -> bool:
        return self.parked >= LEAST_FAILURES and self.parked > MOST_FAILING * (self.done + self.parked)


def on_probation(deployment: Deployment) -> int | None:
    """The version that may be taken back: the canary, else the live one while there is a former one."""
    if deployment.canary is not None:
        return deployment.test
    return deployment.live if deployment.former is not None else None


def tally(runs: Iterable[Run], automation: str, version: int) -> Tally:
    states = [run.state for run in runs if (run.automation, run.version, run.stage) == (automation, version, "live")]
    return Tally(states.count(RunState.DONE), states.count(RunState.PARKED))


def taken_back(deployment: Deployment) -> Deployment:
    """The canary ends, or the former version is live again."""
    return deployment.opened_to(None) if deployment.canary is not None else deployment.rolled_back()


def why(version: int, found: Tally) -> Sentence:
    total = found.done + found.parked
    return Sentence(
        fr=f"la version {version} échouait : {found.parked} exécutions sur {total} mises de côté",
        en=f"version {version} was failing: {found.parked} of {total} runs were parked",
    )
