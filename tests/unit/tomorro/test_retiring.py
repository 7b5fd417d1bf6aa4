"""What a purge does to the contracts and counterparties of tests: cancelled, renamed, archived; nothing is deleted."""

import pytest

from passerelle.core.events import RecordRef
from passerelle.platforms.platform import Rest
from passerelle.platforms.tomorro.retiring import Retiring
from tests.unit.tomorro.fake import FakeTomorro

CONTRACT = RecordRef("contract", "c-1")
COUNTERPARTY = RecordRef("counterparty", "cp-1")
NONE: frozenset[str] = frozenset()


@pytest.fixture
def tomorro() -> FakeTomorro:
    tomorro = FakeTomorro()
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    return tomorro


def retire(tomorro: FakeTomorro, record: RecordRef = CONTRACT, besides: frozenset[str] = NONE):
    """Done where there is something to do; gives what a second look tells."""
    retiring = Retiring(tomorro.client())
    undoing = retiring.of(record, besides)
    if undoing.call is not None:
        retiring.undo(undoing.call)
    return retiring.of(record, besides)


def test_a_member_is_disabled_and_that_is_all_there_is_to_do(tomorro):
    after = retire(tomorro, RecordRef("member", "m-noe"))

    assert tomorro.writes() == [("PATCH", "/members/m-noe", {"status": "disabled"})]
    assert (after.call, after.rest) == (None, Rest.NOTHING)


def test_a_member_who_is_gone_is_gone(tomorro):
    after = retire(tomorro, RecordRef("member", "m-nobody"))

    assert (after.call, after.rest) == (None, Rest.NOTHING)


@pytest.mark.parametrize("status", ["draft", "negotiating", "signing"])
def test_a_contract_is_cancelled_and_renamed_in_one_call_and_left_for_a_person_to_delete(tomorro, status):
    tomorro.add_contract("c-1", name="[TEST] Martin", status=status)

    after = retire(tomorro)

    assert tomorro.writes() == [
        ("PATCH", "/contracts/c-1", {"name": "[À SUPPRIMER] [TEST] Martin", "status": "canceled"})
    ]
    assert (after.call, after.rest) == (None, Rest.KEPT)


@pytest.mark.parametrize("status", ["signed", "a status of next year"])
def test_a_signed_contract_is_renamed_and_never_cancelled(tomorro, status):
    tomorro.add_contract("c-1", status=status)

    after = retire(tomorro)

    assert tomorro.writes() == [("PATCH", "/contracts/c-1", {"name": "[À SUPPRIMER] Contrat"})]
    assert (after.call, after.rest) == (None, Rest.KEPT)


def test_a_contract_that_somebody_cancelled_is_locked_and_left_as_it_is(tomorro):
    tomorro.add_contract("c-1", status="canceled")

    after = retire(tomorro)

    assert tomorro.writes() == []
    assert after.rest is Rest.KEPT


@pytest.mark.parametrize("record", [CONTRACT, RecordRef("counterparty", "cp-9")])
def test_what_a_person_has_deleted_is_gone(tomorro, record):
    after = retire(tomorro, record)

    assert (after.call, after.rest, tomorro.writes()) == (None, Rest.NOTHING, [])


def test_the_prefix_is_a_setting(tomorro):
    tomorro.add_contract("c-1")
    retiring = Retiring(tomorro.client(delete_prefix="(à jeter) "))

    retiring.undo(retiring.of(CONTRACT, NONE).call)

    assert tomorro.contracts["c-1"]["name"] == "(à jeter) Contrat"


def test_a_counterparty_that_only_tests_use_is_archived(tomorro):
    tomorro.add_contract("c-1")

    after = retire(tomorro, COUNTERPARTY, frozenset({"c-1"}))

    assert tomorro.counterparties["cp-1"]["status"] == "archived"
    assert (after.call, after.rest) == (None, Rest.NOTHING)


def test_a_counterparty_of_another_contract_is_kept(tomorro):
    tomorro.add_contract("c-1")
    tomorro.add_contract("c-2", status="canceled")

    after = retire(tomorro, COUNTERPARTY, frozenset({"c-1"}))

    assert tomorro.counterparties["cp-1"]["status"] == "active"
    assert after.rest is Rest.KEPT


def test_a_contract_that_a_test_only_changed_is_for_a_person_to_look_at(tomorro):
    tomorro.add_contract("c-1")

    undoing = Retiring(tomorro.client()).changed(CONTRACT, {"field.SIRET": "x"})

    assert (undoing.call, undoing.rest) == (None, Rest.TOLD)
    assert "field.SIRET" in undoing.told.fr
