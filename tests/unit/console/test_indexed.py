"""However many runs there are, a page reads a bounded number of items, by their keys and by the indexes."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from passerelle.console.rooms import routes
from passerelle.console.rooms.overview import COUNTED
from passerelle.core.runs import RunState
from passerelle.inbound.stored import PLAIN, Message
from passerelle.journal.items import Journaled, event_item, run_item
from passerelle.journal.journal import Journal
from passerelle.journal.ledger import Ledger
from passerelle.journal.traces import Traces
from tests.fakes import NOW, run_of, won
from tests.unit.console.conftest import MISSING, Office, asked

FUNCTIONS = Path(__file__).parents[3] / "functions"
MANY = 10_000
STATES = tuple(RunState)
PAGE = 50
EVENT = won("0", key="0")


@dataclass
class CountingTable:
    """Answers as the journal's table does, and counts what it is asked. It cannot be read from end to end."""

    items: dict[tuple[str, str], dict] = field(default_factory=dict)
    by_state: dict[str, list[dict]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def load(self, items):
        for item in items:
            self.items[item["pk"], item["sk"]] = item
            if item.get("state_key"):
                self.by_state.setdefault(item["state_key"], []).append(item)
        for of_state in self.by_state.values():
            of_state.sort(key=lambda item: item["updated_at"], reverse=True)

    def get(self, pk, sk, *, consistent=True):
        return next(iter(self._given("get", [self.items[pk, sk]] if (pk, sk) in self.items else [])), None)

    def get_many(self, keys):
        return self._given("get_many", [self.items[key] for key in keys if key in self.items])

    def query(self, pk, prefix="", *, consistent=True, newest_first=False):
        found = [item for (of, sk), item in self.items.items() if of == pk and sk.startswith(prefix)]
        return iter(self._given("query", found))

    def query_state(self, state_key, *, limit, newest_first=True, only=(), since=None, before=None):
        found = [
            item
            for item in self.by_state.get(state_key, [])
            if (since is None or item["updated_at"] >= since) and (before is None or item["updated_at"] < before)
        ]
        return iter(self._given("query_state", found[:limit]))

    def query_record(self, record_key, *, limit):
        found = [item for item in self.items.values() if item.get("record_key") == record_key]
        return iter(self._given("query_record", found[:limit]))

    def _given(self, what, items):
        self.asked[what] += 1
        self.read += len(items)
        return items


def runs():
    for number in range(MANY):
        event = won(str(number), key=str(number))
        state = STATES[number % len(STATES)]
        yield replace(
            run_of(event),
            state=state,
            reason=MISSING if state is RunState.PARKED else None,
            lease_until=None,
            updated_at=NOW - timedelta(seconds=number),
        )


@pytest.fixture(scope="module")
def full():
    table = CountingTable()
    event = event_item(Journaled(EVENT, "matched", {}), Message("", PLAIN), NOW, kept=False)
    table.load([_stored(item) for item in [event, *map(run_item, runs())]])
    return table


def _stored(item):
    """As the table gives it back: documents as texts, and nothing of what is not there."""
    return {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in item.items()
        if value is not None
    }


@pytest.fixture
def rooms(full):
    full.asked.clear()
    full.read = 0
    office, bodies = Office(), SimpleNamespace(read=lambda _message: EVENT)
    desk = replace(
        office.desk, journal=Journal(full, bodies), ledger=Ledger(full), traces=Traces(full, office.bridge.clock)
    )
    return {(route.method, route.path): route.handle for route in routes(desk)}


@pytest.mark.parametrize(
    ("path", "query", "most_asked", "most_read"),
    [
        ("overview", {}, 12, len(STATES) * COUNTED + 2 * COUNTED),
        ("runs", {}, len(STATES), len(STATES) * (PAGE + 1)),
        ("runs", {"state": "parked"}, 1, PAGE + 1),
        ("runs", {"automation": "contract-when-deal-won"}, len(STATES), len(STATES) * COUNTED),
        ("events", {}, 1, PAGE),
        ("records", {"connection": "hubspot", "kind": "deal", "id": "0"}, 6, 20),
        ("connections", {}, 9, (len(STATES) + 1) * 100),
        ("flow", {}, len(STATES), len(STATES) * COUNTED),
        ("audit", {}, 14, 0),
        ("names", {}, 0, 0),
    ],
    ids=lambda value: str(value) if isinstance(value, str | dict) else "",
)
def test_a_page_reads_a_bounded_number_of_items_whatever_the_journal_holds(
    full, rooms, path, query, most_asked, most_read
):
    rooms["GET", path](asked(path, query=query))

    assert full.asked.total() <= most_asked, full.asked
    assert full.read <= most_read


def test_the_table_is_read_from_end_to_end_to_erase_a_person_and_for_nothing_else():
    callers = [path.name for path in FUNCTIONS.rglob("*.py") if ".scan(" in path.read_text(encoding="utf-8")]

    assert callers == ["erasing.py"]
