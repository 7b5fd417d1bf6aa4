"""What goes wrong in a round on the deployed stack: the faults of the other software, outages, workers killed."""

import contextlib
import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local.installation import Installation

PLATFORMS = ("tomorro", "hubspot")
YOUNG_S = 10
"""A process that begins is spared: when one dies while it starts, the embedded AWS ends all others of its function."""
TOO_LATE_S = 33
"""Longer than our own time-out (30 s); what comes of it shows within the settling delay of the proof (10 s)."""

Rule = dict[str, Any]


def _on_writes(rule: Rule) -> tuple[Rule, ...]:
    """What creates in Tomorro, and what changes a record anywhere."""
    creates = {"method": "POST", "path": "/(contracts|counterparties)$"}
    return {**rule, "match": creates}, {**rule, "match": {"method": "PATCH"}}


@dataclass(frozen=True, slots=True)
class Weather:
    """`rules` are given to the simulators of all platforms that are called; see docs/simulators.md."""

    about: str
    rules: tuple[Rule, ...] = ()
    kill_every_s: float = 0
    down_s: float = 0


SINGLE: dict[str, Weather] = {
    "errors": Weather("20 % answers 500", ({"kind": "status", "status": 500, "probability": 0.2},)),
    "throttled": Weather(
        "10 % answers 429", ({"kind": "status", "status": 429, "retry_after": "2", "probability": 0.1},)
    ),
    "dropped": Weather("10 % commit, then drop", _on_writes({"kind": "drop_after", "probability": 0.1})),
    "cut": Weather("10 % drop before", ({"kind": "drop_before", "probability": 0.1},)),
    "late": Weather(
        "10 % beyond the time-out",
        (
            *_on_writes({"kind": "latency", "seconds": TOO_LATE_S, "probability": 0.05}),
            *_on_writes({"kind": "late_answer", "seconds": TOO_LATE_S, "probability": 0.05}),
        ),
    ),
    "killed": Weather("killed every 2 s", kill_every_s=2),
    "down": Weather("down for 60 s", down_s=60),
}
WEATHERS: dict[str, Weather] = {
    "none": Weather("no fault"),
    **SINGLE,
    "everything": Weather(
        "everything at once",
        # Each half as often as alone: together they are more, and a run has to reach its calls that write.
        tuple({**rule, "probability": rule["probability"] / 2} for one in SINGLE.values() for rule in one.rules),
        kill_every_s=5,  # few calls would last until their time-out otherwise
        down_s=60,
    ),
}


@dataclass(slots=True)
class Killer:
    """SIGKILL to one of the processes that run the functions, again and again: often in mid-call."""

    parent: int
    every_s: float
    seed: int
    killed: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - a story, not a secret
        while not self._stop.wait(self.every_s):
            if workers := _grown_children(self.parent):
                with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    self.killed += 1


@contextmanager
def raging(weather: Weather, installation: Installation, seed: int) -> Iterator[Killer]:
    """As long as the block lasts. The killer tells how many it got."""
    killer = Killer(installation.aws.process.pid, weather.kill_every_s, seed)
    outage = threading.Timer(weather.down_s, _set, args=(installation, weather.rules))
    outage.daemon = True
    if weather.down_s:
        _set(installation, ({"kind": "drop_before", "probability": 1.0},))
        outage.start()
    else:
        _set(installation, weather.rules)
    if weather.kill_every_s:
        killer.start()
    try:
        yield killer
    finally:
        killer.stop()
        outage.cancel()
        _set(installation, ())


def met(installation: Installation) -> int:
    """How many calls met a fault, kills apart. The simulators remember ten thousand calls each."""
    asked = [call for name in PLATFORMS for call in installation.control(name, "GET", "requests")]
    return sum(call["fault"] is not None for call in asked)


def _set(installation: Installation, rules: tuple[Rule, ...]) -> None:
    for platform in PLATFORMS:
        installation.control(platform, "DELETE", "faults")
        installation.control(platform, "POST", "faults", list(rules))


def _grown_children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,etimes=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    found = [line.split() for line in listed.stdout.splitlines()]
    return [int(child) for child, age_s in found if int(age_s) >= YOUNG_S]
