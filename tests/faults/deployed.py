"""The same promise against the deployed stack: real HTTP, real processes that are really killed, connections really
cut.

A round sends events with unique ids, each twice and shuffled, while one fault (or all of them) is on; then the faults
stop and everything settles. Contracts are counted where they are: in the simulated Tomorro.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from local.processes import ROOT
from local.simulators.hubspot.seed import CLIENT_SECRET
from passerelle.core.runs import RunState
from passerelle.core.steps import Json
from passerelle.operations.account import Balance, balance
from tests.faults import report
from tests.faults.report import Count, Round
from tests.faults.sending import BODIES, Door, events, scheme_of, twice_shuffled
from tests.faults.stand import Stand, stand
from tests.faults.weather import WEATHERS, met, raging

LONGEST_FAULTS_S = 1800
"""How long the faults last at most: some of them would let a round take hours."""
SETTLE_WITHIN_S = 3600
A_REQUEST = 100
"""As many events as HubSpot puts into one request."""


def one_round(fault: str, number: int, seed: int) -> Round:
    with stand() as own:
        return _Story(own, fault, seed, _won_deals(own, number)).tell()


@dataclass(slots=True)
class _Story:
    stand: Stand
    fault: str
    seed: int
    deals: list[str]

    def tell(self) -> Round:
        weather = WEATHERS[self.fault]
        started = time.monotonic()
        faults_s = min(LONGEST_FAULTS_S, 60 + 2 * len(self.deals))
        with raging(weather, self.stand.installation, self.seed) as killer:
            once = events((BODIES / "hubspot.tmpl").read_text(), self.deals, datetime.now(UTC))
            self._door().send(twice_shuffled(once, self.seed), A_REQUEST)
            begun = time.monotonic()
            _until(lambda: self._ended() >= len(self.deals) / 2, within_s=faults_s)
            middle = self._balance()
            left_s = faults_s - (time.monotonic() - begun)
            _until(lambda: self._ended() >= len(self.deals), within_s=left_s)
        _until(self._settled, within_s=SETTLE_WITHIN_S, every_s=5)
        seconds = round(time.monotonic() - started, 1)
        end, states = self._balance(), self._states()
        count = Count.of(self.deals, self._contracts())
        return Round(
            fault=weather.about,
            accepted=len(self.deals),
            effects=count.effects,
            lost=count.lost,
            doubled=count.doubled + self._doubled_counterparties(),
            unexplained=self._unexplained(middle) + self._unexplained(end) + self._unended(states),
            parked=sum(RunState.PARKED in found for found in states.values()),
            met=met(self.stand.installation),
            killed=killer.killed,
            seconds=seconds,
            seed=self.seed,
            middle=_told(middle),
            end=_told(end),
        )

    def _door(self) -> Door:
        stack, aws = self.stand.installation.stack, self.stand.installation.aws
        scheme = scheme_of(ROOT / "config", "hubspot")
        return Door(aws.url, "hubspot", scheme, CLIENT_SECRET, public_url=stack.api_url, host=stack.api_host)

    def _ended(self) -> int:
        return sum(self.stand.journal.count_runs(state) for state in RunState if state.ended)

    def _settled(self) -> bool:
        """Parked runs are replayed, as a person would once the faults are mended."""
        if self.stand.depths().messages:
            return False
        if self.stand.journal.count_runs(RunState.PARKED):
            self.stand.installation.passerelle("replay", "--all", "--yes", "--per-minute", "6000", "--env", "local")
            return False
        return True

    def _balance(self) -> Balance:
        return balance(self.stand.journal, self.stand.depths, datetime.now(UTC))

    def _unexplained(self, found: Balance) -> int:
        """What the balance itself finds, and events that are neither in the journal nor in the queue."""
        journaled = sum(counts.total() for counts in found.runs.values()) + found.ignored_events
        missing = len(self.deals) - journaled - found.queue.messages
        return len(found.unexplained) + len(found.faults) + max(0, missing)

    def _states(self) -> dict[str, set[RunState]]:
        found: dict[str, set[RunState]] = {deal: set() for deal in self.deals}
        for state in RunState:
            for run in self.stand.journal.runs_in(state, 100_000):
                found.setdefault(run.record.id, set()).add(state)
        return found

    def _unended(self, states: dict[str, set[RunState]]) -> int:
        return sum(not found or not all(state.ended for state in found) for found in states.values())

    def _contracts(self) -> Counter[str]:
        contracts = self.stand.installation.control("tomorro", "GET", "state")["contracts"]
        return Counter((one.get("integration") or {}).get("externalId") for one in contracts)

    def _doubled_counterparties(self) -> int:
        known = self.stand.installation.control("tomorro", "GET", "state")["counterparties"]
        return sum(count > 1 for count in Counter(one["name"] for one in known).values())


def _won_deals(own: Stand, number: int) -> list[str]:
    """Each with a company of its own. Their webhooks are not registered: the round sends them, twice."""

    def write(records: list[Json]) -> list[str]:
        return [record["id"] for record in own.installation.control("hubspot", "POST", "writes", records)]

    companies = write([{"type": "companies", "properties": {"name": f"Panne {place:06}"}} for place in range(number)])
    sent = {"dealname": "Panne", "dealstage": "contractsent", "montant_ht": "1 000,00"}
    deals = write(
        [{"type": "deals", "properties": sent, "associations": {"companies": [company]}} for company in companies]
    )
    return write([{"type": "deals", "id": deal, "properties": {"dealstage": "closedwon"}} for deal in deals])


def _until(holds: Callable[[], bool], *, within_s: float, every_s: float = 3) -> None:
    deadline = time.monotonic() + within_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(every_s)


def _told(found: Balance) -> str:
    states: Counter[str] = Counter()
    for counts in found.runs.values():
        states.update({state.value: count for state, count in counts.items()})
    return report.told(states, found.queue.waiting, found.queue.held)
