"""What the journal of a team's own stack says, by the command that a person types: `passerelle account --json`."""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from passerelle.core.runs import RunState

ENDED = {state.value for state in RunState if state.ended}


@dataclass(frozen=True, slots=True)
class Books:
    """The runs of one automation by state, what the queue holds, and how much the stack itself cannot explain."""

    states: Counter[str]
    astray: int
    waiting: int
    held: int

    def since(self, before: "Books") -> "Books":
        """What came after: what had ended before is left out."""
        states = Counter({name: count - before.states[name] for name, count in self.states.items()})
        return Books(states, max(0, self.astray - before.astray), self.waiting, self.held)

    @property
    def ended(self) -> int:
        return sum(count for name, count in self.states.items() if name in ENDED)

    @property
    def begun(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """`command` is `passerelle account --json` with the options that find the stack."""

    command: Sequence[str]
    automation: str
    environment: dict[str, str] | None = field(default=None, repr=False)

    def read(self) -> Books | None:
        """None when AWS does not let us: no credentials, another account, no such stack."""
        done = subprocess.run(self.command, capture_output=True, text=True, check=False, env=self.environment)
        try:
            told = json.loads(done.stdout)  # exit code 1 also tells that a run is past its deadline
        except ValueError:
            return None
        states: Counter[str] = Counter()
        for row in told["runs"]:
            if row["automation"] == self.automation:
                states.update({state.value: row.get(state.value, 0) for state in RunState})
        queue = told["queue"]
        return Books(states, len(told["unexplained"]) + len(told["faults"]), queue["waiting"], queue["held"])
