"""The proof on a team's own stack tells what is lost, doubled or unexplained, with a journal and without."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest

from local.processes import ROOT
from local.simulators import running_simulators
from local.simulators.tomorro.seed import API_KEY
from tests.faults.books import Bookkeeper, Books
from tests.faults.checkers import tomorro
from tests.faults.checking import CheckerFailed, effects_of
from tests.faults.remote import Proof, new_ids
from tests.faults.sending import BODIES, Door, scheme_of

IDS = ["a", "b", "c"]
BEFORE = Books(Counter(done=10, parked=1), astray=1, waiting=0, held=0)


class Kept:
    """A journal that says these, one after the other; the last one again and again."""

    def __init__(self, *books):
        self.books = list(books)

    def read(self):
        return self.books.pop(0) if len(self.books) > 1 else self.books[0]


def after(astray=1, waiting=0, **states):
    return Books(BEFORE.states + Counter(states), astray=astray, waiting=waiting, held=0)


def told(effects, *books, within_s=60):
    accepted = httpx.MockTransport(lambda _request: httpx.Response(202))
    door = Door("https://x.example", "intake", scheme_of(ROOT / "config", "intake"), "s", transport=accepted)
    template = (BODIES / "intake.tmpl").read_text()
    proof = Proof(door, template, 10, lambda _ids: effects, Kept(*books), within_s, look_every_s=0)
    return proof.round(IDS, seed=1)


def test_one_effect_each_holds():
    done = told({"a": 1, "b": 1, "c": 1}, BEFORE, after(done=1, running=1, waiting=1), after(done=3))

    assert done.holds
    assert (done.accepted, done.effects) == (3, 3)
    assert done.end == "3 done; in the queue 0 to take, 0 held"


def test_what_has_no_effect_is_lost_and_what_has_two_is_doubled():
    done = told({"a": 0, "b": 2, "c": 1}, BEFORE, after(done=3))

    assert (done.lost, done.doubled, done.unexplained) == (1, 1, 0)
    assert not done.holds


def test_a_parked_run_is_not_lost():
    done = told({"a": 0, "b": 1, "c": 1}, BEFORE, after(done=2, parked=1))

    assert (done.lost, done.parked) == (0, 1)
    assert done.holds


def test_an_event_that_is_neither_in_the_journal_nor_in_the_queue_is_unexplained():
    done = told({"a": 1, "b": 1, "c": 1}, BEFORE, after(done=1, waiting=1), after(done=3))

    assert done.unexplained == 1


def test_a_run_past_its_deadline_is_unexplained():
    assert told({"a": 1, "b": 1, "c": 1}, BEFORE, after(done=3, astray=2)).unexplained == 2


def test_a_run_that_never_ends_does_not_hold_the_proof_for_ever():
    done = told({"a": 1, "b": 1, "c": 0}, BEFORE, after(done=2, waiting=1), within_s=0)

    assert done.lost == 1


def test_without_a_journal_the_effects_alone_are_judged():
    done = told({"a": 1, "b": 1, "c": 0}, None, within_s=0)

    assert (done.lost, done.unexplained, done.end) == (1, 0, "")


def test_invented_ids_are_never_part_of_one_another():
    ids = new_ids(200, datetime.now(UTC))

    assert not any(one in other for one in ids for other in ids if one is not other)


def command(text, code=0):
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({code})"]


def test_the_balance_is_that_of_one_automation():
    rows = [{"automation": "ours", "connection": "intake", "accepted": 3, "done": 2, "waiting": 1}]
    rows += [{"automation": "another", "connection": "intake", "done": 7}]
    account = {"runs": rows, "queue": {"waiting": 4, "held": 5}, "unexplained": ["x"], "faults": []}

    books = Bookkeeper(command(json.dumps(account), code=1), "ours").read()

    assert books == Books(Counter(done=2, waiting=1), astray=1, waiting=4, held=5)


def test_without_access_to_aws_there_is_no_balance():
    assert Bookkeeper(command("The stack cannot be read.", code=1), "ours").read() is None


CHECKER = "import sys, json; [print(json.dumps({'id': one.strip(), 'effects': 2})) for one in sys.stdin]"


def test_the_checker_gets_the_ids_and_gives_their_effects():
    assert effects_of(f'{sys.executable} -c "{CHECKER}"', ["a", "b"]) == {"a": 2, "b": 2}


@pytest.mark.parametrize(
    ("program", "reason"), [("print(1)", "answer lines"), ("pass", "says nothing of 2"), ("raise SystemExit(3)", "3")]
)
def test_a_checker_that_does_not_answer_as_agreed_ends_the_proof(program, reason):
    with pytest.raises(CheckerFailed, match=reason):
        effects_of(f"{sys.executable} -c '{program}'", ["a", "b"])


def test_the_tomorro_checker_counts_contracts_by_link_and_by_name():
    contract = {
        "contractTypeId": "0c000000-0000-4000-8000-000000000002",
        "templateId": "0d000000-0000-4000-8000-000000000003",
        "counterparty": {"id": "1a000000-0000-4000-8000-000000000001"},
    }
    link = {"type": "hubspot", "externalId": "6000000001", "externalEntity": "deal"}
    with running_simulators() as address, httpx.Client() as http:
        http.patch(f"{address.control('tomorro')}/switches", json={"mandatory_fields": False}).raise_for_status()
        for more in ({"integration": link}, {"integration": link}, {"name": "[TEST] Panne f1-000001 [psr-ab]"}):
            made = http.post(f"{address.control('tomorro')}/contracts", json={**contract, **more})
            assert made.is_success, made.text

        client = tomorro.client(http, API_KEY, address.tomorro, per_minute=1_000_000)
        ids = ["6000000001", "f1-000001", "f1-000002"]
        found = tomorro.contracts_of(client, ids, datetime.now(UTC).date())

    assert {one: found[one] for one in ids} == {"6000000001": 2, "f1-000001": 1, "f1-000002": 0}
