"""What is known of a version that is being tested: how its runs ended, and what people said of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from passerelle.core.automation import Stage
from passerelle.core.records import Key
from passerelle.core.runs import Run, RunState

LONGEST_COMMENT: Final = 1000


@dataclass(frozen=True, slots=True)
class Trial:
    """How a run of a test ended. `facts` are words such as `counterparty.created`, from what its steps told."""

    automation: str
    version: int
    run_id: str
    record: Key
    state: RunState
    code: str | None
    at: datetime
    facts: frozenset[str] = frozenset()


class Verdict(StrEnum):
    RIGHT = "right"
    TO_CHANGE = "to_change"


@dataclass(frozen=True, slots=True)
class Closing:
    """Who said that a remark is done, when, and in which version."""

    by: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person says of a run."""

    automation: str
    version: int
    run_id: str
    verdict: Verdict
    comment: str
    by: str
    at: datetime
    closing: Closing | None = None

    @property
    def open(self) -> bool:
        return self.verdict is Verdict.TO_CHANGE and self.closing is None

    def closed(self, by: str, at: datetime, version: int) -> "Remark":
        return replace(self, closing=Closing(by, at, version))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a version. `codes` counts the reasons of the runs that were ignored or parked.

    `to_change` are the remarks that wait for a change, of this version and of those before it.
    """

    version: int
    states: Mapping[RunState, int]
    codes: Mapping[str, int]
    facts: frozenset[str]
    right: int
    to_change: tuple[Remark, ...]
    last_at: datetime | None

    def ended_as(self, state: RunState) -> int:
        return self.states.get(state, 0)

    @property
    def worked(self) -> bool:
        """At least one run on a record for tests had its effect."""
        return self.ended_as(RunState.DONE) > 0


def tells_something(run: Run) -> bool:
    """Whether this ending of a run says how its version does: what a person dismissed says nothing new."""
    return run.stage is Stage.TEST and run.state.ended and run.state is not RunState.DISMISSED


def trial_of(run: Run) -> Trial:
    return Trial(
        automation=run.automation,
        version=run.version,
        run_id=run.id,
        record=Key(run.connection, run.record),
        state=run.state,
        code=run.reason.code if run.reason else None,
        at=run.updated_at,
        facts=frozenset(_facts(run)),
    )


def evidence(trials: Iterable[Trial], remarks: Sequence[Remark], version: int) -> Evidence:
    mine = [trial for trial in trials if trial.version == version]
    return Evidence(
        version=version,
        states=Counter(trial.state for trial in mine),
        codes=Counter(trial.code for trial in mine if trial.code is not None),
        facts=frozenset(fact for trial in mine for fact in trial.facts),
        right=sum(remark.verdict is Verdict.RIGHT and remark.version == version for remark in remarks),
        to_change=tuple(remark for remark in remarks if remark.open and remark.version <= version),
        last_at=max((trial.at for trial in mine), default=None),
    )


def _facts(run: Run) -> Iterable[str]:
    """Of the records that a step finds or makes on its way, which of the two it was."""
    for step in run.steps:
        created = (step.result or {}).get("created")
        if isinstance(created, bool):
            yield f"{step.name.rpartition('.')[2]}.{'created' if created else 'known'}"
