"""Tomorro behind the face that every platform shows."""

import pathlib
from datetime import timedelta

import pytest
import yaml

from passerelle.core.events import UNKNOWN, RecordRef
from passerelle.core.steps import Nature
from passerelle.errors import InvalidAutomation
from passerelle.platforms.tomorro.platform import ACTIONS, TomorroPlatform
from passerelle.platforms.tomorro.schemas import STATUSES
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro


@pytest.fixture
def tomorro():
    return FakeTomorro()


@pytest.fixture
def platform(tomorro):
    return TomorroPlatform("tomorro", tomorro.client(), tomorro.catalogue(), lambda: NOW, MemoryLock())


def test_a_poll_tells_the_present_status_of_each_contract(tomorro, platform):
    tomorro.add_contract("c-1", status="signed")
    tomorro.add_contract("c-2", status="draft")

    polled = list(platform.changes("contract", NOW - timedelta(days=1), frozenset({"status"})))

    events = [event for one in polled for event in one.events]
    told = [
        (event.record.id, event.changes[0].field, event.changes[0].value, event.changes[0].former) for event in events
    ]
    assert sorted(told, key=lambda one: one[0]) == [
        ("c-1", "status", "signed", UNKNOWN),
        ("c-2", "status", "draft", UNKNOWN),
    ]
    assert {event.occurred_at for event in events} == {NOW}


def test_the_statuses_that_a_trigger_may_wait_for_are_those_that_the_schema_tells():
    path = pathlib.Path(__file__).parents[3] / "config/platforms/tomorro.yaml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert tuple(manifest["records"]["contract"]["choices"]["status"]) == STATUSES


def test_a_write_back_and_an_update_can_be_given_the_same(platform):
    given = [
        platform.target_schema(action, {}, "contract", frozenset()) for action in ("update_record", "update_contract")
    ]

    assert given[0] is not None
    assert given[0] == given[1]


def test_nothing_is_asked_when_nobody_listens_to_the_status(tomorro, platform):
    tomorro.add_contract("c-1", status="signed")

    assert list(platform.changes("contract", NOW, frozenset())) == []


def test_what_cannot_be_polled_is_said_so(platform):
    with pytest.raises(InvalidAutomation):
        list(platform.changes("member", NOW, frozenset({"status"})))


def test_creating_a_contract_is_two_effects_and_the_second_is_linked(platform):
    named = platform.actions("create_contract")

    assert [(one.name, one.makes, one.updated_by, one.action.nature) for one in named] == [
        ("counterparty", None, None, Nature.CREATE),
        ("contract", "contract", "update_created_contract", Nature.CREATE),
    ]


@pytest.mark.parametrize("name", ["update_contract", "send_for_signature", "cancel_contract"])
def test_the_other_actions_work_on_the_linked_contract(platform, name):
    assert [one.works_on for one in platform.actions(name)] == ["contract"]


def test_every_action_that_is_offered_exists_and_another_is_refused_by_name(platform):
    for name in ACTIONS:
        assert platform.actions(name)

    with pytest.raises(InvalidAutomation) as refused:
        platform.actions("sign_it")

    assert "sign_it" in refused.value.sentence.fr


def test_the_page_of_a_contract_is_known_and_of_nothing_else(platform):
    assert platform.url(RecordRef("contract", "c-1")) == "https://app.tomorro.com/contracts/c-1"
    assert platform.url(RecordRef("counterparty", "cp-1")) is None
