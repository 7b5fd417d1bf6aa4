"""The same promise against the deployed stack: real HTTP, real processes that are really killed, connections really
cut.

Each round sends events with unique ids, each twice and shuffled, while one fault (or all of them) is on; then the
faults stop and everything settles. Contracts are counted where they are: in the simulated Tomorro.
"""

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from local.installation import Installation
from local.simulators.hubspot.seed import CLIENT_SECRET, COMPANY_ID, PORTAL_ID
from passerelle.core.runs import RunState
from passerelle.journal.journal import Journal
from tests.signing import hubspot_v3_headers

WRITE = {"method": "POST", "path": "/(contracts|counterparties)$"}
FAULTS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "20 % answers 500": [{"kind": "status", "status": 500, "probability": 0.2}],
    "10 % answers 429": [{"kind": "status", "status": 429, "retry_after": "2", "probability": 0.1}],
    "10 % commit, then drop": [{"kind": "drop_after", "probability": 0.1, "match": WRITE}],
    "10 % drop before": [{"kind": "drop_before", "probability": 0.1}],
    "2 % answer too late": [{"kind": "late_answer", "seconds": 35, "probability": 0.02, "match": WRITE}],
    "down for 40 s": [],
    "killed again and again": [],
}
EVERYTHING = "everything at once"
SETTLE_WITHIN_S = 1500


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round. `settled_s` is the time from the first event to the last run's end."""

    fault: str
    accepted: int
    contracts: int
    lost: int
    doubled: int
    unexplained: int
    parked: int
    killed: int
    settled_s: float

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.unexplained)


@dataclass(slots=True)
class Harness:
    installation: Installation
    journal: Journal
    seed: int
    killed: int = 0

    def round(self, fault: str, events: int) -> Round:
        names = [name for name in FAULTS if name != "none"] if fault == EVERYTHING else [fault]
        deals = self._deals(events)
        self.killed = 0
        started = time.monotonic()
        with self._faults(names):
            self._send(deals)
            self._until(lambda: self._contracts(deals).total() >= events, within_s=120 if names != ["none"] else 300)
        self._settle(deals)
        settled_s = time.monotonic() - started
        made, runs = self._contracts(deals), self._runs(deals)
        return Round(
            fault=fault,
            accepted=len(deals),
            contracts=made.total(),
            lost=sum(made[deal] == 0 for deal in deals),
            doubled=sum(count > 1 for count in made.values()),
            unexplained=sum(not states <= ENDED for states in runs.values()) + len(deals) - len(runs),
            parked=sum(RunState.PARKED in states for states in runs.values()),
            killed=self.killed,
            settled_s=round(settled_s, 1),
        )

    def _deals(self, number: int) -> list[str]:
        """Deals that were won in HubSpot, whose own webhooks were lost: the harness sends them, twice."""
        self.installation.control("hubspot", "PATCH", "delivery", {"mode": "lose"})
        properties = {"dealname": "Panne", "dealstage": "contractsent", "montant_ht": "1 000,00"}
        write = {"type": "deals", "properties": properties, "associations": {"companies": [COMPANY_ID]}}
        made = [deal["id"] for deal in self.installation.control("hubspot", "POST", "writes", [write] * number)]
        won = [{"type": "deals", "id": deal, "properties": {"dealstage": "closedwon"}} for deal in made]
        self.installation.control("hubspot", "POST", "writes", won)
        return made

    def _send(self, deals: list[str]) -> None:
        """Each twice, shuffled, in requests of a hundred, as HubSpot would: what is refused is sent again."""
        at = datetime.now(UTC)
        events = [self._event(deal, number, at) for number, deal in enumerate(deals)]
        both = [*events, *events]
        random.Random(self.seed).shuffle(both)  # noqa: S311 - a story, not a secret
        for start in range(0, len(both), 100):
            self._post(json.dumps(both[start : start + 100]).encode())

    def _event(self, deal: str, number: int, at: datetime) -> dict[str, Any]:
        return {
            "portalId": PORTAL_ID,
            "subscriptionId": 7,
            "appId": 1,
            "eventId": number,
            "objectId": int(deal),
            "occurredAt": int(at.timestamp() * 1000),
            "subscriptionType": "deal.propertyChange",
            "propertyName": "dealstage",
            "propertyValue": "closedwon",
            "changeSource": "CRM_UI",
        }

    def _post(self, body: bytes) -> None:
        stack, aws = self.installation.stack, self.installation.aws
        while True:
            signed = hubspot_v3_headers(body, CLIENT_SECRET, datetime.now(UTC), f"{stack.api_url}/in/hubspot")
            headers = {**signed, "content-type": "application/json", "host": stack.api_host}
            try:
                if httpx.post(f"{aws.url}/in/hubspot", content=body, headers=headers, timeout=30).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(1)

    @contextmanager
    def _faults(self, names: list[str]) -> Iterator[None]:
        stop = threading.Event()
        threads = []
        if "killed again and again" in names:
            threads.append(threading.Thread(target=self._kill_workers, args=(stop,)))
        for thread in threads:
            thread.start()
        listed = [fault for name in names for fault in FAULTS[name]]
        self.installation.control("tomorro", "POST", "faults", listed)
        outage = threading.Timer(40, self._end_outage, args=(listed,))
        if "down for 40 s" in names:
            self.installation.control("tomorro", "POST", "faults", [{"kind": "drop_before", "probability": 1.0}])
            outage.start()
        try:
            yield
        finally:
            stop.set()
            outage.cancel()
            for thread in threads:
                thread.join()
            self.installation.control("tomorro", "DELETE", "faults")

    def _end_outage(self, listed: list[dict[str, Any]]) -> None:
        self.installation.control("tomorro", "DELETE", "faults")
        self.installation.control("tomorro", "POST", "faults", listed)

    def _kill_workers(self, stop: threading.Event) -> None:
        """SIGKILL to one of the processes that run the functions, every other second: often in mid-call."""
        chance = random.Random(self.seed)  # noqa: S311 - idem
        while not stop.wait(2):
            workers = _children(self.installation.aws.process.pid)
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
                self.killed += 1

    def _settle(self, deals: list[str]) -> None:
        """Parked runs are replayed, as a person would once the faults are mended."""

        def ended() -> bool:
            runs = self._runs(deals)
            if any(RunState.PARKED in states for states in runs.values()):
                self.installation.passerelle("replay", "--all", "--yes", "--env", "local")
            return len(runs) == len(deals) and all(
                states <= {RunState.DONE, RunState.IGNORED} for states in runs.values()
            )

        self._until(ended, within_s=SETTLE_WITHIN_S, every_s=5)

    def _until(self, holds: Any, *, within_s: float, every_s: float = 2) -> None:
        deadline = time.monotonic() + within_s
        while not holds() and time.monotonic() < deadline:
            time.sleep(every_s)

    def _contracts(self, deals: list[str]) -> Counter[str]:
        wanted = set(deals)
        contracts = self.installation.control("tomorro", "GET", "state")["contracts"]
        found = ((one.get("integration") or {}).get("externalId") for one in contracts)
        return Counter(deal for deal in found if deal in wanted)

    def _runs(self, deals: list[str]) -> dict[str, set[RunState]]:
        wanted = set(deals)
        found: dict[str, set[RunState]] = {}
        for state in RunState:
            for run in self.journal.runs_in(state, 100_000):
                if run.record.id in wanted:
                    found.setdefault(run.record.id, set()).add(state)
        return found


ENDED = {state for state in RunState if state.ended}


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
