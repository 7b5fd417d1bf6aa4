"""Google Sheets alone: rows that are appended with a mark, rows that a poll finds, cells that people move."""

import json

import pytest

from local.simulators.google_sheets import seed
from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import MappingFailed
from passerelle.polling import poll_connections
from tests.contract.platforms.cases.google_sheets import GOOGLE_SHEETS
from tests.fakes import MemoryCursors, MemoryJournal, MemoryQueue


@pytest.fixture
def sheet(world_of):
    return world_of(GOOGLE_SHEETS)


def append(world, **values):
    [named] = world.platform().actions("append_row")
    lines = tuple(Value(name, value) for name, value in values.items())
    request = Request({}, lines, mark="psr-000000000001", stage=Stage.LIVE)
    return named.action, json.loads(json.dumps(named.action.prepare(request)))


def rows(world):
    return world.control.get("/records/rows").json()


def test_a_row_that_was_appended_is_found_again_by_its_mark_and_not_before(sheet):
    action, call = append(sheet, Nom="Atelier Neuf", Montant=10)

    assert action.find(call, sheet.clock.now) is None
    result = action.perform(call)

    assert rows(sheet)[-1] | {"Nom": "Atelier Neuf", "Montant": 10, "Passerelle": "psr-000000000001"} == rows(sheet)[-1]
    assert result == {"range": "Contrats!A4:F4"}
    assert action.find(call, sheet.clock.now) == {"range": "4"}


def test_a_column_that_is_missing_is_named_and_nothing_is_appended(sheet):
    action, call = append(sheet, Ville="Lyon")

    with pytest.raises(MappingFailed) as refused:
        action.perform(call)

    assert "Ville" in refused.value.sentence.fr
    assert len(rows(sheet)) == len(seed.ROWS)


class Polls:
    """Successive polls of the sheet; what they bring is noted as it would be once delivered."""

    def __init__(self, world):
        self.world, self.cursors = world, MemoryCursors()
        self.journal, self.queue = MemoryJournal(), MemoryQueue()

    def connection_names(self):
        return ["google-sheets"]

    def connection(self, name):
        return self.world.connection(name).model_copy(update={"poll": ["row"]})

    def watched(self, _connection, _record):
        return frozenset({"Statut"})

    def poll(self):
        platform = self.world.platform()
        poll_connections(
            self, lambda _name: platform, self.cursors, self.journal, self.queue, self.world.clock, lambda: 240_000
        )
        events, self.queue.put_events = self.queue.put_events, []
        self.journal.note(events)
        self.world.clock.advance(minutes=5)
        return [(event.kind, event.record.id, [(one.field, one.value) for one in event.changes]) for event in events]


def test_only_rows_that_are_new_and_cells_that_changed_are_told(sheet):
    polls = Polls(sheet)
    first = polls.poll()

    made = sheet.person_creates()
    sheet.person_changes(Statut="Signé")
    second, third = polls.poll(), polls.poll()

    assert first == []
    assert second == [
        ("changed", "C-2026-001", [("Statut", "Signé")]),
        ("created", made, []),
        ("changed", made, [("Statut", None)]),
    ]
    assert third == []


def test_a_row_without_key_is_not_seen_yet(sheet):
    sheet.control.post("/records/rows", json={"values": {seed.KEY: "", "Nom": "En cours"}}).raise_for_status()

    polled = sheet.platform().changes("row", sheet.clock.now, frozenset())

    assert [event.record.id for one in polled for event in one.events] == ["C-2026-001", "C-2026-002"]
