"""A purge: in reverse order, each effect looked at again, and a receipt that hides nothing."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.history import Seen, fingerprint
from passerelle.core.ledger import Entry, Planned, after, entry_of
from passerelle.core.receipts import Outcome, what_of
from passerelle.core.records import Key
from passerelle.core.runs import StepRecord
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.errors import Unavailable
from passerelle.operations.purging import Purge
from passerelle.platforms.platform import Rest, Undoing
from tests.fakes import NOW, Clock, run_of, won
from tests.faults.far_side import DOWN

NAME = "contract-when-deal-won"
DEAL = Key("hubspot", RecordRef("deal", "42"))
PLANS = [
    Planned("do.counterparty", "tomorro", Nature.CREATE, "counterparty", None, None, {}),
    Planned("do.contract", "tomorro", Nature.CREATE, "contract", None, None, {}),
    Planned("then.update_record", "hubspot", Nature.SET, None, None, DEAL, {"contract_id": "c-1"}),
    Planned("then.post_message", "slack", Nature.NOTIFY, None, None, None, {}),
]
RESULTS = [{"id": "cp-1", "created": True}, {"id": "c-1", "url": "https://app.example/c-1"}, {"id": "42"}, {}]


def told(text):
    return Sentence(fr=text, en=text)


@dataclass
class MemoryLedger:
    kept: list[Entry]
    forgotten: list[Entry] = field(default_factory=list)
    foreseen: dict[Key, dict[str, Seen]] = field(default_factory=dict)
    receipts: list = field(default_factory=list)

    def entries(self, automation):
        return sorted((one for one in self.kept if one.automation == automation), key=lambda one: one.order)

    def settle(self, entry):
        self.kept.remove(entry)

    def forget(self, entry):
        self.forgotten.append(entry)

    def foresee(self, key, seen):
        self.foreseen[key] = seen

    def keep_receipt(self, automation, at, receipt):
        self.receipts.append(receipt)


@dataclass
class World:
    """All platforms in one: what stands there, by record; `done` tells what was asked for, in its order."""

    contracts: dict[str, str] = field(default_factory=lambda: {"c-1": "draft"})
    values: dict[str, str] = field(default_factory=lambda: {"contract_id": fingerprint("c-1")})
    archived: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    deaf: bool = False
    besides: frozenset[str] = frozenset()

    def __call__(self, connection):
        return self

    def retiring(self, record, besides):
        self.besides = besides
        if record.kind == "counterparty":
            return Undoing(told("archived")) if record.id in self.archived else Undoing(told("x"), {"do": record.id})
        if self.contracts.get(record.id) == "draft":
            return Undoing(told("to cancel"), {"do": record.id}, Rest.KEPT, {"status": "canceled"})
        return (
            Undoing(told("to delete by hand"), rest=Rest.KEPT) if record.id in self.contracts else Undoing(told("gone"))
        )

    def clearing(self, record, written):
        ours = [name for name, value in written.items() if self.values.get(name) == value]
        return (
            Undoing(told("to clear"), {"do": "clear"}, leaves=dict.fromkeys(ours, ""))
            if ours
            else Undoing(told("empty"))
        )

    def undo(self, call):
        if self.faults:
            raise self.faults.pop(0)
        self.done.append(call["do"])
        if self.deaf:
            return
        if call["do"] == "clear":
            self.values.clear()
        elif call["do"] in self.contracts:
            self.contracts[call["do"]] = "canceled"
        else:
            self.archived.add(call["do"])


def entries(run=None, results=RESULTS):
    run = run or replace(run_of(won(key="first")), stage=Stage.TEST)
    found = []
    for planned, result in zip(PLANS, results, strict=True):
        entry = entry_of(run, planned)
        found.append(entry if result is None else after(entry, planned, result))
        run = run.with_step(StepRecord(planned.step))
    return found


@pytest.fixture
def world():
    return World()


@pytest.fixture
def ledger():
    return MemoryLedger(entries())


@pytest.fixture
def purge(world, ledger):
    return Purge(ledger, world, lambda _connection, _kind: frozenset({"status"}), Clock(), "user/claire")


def outcomes(receipt):
    return [(line.entry.step, line.outcome) for line in receipt.lines]


def test_a_preview_tells_all_of_it_and_does_nothing(purge, world, ledger):
    lines = purge.preview(NAME)

    assert [line.entry.step for line in lines] == [plan.step for plan in reversed(PLANS)]
    assert {line.outcome for line in lines} == {Outcome.TO_DO}
    assert (world.done, len(ledger.kept), ledger.receipts) == ([], 4, [])


def test_the_last_effect_is_undone_first_and_what_remains_is_said(purge, world):
    receipt = purge.carry_out(NAME)

    assert world.done == ["clear", "c-1", "cp-1"]
    assert outcomes(receipt) == [
        ("then.post_message", Outcome.REMAINS),
        ("then.update_record", Outcome.DONE),
        ("do.contract", Outcome.REMAINS),
        ("do.counterparty", Outcome.DONE),
    ]


def test_what_a_person_has_to_delete_stays_in_the_ledger_until_it_is_gone(purge, world, ledger):
    purge.carry_out(NAME)
    left = [entry.step for entry in ledger.kept]
    again = purge.carry_out(NAME)
    del world.contracts["c-1"]
    at_last = purge.carry_out(NAME)

    assert left == ["do.contract"]
    assert (world.done, outcomes(again)) == (["clear", "c-1", "cp-1"], [("do.contract", Outcome.REMAINS)])
    assert (outcomes(at_last), ledger.kept) == ([("do.contract", Outcome.DONE)], [])


def test_a_contract_that_was_put_aside_frees_its_record_for_another_test(purge, ledger):
    purge.carry_out(NAME)

    assert [entry.step for entry in ledger.forgotten] == ["do.contract"]


def test_a_counterparty_is_judged_without_the_contracts_that_go_as_well(purge, world):
    purge.carry_out(NAME)

    assert world.besides == {"c-1", "cp-1"}


def test_what_comes_back_of_our_own_undoing_is_no_news(purge, ledger):
    purge.carry_out(NAME)

    seen = ledger.foreseen[Key("tomorro", RecordRef("contract", "c-1"))]["status"]
    assert (seen.fingerprint, seen.ours) == (fingerprint("canceled"), True)
    assert ledger.foreseen[DEAL] == {}


def test_the_receipt_is_kept_with_who_and_when_and_holds_no_value(purge, ledger):
    receipt = purge.carry_out(NAME)

    assert ledger.receipts == [receipt.to_json()]
    assert (receipt.by, receipt.at) == ("user/claire", NOW)
    assert fingerprint("c-1") not in str(receipt.to_json())


def test_a_platform_that_does_not_answer_leaves_its_effect_for_the_next_time(purge, world, ledger):
    world.faults = [Unavailable(DOWN)]

    first = purge.carry_out(NAME)
    second = purge.carry_out(NAME)

    assert ("then.update_record", Outcome.REMAINS) in outcomes(first)
    assert next(line.code for line in first.lines if line.entry.step == "then.update_record") == "unavailable"
    assert ("then.update_record", Outcome.DONE) in outcomes(second)


def test_what_was_asked_for_and_is_not_seen_is_not_taken_for_done(purge, world, ledger):
    world.deaf = True

    receipt = purge.carry_out(NAME)

    assert {line.code for line in receipt.lines if line.entry.step != "then.post_message"} == {"not_done"}
    assert len(ledger.kept) == 3


def test_an_effect_of_which_nobody_knows_is_for_a_person_with_its_reference(purge, ledger, world):
    ledger.kept[:] = [entries(results=[RESULTS[0], None, RESULTS[2], RESULTS[3]])[1]]

    [line] = purge.carry_out(NAME).lines

    assert (line.outcome, len(ledger.kept), ledger.forgotten) == (Outcome.REMAINS, 1, [])
    assert line.entry.mark in line.told.fr
    assert "perhaps" in what_of(line.entry).en


def test_of_a_field_written_twice_only_the_last_value_is_looked_for(purge, ledger, world):
    later = replace(run_of(won(key="second")), stage=Stage.TEST, created_at=NOW + timedelta(minutes=1))
    second = entry_of(later, replace(PLANS[2], values={"contract_id": "c-2"}))
    ledger.kept[:] = [entries()[2], second]
    world.values = {"contract_id": fingerprint("c-2")}

    purge.carry_out(NAME)

    assert (world.done, ledger.kept) == (["clear"], [])


def test_what_a_test_changed_on_a_contract_that_a_test_made_goes_with_it(purge, ledger, world):
    contract = Key("tomorro", RecordRef("contract", "c-1"))
    changed = entry_of(
        replace(run_of(won(key="second")), stage=Stage.TEST, created_at=NOW + timedelta(minutes=1)),
        Planned("do.contract", "tomorro", Nature.SET, None, "contract", contract, {"contract_id": "x"}),
    )
    ledger.kept[:] = [entries()[1], changed]

    receipt = purge.carry_out(NAME)

    assert outcomes(receipt) == [("do.contract", Outcome.DONE), ("do.contract", Outcome.REMAINS)]


def test_nothing_to_purge_leaves_no_receipt(purge, ledger):
    ledger.kept.clear()

    assert (purge.carry_out(NAME).lines, ledger.receipts) == ((), [])
